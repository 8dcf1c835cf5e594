// A snapshot replaces reading the log, and always equals what the log gives.
#include "engine/store/snapshot.hpp"

#include <random>

#include "tests/artifact/scratch.hpp"
#include "tests/data/event_world.hpp"
#include "tests/store/shop_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// Random events of every kind, with gifts, new customers and products, and repeated times. Their ids are 1, 2, 3 ...
struct RandomEvents {
  std::mt19937 random;
  int serial = 0;

  explicit RandomEvents(unsigned seed) : random(seed) {}
  void add(Store::Writer& writer, int count) {
    for (int at = 0; at < count; ++at) {
      const std::string customer = numbered("c", random() % 60), product = numbered("p", random() % 40);
      const std::string order = random() % 3 == 0 ? std::to_string(random() % 40) : "", id = std::to_string(++serial);
      EventRecord event = event_of(customer, product);
      event.kind = static_cast<EventKind>(random() % event_kind_names.size());
      if (random() % 2 == 0) event.kind = EventKind::purchase;
      if (random() % 8 != 0) event.timestamp = (1'000 + random() % 30) * std::int64_t{day};
      event.quantity = static_cast<double>(1 + random() % 3);
      if (event.kind == EventKind::rating) event.value = static_cast<double>(1 + random() % 5);
      event.order_id = order;
      event.event_id = id;
      const std::string recipient = numbered("r", random() % 5);
      if (random() % 10 == 0) event.recipient_id = recipient;
      const auto added = writer.add_live_event(event);
      if (!added || !*added) FAIL("event " << id << " was not added");
    }
  }
};

Store opened(const std::filesystem::path& shop) {
  auto store = Store::open(shop);
  if (!store) FAIL(store.error().message);
  return std::move(*store);
}

// The error of opening the snapshot, or an empty text.
std::string refusal(const std::filesystem::path& shop) {
  const Store store = opened(shop);
  const auto snapshot = Snapshot::open(shop, store);
  return snapshot ? "" : snapshot.error().message;
}

std::uint64_t snapshot_of(const std::filesystem::path& shop) {
  const Store store = opened(shop);
  const auto written = write_snapshot(shop, store);
  if (!written) FAIL(written.error().message);
  return written->event_count;
}

}  // namespace

TEST_CASE("a snapshot updated from the previous one has the same bytes as one made from the whole log") {
  const Scratch scratch;
  const auto shop = scratch / "shop";
  RandomEvents random_events(3);
  std::uint64_t events = 0;
  for (int round = 0; round < 8; ++round) {
    fill(shop, [&](Store::Writer& writer) {
      random_events.add(writer, 150);
      events += 150;
      const auto guest = static_cast<std::uint32_t>(round * 3), account = static_cast<std::uint32_t>(round * 3 + 4);
      REQUIRE(writer.merge(guest, account));
    });
    CHECK(snapshot_of(shop) == events);
    const std::string stepwise = bytes_of(snapshot_path(shop));
    REQUIRE(remove_snapshots(shop));
    CHECK(snapshot_of(shop) == events);
    const bool same = stepwise == bytes_of(snapshot_path(shop));
    CHECK(same);
  }
}

TEST_CASE("a snapshot has the histories of the log, and a writer opened from it knows every event") {
  const Scratch scratch;
  const auto shop = scratch / "shop";
  RandomEvents random_events(5);
  fill(shop, [&](Store::Writer& writer) {
    random_events.add(writer, 2'000);
    REQUIRE(writer.merge(1, 2));
    REQUIRE(writer.merge(2, 3));
  });
  snapshot_of(shop);
  fill(shop, [&](Store::Writer& writer) { random_events.add(writer, 100); });
  snapshot_of(shop);
  Store store = opened(shop);
  auto snapshot = Snapshot::open(shop, store);
  REQUIRE(snapshot);
  CHECK(snapshot->event_count == 2'100);
  const EventTable table = table_in(shop);
  const Histories histories = build_histories(table);
  CHECK(snapshot->histories.offsets == histories.offsets);
  CHECK(snapshot->histories.purchases == histories.purchases);
  CHECK(snapshot->histories.hidden_offsets == histories.hidden_offsets);
  CHECK(snapshot->histories.hidden == histories.hidden);
  CHECK(histories.hidden.size() > 10);
  GiftTable gifts = table.gifts;
  gifts.sort();
  REQUIRE(snapshot->gifts.all().size() == gifts.all().size());
  CHECK(gifts.all().size() > 50);
  for (std::size_t at = 0; at < gifts.all().size(); ++at) {
    const Gift &kept = snapshot->gifts.all()[at], &own = gifts.all()[at];
    CHECK(snapshot->gifts.recipient_of(kept) == gifts.recipient_of(own));
    CHECK(kept.buyer == own.buyer);
    CHECK(kept.position == own.position);
  }
  REQUIRE(snapshot->customers.size() == table.customers.size());
  for (std::uint32_t row = 0; row < table.customers.size(); ++row) {
    CHECK(snapshot->customers.key(row) == table.customers.key(row));
    CHECK(snapshot->customers.find(table.customers.key(row)) == row);
  }
  auto writer = store.begin(&*snapshot);
  REQUIRE(writer);
  CHECK(writer->next_position() == 2'100);
  EventRecord old = event_of("c1", "p1");
  old.event_id = "1";
  for (const char* id : {"1", "2000", "2100"}) {
    old.event_id = id;
    CHECK_FALSE(writer->add_live_event(old).value());
  }
  old.event_id = "2101";
  CHECK(writer->add_live_event(old).value());
}

TEST_CASE("a snapshot with a changed byte, or cut short anywhere, is refused with bad_format") {
  const Scratch scratch;
  const auto shop = scratch / "shop";
  RandomEvents random_events(7);
  fill(shop, [&](Store::Writer& writer) { random_events.add(writer, 300); });
  snapshot_of(shop);
  REQUIRE(refusal(shop).empty());
  const std::string whole = bytes_of(snapshot_path(shop));
  const auto check_refused = [&](const std::string& bytes) {
    put_bytes(snapshot_path(shop), bytes);
    const Store store = opened(shop);
    const auto snapshot = Snapshot::open(shop, store);
    REQUIRE_FALSE(snapshot);
    CHECK((snapshot.error().code == ErrorCode::bad_format || snapshot.error().code == ErrorCode::unsupported_version));
    CHECK(snapshot.error().message.find('\n') == std::string::npos);
  };
  for (int at = 0; at < 200; ++at) {
    std::string bytes = whole;
    bytes[random_events.random() % bytes.size()] ^= static_cast<char>(1 + random_events.random() % 255);
    check_refused(bytes);
  }
  for (std::size_t from_end = 1; from_end <= 512; ++from_end) {
    if (from_end > 8 && from_end % 16 != 0) continue;
    std::string bytes = whole;
    bytes[bytes.size() - from_end] ^= 1;
    check_refused(bytes);
  }
  for (int at = 0; at < 50; ++at) check_refused(whole.substr(0, random_events.random() % whole.size()));
  check_refused("");
  check_refused(whole + "x");
  put_bytes(snapshot_path(shop), whole);
  CHECK(refusal(shop).empty());
}

TEST_CASE("a snapshot of another shop, of a newer log, or of a log rewritten since is refused") {
  const Scratch scratch;
  const auto shop = scratch / "shop", other = scratch / "other";
  RandomEvents random_events(9);
  for (const auto& each : {shop, other}) {  // their events differ: the ids continue
    fill(each, [&](Store::Writer& writer) { random_events.add(writer, 100); });
    snapshot_of(each);
  }
  const std::string own = bytes_of(snapshot_path(shop));
  put_bytes(snapshot_path(shop), bytes_of(snapshot_path(other)));
  CHECK_THAT(refusal(shop), Catch::Contains("another event log"));
  put_bytes(snapshot_path(shop), own);
  CHECK(refusal(shop).empty());

  SECTION("the log was restored from a backup") {
    REQUIRE(opened(shop).empty_write_ahead_log());
    const std::string backup = bytes_of(shop / "events.db");
    fill(shop, [&](Store::Writer& writer) { random_events.add(writer, 50); });
    snapshot_of(shop);
    CHECK(refusal(shop).empty());
    for (const char* tail : {"events.db-wal", "events.db-shm"}) std::filesystem::remove(shop / tail);
    put_bytes(shop / "events.db", backup);
    CHECK_THAT(refusal(shop), Catch::Contains("covers 150 events, the log holds 100"));
    // New events after that: as many, but others.
    fill(shop, [&](Store::Writer& writer) { random_events.add(writer, 60); });
    CHECK_THAT(refusal(shop), Catch::Contains("last event is not the log's"));
  }
  SECTION("a customer without events was erased") {
    std::uint32_t row = 0;
    fill(shop, [&](Store::Writer& writer) { row = writer.customer_row("nobody yet").value(); });
    CHECK(refusal(shop).empty());
    Store store = opened(shop);
    REQUIRE(store.erase_customers(std::span(&row, 1)));
    CHECK_THAT(refusal(shop), Catch::Contains("rewritten"));
  }
}

TEST_CASE("a cancelled snapshot leaves the old one and no other file") {
  const Scratch scratch;
  const auto shop = scratch / "shop";
  RandomEvents random_events(11);
  fill(shop, [&](Store::Writer& writer) { random_events.add(writer, 100); });
  const Store store = opened(shop);
  CHECK_FALSE(write_snapshot(shop, store, [] { return true; }));
  CHECK(std::filesystem::is_empty(shop / "snapshot"));
  snapshot_of(shop);
  const std::string before = bytes_of(snapshot_path(shop));
  fill(shop, [&](Store::Writer& writer) { random_events.add(writer, 10); });
  put_bytes(shop / "snapshot" / "state.tmp-1-1", "of a process that was killed");
  CHECK_FALSE(write_snapshot(shop, store, [] { return true; }));
  const bool untouched = bytes_of(snapshot_path(shop)) == before;
  CHECK(untouched);
  CHECK_FALSE(std::filesystem::exists(shop / "snapshot" / "state.tmp-1-1"));
}
