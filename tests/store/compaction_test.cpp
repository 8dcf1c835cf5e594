// Merging small blocks of the log does not change what is read from it.
#include "engine/store/compaction.hpp"

#include "tests/artifact/scratch.hpp"
#include "tests/store/shop_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

std::vector<BlockPlace> blocks_of(const std::vector<std::uint64_t>& sizes) {
  std::vector<BlockPlace> blocks;
  std::uint64_t first = 0;
  for (const std::uint64_t size : sizes) {
    blocks.push_back({first, size});
    first += size;
  }
  return blocks;
}

std::size_t chosen(const std::vector<std::uint64_t>& sizes, Pace pace = Pace::busy) {
  return worth_merging(blocks_of(sizes), pace).size();
}

// Adds one event in each transaction, as live commits do.
void add_one_by_one(const std::filesystem::path& shop, std::uint32_t first, std::uint32_t last) {
  auto store = Store::open_or_create(shop);
  REQUIRE(store);
  auto writer = store->begin();
  REQUIRE(writer);
  for (std::uint32_t at = first; at < last; ++at) {
    if (at > first) REQUIRE(writer->resume().value());
    add_dated(*writer, at + 1);
    REQUIRE(writer->pause());
  }
}

std::size_t merge_all(const std::filesystem::path& shop) {
  auto store = Store::open(shop), reader = Store::open(shop);
  REQUIRE(store);
  REQUIRE(reader);
  std::size_t steps = 0;
  for (std::uint64_t from = 0;; ++steps) {
    const auto block = prepare_merge(*reader, Pace::busy, from);
    REQUIRE(block);
    if (!*block) return steps;
    auto writer = store->begin();
    REQUIRE(writer);
    CHECK(writer->replace_blocks(**block).value());
    REQUIRE(writer->commit());
  }
}

}  // namespace

TEST_CASE("blocks are merged when there are enough neighbours of similar size, and never beyond a full block") {
  CHECK(chosen({}) == 0);
  CHECK(chosen(std::vector<std::uint64_t>(63, 1)) == 0);
  CHECK(chosen(std::vector<std::uint64_t>(64, 1)) == 64);
  CHECK(chosen(std::vector<std::uint64_t>(10'000, 1)) == 256);
  CHECK(chosen({65'536, 65'536, 40'000, 33'000}, Pace::calm) == 0);
  CHECK(chosen(std::vector<std::uint64_t>(8, 1'000)) == 0);
  CHECK(chosen(std::vector<std::uint64_t>(9, 1'000)) == 9);
  CHECK(chosen(std::vector<std::uint64_t>(30, 1'000)) == 16);
  CHECK(chosen({16'000, 16'000, 16'000, 16'000}) == 0);
  CHECK(chosen({16'000, 16'000, 16'000, 16'000}, Pace::calm) == 4);
  CHECK(chosen({32'767, 32'767, 32'767}, Pace::calm) == 2);
  std::vector<std::uint64_t> between(70, 1);
  between.insert(between.begin() + 35, 65'536);  // only neighbours are merged
  CHECK(chosen(between) == 0);
}

TEST_CASE("merging blocks of single events leaves few blocks, with the same events in the same order") {
  const Scratch scratch;
  const auto shop = scratch / "shop";
  add_one_by_one(shop, 0, 700);
  CHECK(merge_all(shop) >= 2);
  add_one_by_one(shop, 700, 1'000);
  merge_all(shop);
  auto store = Store::open(shop);
  REQUIRE(store);
  CHECK(store->blocks(0, 1'000).value().size() < 70);
  CHECK(store->event_count().value() == 1'000);
  CHECK(store->verify());
  const EventTable table = table_in(shop);
  REQUIRE(table.size() == 1'000);
  for (std::uint32_t at = 0; at < table.size(); ++at) CHECK(table.time[at] == at + 1);
  // Their ids are kept: adding them again gives duplicates.
  fill(shop, [](Store::Writer& writer) {
    EventRecord event = event_of("c", "p");
    for (const std::uint32_t time : {1U, 500U, 1'000U}) {
      event.timestamp = time;
      CHECK_FALSE(writer.add_live_event(event).value());
    }
  });
}

TEST_CASE("a merged block is discarded if a customer was erased while it was made") {
  const Scratch scratch;
  const auto shop = scratch / "shop";
  add_one_by_one(shop, 0, 100);
  auto store = Store::open(shop), reader = Store::open(shop);
  REQUIRE(store);
  REQUIRE(reader);
  std::uint64_t from = 0;
  const auto block = prepare_merge(*reader, Pace::busy, from);
  REQUIRE(block);
  REQUIRE(*block);
  const std::uint32_t customer = 0;
  REQUIRE(store->erase_customers(std::span(&customer, 1)));
  auto writer = store->begin();
  REQUIRE(writer);
  CHECK_FALSE(writer->replace_blocks(**block).value());
  REQUIRE(writer->commit());
  CHECK(store->event_count().value() == 0);
}

TEST_CASE("merging does not change the positions of events") {
  const Scratch scratch;
  const auto shop = scratch / "shop";
  add_one_by_one(shop, 0, 300);
  auto store = Store::open(shop);
  REQUIRE(store);
  const auto read = [&] {
    std::vector<std::uint64_t> values;
    for (const std::uint64_t position : {0, 77, 299}) {
      values.push_back(store->event_id_at(position).value().value().low64);
      CHECK(
          store->visit_events(position, [&](std::uint64_t at, std::uint32_t, std::uint32_t, const EventRecord& event) {
            CHECK(at == position);
            values.push_back(static_cast<std::uint64_t>(event.timestamp.value()));
            return false;
          }));
    }
    return values;
  };
  const auto before = read();
  merge_all(shop);
  CHECK(read() == before);
  CHECK_FALSE(store->event_id_at(300).value());
}
