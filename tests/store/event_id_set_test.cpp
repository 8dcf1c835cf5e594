#include "engine/store/event_id_set.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

namespace {

EventRecord event_of(std::string_view customer, std::string_view product) {
  EventRecord event;
  event.customer_id = customer;
  event.product_id = product;
  return event;
}

// Imports a file into a shop with the ids `stored`; returns the ids that it adds.
std::vector<XXH128_hash_t> import(const std::vector<XXH128_hash_t>& stored, const std::vector<EventRecord>& file) {
  EventIdSet set;
  for (const XXH128_hash_t id : stored) set.add_stored(id);
  std::vector<XXH128_hash_t> added;
  for (const EventRecord& event : file) {
    XXH128_hash_t id;
    if (set.claim(event, id)) added.push_back(id);
  }
  return added;
}

std::vector<XXH128_hash_t> both(std::vector<XXH128_hash_t> a, const std::vector<XXH128_hash_t>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

TEST_CASE("a file imported again adds no event, whatever the order of its rows") {
  const EventRecord tea = event_of("c", "tea"), cup = event_of("c", "cup");
  const auto first = import({}, {tea, cup, tea});
  CHECK(first.size() == 3);
  CHECK(import(first, {tea, cup, tea}).empty());
  CHECK(import(first, {cup, tea, tea}).empty());
}

TEST_CASE("two equal rows of one file are two events, and a third equal row in a later file is one more") {
  const EventRecord tea = event_of("c", "tea");
  const auto first = import({}, {tea, tea});
  CHECK(first.size() == 2);
  const auto later = import(first, {tea, tea, tea});
  CHECK(later.size() == 1);
  CHECK(import(both(first, later), {tea, tea, tea}).empty());
}

TEST_CASE("an event with an event_id is identified by it alone, within a file and across files") {
  EventRecord event = event_of("c", "tea");
  event.event_id = "e1";
  EventRecord corrected = event;
  corrected.quantity = 2;
  EventRecord other = event;
  other.event_id = "e2";
  const auto first = import({}, {event, corrected, event});
  CHECK(first.size() == 1);
  CHECK(import(first, {corrected}).empty());
  CHECK(import(first, {other}).size() == 1);                 // the same content, another event
  CHECK(import(first, {event_of("c", "tea")}).size() == 1);  // the same content, without an id
}

TEST_CASE("events that differ in any one field are different events") {
  std::vector<EventRecord> file = {event_of("c", "tea")};
  const auto differing = [&](auto field, auto value) {
    file.push_back(event_of("c", "tea"));
    file.back().*field = value;
  };
  differing(&EventRecord::customer_id, "d");
  differing(&EventRecord::product_id, "cup");
  differing(&EventRecord::kind, EventKind::return_);
  differing(&EventRecord::timestamp, 0);
  differing(&EventRecord::quantity, 2.0);
  differing(&EventRecord::unit_price, 0.0);
  differing(&EventRecord::value, 0.0);
  for (const auto field : {&EventRecord::order_id, &EventRecord::recipient_id, &EventRecord::account_id,
                           &EventRecord::channel, &EventRecord::place, &EventRecord::reason}) {
    differing(field, "x");
  }
  file.push_back(event_of("ct", "ea"));  // the same letters, split differently
  const auto added = import({}, file);
  CHECK(added.size() == file.size());
  CHECK(import(added, file).empty());
}

TEST_CASE("100,000 equal rows are 100,000 events, found again in linear time") {
  const std::vector<EventRecord> file(100'000, event_of("guest", "milk"));  // one by one: five billion look-ups
  const auto added = import({}, file);
  CHECK(added.size() == file.size());
  CHECK(import(added, file).empty());
  const auto half = std::vector(added.begin(), added.begin() + 50'000);
  CHECK(import(half, file).size() == 50'000);
}
