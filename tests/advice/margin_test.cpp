// Margin breaks ties between equal fits, and does nothing else.
#include "engine/advice/margin.hpp"

#include "moshaver/reports.hpp"
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

std::vector<RecommendedItem> items_of(const std::vector<double>& scores) {
  std::vector<RecommendedItem> items;
  for (const double score : scores) {
    RecommendedItem item;
    item.product_id = "p" + std::to_string(items.size());
    item.score = score;
    items.push_back(item);
  }
  return items;
}

std::string order_of(const std::vector<RecommendedItem>& items) {
  std::string text;
  for (const RecommendedItem& item : items) text += item.product_id.substr(1);
  return text;
}

}  // namespace

TEST_CASE("among scores within the band the higher margin comes first", "[margin]") {
  auto items = items_of({100, 99.5, 99.1, 98, 50});
  const std::vector<std::optional<double>> margins = {1, 2, 3, 9, 9};
  CHECK(break_ties_by_margin(items, margins, 0.01) == 2);
  CHECK(order_of(items) == "21034");
  for (std::size_t at = 0; at < items.size(); ++at) CHECK(items[at].rank == at + 1);
}

TEST_CASE("a score that rises again, as in a varied list, is no tie with a lower one before it", "[margin]") {
  auto items = items_of({100, 60, 99.5});
  const std::vector<std::optional<double>> margins = {1, 2, 3};
  CHECK(break_ties_by_margin(items, margins, 0.01) == 0);
  CHECK(order_of(items) == "012");
}

TEST_CASE("without a band, or outside of it, margin moves nothing", "[margin]") {
  auto items = items_of({-1, -1.02, -2});
  const std::vector<std::optional<double>> margins = {1, 2, 3};
  CHECK(break_ties_by_margin(items, margins, 0) == 0);
  CHECK(break_ties_by_margin(items, margins, 0.01) == 0);
  CHECK(order_of(items) == "012");
  CHECK(break_ties_by_margin(items, margins, 0.05) == 2);
  CHECK(order_of(items) == "102");
}

TEST_CASE("an item whose margin is unknown keeps its place", "[margin]") {
  auto items = items_of({10, 10, 10});
  const std::vector<std::optional<double>> margins = {1, std::nullopt, 2};
  CHECK(break_ties_by_margin(items, margins, 0.01) == 2);
  CHECK(order_of(items) == "210");
}

TEST_CASE("a chain of near scores is no tie: the band counts from its first", "[margin]") {
  auto items = items_of({100, 99.2, 98.4, 97.6});
  const std::vector<std::optional<double>> margins = {1, 2, 3, 4};
  break_ties_by_margin(items, margins, 0.01);
  CHECK(order_of(items) == "1032");
}

TEST_CASE("a shop that sets a band has its ties broken by margin, the answer says so, and a report counts it",
          "[margin]") {
  const SmallShop world;
  world.train_shop("popular");
  Advisor advisor = advisor_of(world.shop());
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at));
    product.price = 10;
    product.cost = 9 - static_cast<double>(at) / 2;
    must(advisor.put_product(product));
  }
  const AdviceRequest request = request_for("newcomer");
  const Advice before = advised(advisor, request);
  CHECK(before.margin_moved == 0);
  CHECK(must(margin_report(world.shop())).moved == 0);
  put_bytes(world.shop() / "shop.toml", "[margin]\nband = 0.05\n");
  must(advisor.reload());
  Advisor again = advisor_of(world.shop());
  const Advice after = advised(again, request);
  CHECK(after.margin_moved > 0);
  auto a = ids_of(before), b = ids_of(after);
  CHECK(a != b);
  for (std::size_t at = 1; at < after.items.size(); ++at)
    CHECK(after.items[at].score <= after.items[at - 1].score * 1.06);
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  CHECK(a == b);
  const MarginReport report = must(margin_report(world.shop()));
  CHECK(report.band == 0.05);
  CHECK(report.answers == SmallShop::customers);
  CHECK(report.changed > 0);
  CHECK(report.moved >= report.changed);
  CHECK(report.with_cost == report.items);
}
