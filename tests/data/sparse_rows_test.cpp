#include "engine/data/sparse_rows.hpp"

#include <map>
#include <random>

#include "engine/ranking/scorer.hpp"
#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// The value at (row, column).
using Cells = std::map<std::pair<std::uint32_t, std::uint32_t>, float>;

Cells cells_of(const SparseRows& rows) {
  Cells cells;
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    const auto columns = rows.columns_of(row);
    for (std::size_t at = 0; at < columns.size(); ++at) {
      CHECK((at == 0 || columns[at - 1] < columns[at]));
      cells[{row, columns[at]}] = rows.values_of(row)[at];
    }
  }
  return cells;
}

}  // namespace

TEST_CASE("an interaction counts the baskets with the product, not quantities or rows") {
  const EventTable table = table_of({{.customer = "a", .product = "tea", .time = day, .quantity = 12},
                                     {.customer = "a", .product = "tea", .time = day + 5},  // the same day
                                     {.customer = "a", .product = "tea", .time = 9 * day},
                                     {.customer = "a", .product = "cup", .time = 9 * day},
                                     {.customer = "b", .product = "cup", .kind = EventKind::like}});
  const SparseRows rows = interactions(build_histories(table));
  CHECK(rows.row_count() == 2);
  CHECK(cells_of(rows) == Cells{{{0, 0}, 2.0F}, {{0, 1}, 1.0F}, {{1, 1}, 1.0F}});
}

TEST_CASE("a product that was liked and later bought counts only the baskets with it") {
  const EventTable table = table_of({{.product = "tea", .kind = EventKind::like, .time = day},
                                     {.product = "cup", .time = 2 * day},
                                     {.product = "tea", .time = 3 * day}});
  CHECK(cells_of(interactions(build_histories(table))) == Cells{{{0, 0}, 1.0F}, {{0, 1}, 1.0F}});
}

TEST_CASE("training and answering count a customer's baskets in the same way") {
  std::mt19937 random(3);
  std::vector<TestEvent> events;
  for (int at = 0; at < 300; ++at) {
    events.push_back({.customer = std::to_string(random() % 10),
                      .product = std::to_string(random() % 20),
                      .time = static_cast<std::int64_t>(day * (1 + random() % 9))});
  }
  const Histories histories = build_histories(table_of(events));
  const Cells cells = cells_of(interactions(histories));
  Cells answering;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    for (const HeldItem& held : held_items(histories.of(UserId{user}), histories.item_count)) {
      answering[{user, held.item.row}] = held.baskets;
    }
  }
  CHECK(cells == answering);
}

TEST_CASE("a transposed matrix has the same values with rows and columns exchanged, also with empty columns") {
  SparseRows rows;
  rows.columns = {1, 4, 0, 1, 2};
  rows.values = {.5F, 2, 3, 4, 5};
  rows.offsets = {0, 2, 2, 5};
  const SparseRows turned = transpose(rows, 6);
  CHECK(turned.row_count() == 6);
  Cells expected;
  for (const auto& [at, value] : cells_of(rows)) expected[{at.second, at.first}] = value;
  CHECK(cells_of(turned) == expected);
  const SparseRows back = transpose(turned, 3);
  CHECK(back.offsets == rows.offsets);
  CHECK(back.columns == rows.columns);
  CHECK(back.values == rows.values);
}
