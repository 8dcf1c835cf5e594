// The files of an open shop: snapshots, which are checked before they are used, merged blocks, and no trace of erased
// customers.
#include <chrono>
#include <mutex>
#include <thread>

#include "engine/store/compaction.hpp"
#include "engine/store/snapshot.hpp"
#include "moshaver/doctor.hpp"
#include "tests/advisor/open_advisor.hpp"
#include "tests/store/shop_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

struct Warnings {
  std::mutex mutex;
  std::vector<std::string> messages;
};

Advisor advisor_with_snapshots(const std::filesystem::path& shop, std::uint64_t snapshot_events,
                               Warnings* warnings = nullptr) {
  AdvisorOptions options;
  options.clock = [] { return test_now; };
  options.snapshot_events = snapshot_events;
  options.on_warning = [warnings](const std::string& what) {
    if (warnings == nullptr) FAIL(what);
    const std::lock_guard lock(warnings->mutex);
    warnings->messages.push_back(what);
  };
  auto opened = Advisor::open(shop, options);
  if (!opened) FAIL(opened.error().message);
  return std::move(*opened);
}

Event dated(const std::string& customer, std::size_t product, std::int64_t time, const std::string& kind = "purchase") {
  Event event = event_for(customer, SmallShop::product(product), kind);
  event.timestamp = std::to_string(time);
  return event;
}

template <class Done>
void wait_until(const Done& done) {
  for (int turn = 0; turn < 1'000 && !done(); ++turn) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(done());
}

void check_same_shop(const Advisor& a, const Advisor& b) {
  for (std::size_t who = 0; who < SmallShop::customers + 3; ++who) {
    const Advice one = advised(a, request_for(SmallShop::customer(who)));
    const Advice other = advised(b, request_for(SmallShop::customer(who)));
    REQUIRE(ids_of(one) == ids_of(other));
    CHECK(one.known == other.known);
    for (std::size_t at = 0; at < one.items.size(); ++at) {
      CHECK(one.items[at].score == Approx(other.items[at].score).epsilon(1e-5).margin(1e-6));
    }
  }
}

std::vector<Event> a_busy_day(std::int64_t first_time) {
  std::vector<Event> events;
  for (std::size_t who = 0; who < SmallShop::customers + 3; ++who) {  // three of them are new
    events.push_back(dated(SmallShop::customer(who), (who * 5 + 1) % 12, first_time++));
    if (who % 3 == 0) events.push_back(dated(SmallShop::customer(who), who * 7 % 12, first_time++, "return"));
    if (who % 4 == 0) events.push_back(dated(SmallShop::customer(who), who % 12, first_time++, "dislike"));
  }
  return events;
}

// The names of the shop's files that contain these bytes.
std::vector<std::string> files_with(const std::filesystem::path& shop, std::string_view bytes) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(shop)) {
    if (entry.is_regular_file() && bytes_of(entry.path()).find(bytes) != std::string::npos) {
      names.push_back(entry.path().filename());
    }
  }
  return names;
}

}  // namespace

TEST_CASE("a shop opened from a snapshot and later events gives the same answers as one opened from the whole log") {
  const SmallShop world;
  {
    Advisor first = open_advisor(world, "item-item");
    must(first.record(a_busy_day(test_now - 9'000)));
    must(first.merge_customers(SmallShop::customer(5), SmallShop::customer(6)));
  }
  { const Advisor writes_snapshot_on_close = advisor_with_snapshots(world.shop(), 1); }
  REQUIRE(std::filesystem::exists(snapshot_path(world.shop())));
  const auto copy = world.path("copy");
  {
    Advisor advisor = advisor_with_snapshots(world.shop(), 1'000'000);
    must(advisor.record(a_busy_day(test_now - 4'000)));
    must(advisor.merge_customers(SmallShop::customer(1), SmallShop::customer(2)));
    must(advisor.merge_customers(SmallShop::customer(6), SmallShop::customer(7)));
    must(advisor.put_product(product_with("sku-since", 3)));
    record_one(advisor, dated(SmallShop::customer(9), 3, test_now - 100, "like"));
    std::filesystem::copy(world.shop(), copy, std::filesystem::copy_options::recursive);
  }
  const Advisor by_snapshot = advisor_with_snapshots(copy, 0);
  REQUIRE(remove_snapshots(world.shop()));
  const Advisor by_log = advisor_with_snapshots(world.shop(), 0);
  check_same_shop(by_snapshot, by_log);
  CHECK(must(by_snapshot.customer(SmallShop::customer(5))).merged_into == SmallShop::customer(7));
  CHECK(must(by_snapshot.customer(SmallShop::customer(7))).products ==
        must(by_log.customer(SmallShop::customer(7))).products);
}

TEST_CASE(
    "customers who joined after the snapshot keep their contract, region and staff rights when the shop is opened") {
  const SmallShop world;
  world.train_shop("item-item");
  { const Advisor writes_snapshot_on_close = advisor_with_snapshots(world.shop(), 1); }
  REQUIRE(std::filesystem::exists(snapshot_path(world.shop())));
  AdviceRequest request = request_for("newcomer", 100);
  {
    Advisor advisor = advisor_with_snapshots(world.shop(), 1'000'000);
    Product elsewhere = product_with(SmallShop::product(0)), for_staff = product_with(SmallShop::product(1));
    elsewhere.regions = "Yazd";
    for_staff.audience = "internal";
    must(advisor.put_product(elsewhere));
    must(advisor.put_product(for_staff));
    std::vector<ContractTerm> terms(3);
    for (std::size_t at = 0; at < terms.size(); ++at) terms[at].product_id = SmallShop::product(at);
    must(advisor.put_contract("acme", terms));
    Customer newcomer;
    newcomer.customer_id = "newcomer";
    newcomer.account_id = "acme";
    newcomer.region = "Shiraz";
    newcomer.relation = "internal";
    must(advisor.put_customer(newcomer));
    CHECK(advised(advisor, request).items.size() == 2);
    std::filesystem::copy(world.shop(), world.path("killed"), std::filesystem::copy_options::recursive);
  }
  const Advisor again = advisor_with_snapshots(world.path("killed"), 0);
  const Advice advice = advised(again, request);
  CHECK(advice.items.size() == 2);
  CHECK(removed_by(advice, "outside_contract") > 0);
  CHECK(removed_by(advice, "not_deliverable") == 1);
}

TEST_CASE("a model trained on products newer than the snapshot is served") {
  const SmallShop world;
  world.train_shop("item-item");
  { const Advisor writes_snapshot_on_close = advisor_with_snapshots(world.shop(), 1); }
  REQUIRE(std::filesystem::exists(snapshot_path(world.shop())));
  std::string rows;
  for (std::size_t who = 0; who < 30; ++who) {
    rows += SmallShop::customer(who) + ",sku-newest,purchase," + std::to_string(test_now - 50) + ",\n";
    rows += numbered("late-", who) + "," + SmallShop::product(who % 6) + ",purchase," + std::to_string(test_now - 50) +
            ",\n";
  }
  world.import(world.file("more.csv", rows));
  world.train_shop("item-item");
  const Advisor advisor = advisor_with_snapshots(world.shop(), 0);
  CHECK(shows(advised(advisor, request_for("late-3")), "sku-newest"));
  CHECK_FALSE(shows(advised(advisor, request_for(SmallShop::customer(3))), "sku-newest"));
}

TEST_CASE("a damaged snapshot is not used, is reported, and is replaced by a sound one") {
  const SmallShop world;
  world.train_shop("popular");
  { const Advisor writes_snapshot_on_close = advisor_with_snapshots(world.shop(), 1); }
  std::string bytes = bytes_of(snapshot_path(world.shop()));
  bytes[bytes.size() / 2] ^= 1;
  put_bytes(snapshot_path(world.shop()), bytes);
  const auto findings = examine_shop(world.shop());
  const auto snapshot_finding =
      std::find_if(findings.begin(), findings.end(), [](const Finding& one) { return one.what == "snapshot"; });
  REQUIRE(snapshot_finding != findings.end());
  CHECK(snapshot_finding->health == Health::advice);
  Warnings warnings;
  {
    Advisor advisor = advisor_with_snapshots(world.shop(), 1, &warnings);
    CHECK(advised(advisor, request_for(SmallShop::customer(1))).items.size() > 2);
    record_one(advisor, dated("c", 1, test_now));
  }
  REQUIRE(warnings.messages.size() == 1);
  CHECK_THAT(warnings.messages[0], Catch::Contains("not used") && Catch::Contains("checksum"));
  const Advisor again = advisor_with_snapshots(world.shop(), 0);  // without a warning
  CHECK(must(again.customer("c")).products == 1);
}

TEST_CASE("an open shop merges blocks of single events and writes snapshots", "[threads]") {
  const SmallShop world;
  world.train_shop("popular");
  Advisor advisor = advisor_with_snapshots(world.shop(), 50);
  for (std::size_t at = 0; at < 300; ++at) {
    Event event = dated(SmallShop::customer(at % 20), at % 12, test_now - 1'000 + static_cast<std::int64_t>(at));
    event.event_id = std::to_string(at);
    CHECK(record_one(advisor, event).status == EventStatus::stored);
  }
  auto store = Store::open(world.shop());
  REQUIRE(store);
  wait_until([&] { return store->blocks(0, 1'000).value().size() < 100; });
  wait_until([&] {
    const auto snapshot = Snapshot::open(world.shop(), *store);
    return snapshot && snapshot->event_count + 50 > store->event_count().value();
  });
  CHECK(store->verify());
  for (std::size_t at = 0; at < 300; at += 7) {
    Event event = dated(SmallShop::customer(at % 20), at % 12, test_now);
    event.event_id = std::to_string(at);
    CHECK(record_one(advisor, event).status == EventStatus::duplicate);
  }
}

TEST_CASE("erasing a customer leaves none of their bytes in the log, write-ahead log, snapshot or models") {
  const SmallShop world;
  world.train_shop("item-item");
  const std::string erased = "somebody-with-a-name-of-their-own";
  const std::uint32_t when = 0x41c3a5b7;
  AdvisorOptions options;
  options.clock = [] { return std::int64_t{0x41c3a5b7} + 86'400; };
  options.snapshot_events = 20;
  auto opened = Advisor::open(world.shop(), options);
  REQUIRE(opened);
  Advisor& advisor = *opened;
  // Their events are spread among other customers' events, in merged blocks and in blocks that are not merged yet.
  for (std::size_t at = 0; at < 200; ++at) {
    const bool is_erased = at % 9 == 4;
    Event event = dated(is_erased ? erased : SmallShop::customer(at % 20), at % 12,
                        is_erased ? std::int64_t{when} : static_cast<std::int64_t>(1'000 + at));
    event.event_id = (is_erased ? "their-event-" : "event-") + std::to_string(at);
    CHECK(record_one(advisor, event).status == EventStatus::stored);
  }
  auto store = Store::open(world.shop());
  REQUIRE(store);
  wait_until([&] { return store->blocks(0, 1'000).value().size() < 100; });
  wait_until([&] { return !files_with(world.shop() / "snapshot", erased).empty(); });

  // Bytes that would identify them: the id, entries of histories (product and time), hashes of event ids, old blocks.
  std::vector<std::string> traces = {erased};
  const auto bytes_of_value = [](const auto& value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof value);
  };
  REQUIRE(store->visit_events(
      0, [&](std::uint64_t position, std::uint32_t, std::uint32_t product, const EventRecord& event) {
        if (event.timestamp != std::int64_t{when}) return true;
        traces.push_back(bytes_of_value(product) + bytes_of_value(when));
        const std::uint64_t high = store->event_id_at(position).value().value().high64;
        traces.push_back(bytes_of_value(high));
        return true;
      }));
  CHECK(traces.size() > 40);
  for (const std::string& trace : traces) CHECK_FALSE(files_with(world.shop(), trace).empty());
  {
    auto connection = sqlite::Connection::open(world.shop() / "events.db", sqlite::Access::read_write);
    REQUIRE(connection);
    auto rows = connection->prepare("SELECT columns FROM segments ORDER BY first_event DESC LIMIT 100");
    REQUIRE(rows);
    while (rows->step().value()) {
      const auto columns = rows->blob(0);
      bool is_erased = false;
      REQUIRE(read_segment(columns, [&](std::uint32_t, std::uint32_t, const EventRecord& event) {
        is_erased |= event.timestamp == std::int64_t{when};
      }));
      if (!is_erased) continue;
      const std::string piece(columns.data() + columns.size() / 2, std::min<std::size_t>(40, columns.size() / 2));
      traces.push_back(piece);
      CHECK_FALSE(files_with(world.shop(), piece).empty());
    }
  }

  must(advisor.erase_customer(erased));
  for (const std::string& trace : traces) CHECK(files_with(world.shop(), trace).empty());
  // The next snapshot has no trace either.
  for (std::size_t at = 0; at < 30; ++at)
    record_one(advisor, dated(SmallShop::customer(at % 20), at % 12, static_cast<std::int64_t>(5'000 + at)));
  wait_until([&] { return std::filesystem::exists(snapshot_path(world.shop())); });
  for (const std::string& trace : traces) CHECK(files_with(world.shop(), trace).empty());
  CHECK(store->verify());
}
