#include "engine/store/segment.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <tuple>

using namespace moshaver;

namespace {

// The fields of an event that a segment stores, with its texts copied.
struct Row {
  std::uint32_t customer = 0, product = 0;
  EventKind kind = EventKind::purchase;
  std::optional<std::int64_t> time;
  double quantity = 1;
  std::optional<double> price, value;
  std::vector<std::string> texts;
  bool operator==(const Row&) const = default;
};

constexpr std::array text_fields = {&EventRecord::order_id, &EventRecord::recipient_id, &EventRecord::account_id,
                                    &EventRecord::channel,  &EventRecord::place,        &EventRecord::reason,
                                    &EventRecord::event_id};

Row row_of(std::uint32_t customer, std::uint32_t product, const EventRecord& event) {
  Row row{customer, product, event.kind, event.timestamp, event.quantity, event.unit_price, event.value, {}};
  for (const auto field : text_fields) row.texts.emplace_back(event.*field);
  return row;
}

Result<std::vector<Row>> rows_of(std::span<const char> block) {
  std::vector<Row> rows;
  MOSHAVER_CHECK(read_segment(block, [&](std::uint32_t customer, std::uint32_t product, const EventRecord& event) {
    CHECK(event.customer_id.empty());
    CHECK(event.product_id.empty());
    rows.push_back(row_of(customer, product, event));
  }));
  return rows;
}

EventRecord full_event() {
  EventRecord event;
  event.kind = EventKind::rating;
  event.timestamp = 4'102'444'799;
  event.quantity = 0.125;
  event.unit_price = 1e12;
  event.value = -3.5;
  event.order_id = "سفارش/۱";
  event.recipient_id = "niece";
  event.account_id = "acme";
  event.channel = "web";
  event.place = "Rasht";
  event.reason = "two\nlines\t\"quoted\"";
  event.event_id = "e-1";
  return event;
}

std::vector<char> small_block(std::vector<Row>& rows) {
  SegmentWriter writer;
  for (std::uint32_t at = 0; at < 20; ++at) {
    EventRecord event = at % 3 == 0 ? full_event() : EventRecord{};
    if (at % 4 == 1) event.order_id = "o1";
    writer.add(at, at * at, event);
    rows.push_back(row_of(at, at * at, event));
  }
  const auto block = writer.finish();
  return {block.begin(), block.end()};
}

}  // namespace

TEST_CASE("a block of events reads back with every field, and absent fields stay absent") {
  SegmentWriter writer;
  EventRecord zero_priced;
  zero_priced.unit_price = 0;  // 0 is different from absent
  zero_priced.value = 0;
  const std::vector<EventRecord> events = {full_event(), EventRecord{}, zero_priced, full_event()};
  std::vector<Row> expected;
  for (std::uint32_t at = 0; at < events.size(); ++at) {
    writer.add(at, 4'000'000'000U + at, events[at]);
    expected.push_back(row_of(at, 4'000'000'000U + at, events[at]));
  }
  const auto rows = rows_of(writer.finish());
  REQUIRE(rows);
  CHECK(*rows == expected);
  CHECK_FALSE(rows->at(1).time.has_value());
  CHECK_FALSE(rows->at(1).price.has_value());
  CHECK(rows->at(2).price == 0);
}

TEST_CASE("every kind of event reads back from a block") {
  SegmentWriter writer;
  for (std::size_t kind = 0; kind < event_kind_names.size(); ++kind) {
    EventRecord event;
    event.kind = static_cast<EventKind>(kind);
    writer.add(0, 0, event);
  }
  const auto rows = rows_of(writer.finish());
  REQUIRE(rows);
  for (std::size_t kind = 0; kind < event_kind_names.size(); ++kind)
    CHECK((*rows)[kind].kind == static_cast<EventKind>(kind));
}

TEST_CASE("a segment writer is full at 65,536 events, and empty after finish") {
  SegmentWriter writer;
  std::deque<std::string> orders;
  for (std::uint32_t at = 0; at < SegmentWriter::capacity; ++at) {
    REQUIRE_FALSE(writer.full());
    EventRecord event;
    event.order_id = orders.emplace_back(std::to_string(at / 3));
    event.timestamp = 1 + at;
    writer.add(at % 1000, at, event);
  }
  CHECK(writer.full());
  const auto rows = rows_of(writer.finish());
  REQUIRE(rows);
  REQUIRE(rows->size() == SegmentWriter::capacity);
  CHECK(rows->back().product == SegmentWriter::capacity - 1);
  CHECK(rows->back().time == SegmentWriter::capacity);
  CHECK(rows->back().texts.front() == orders.back());
  CHECK(writer.size() == 0);
  CHECK_FALSE(writer.full());
  writer.add(7, 8, EventRecord{});
  const auto next = rows_of(writer.finish());
  REQUIRE(next);
  CHECK(*next == std::vector<Row>{row_of(7, 8, EventRecord{})});  // no text of the block before it
}

TEST_CASE("long texts fill a block before its rows do") {
  SegmentWriter writer;
  const std::string text(std::size_t{64} << 10, 'x');
  std::deque<std::string> reasons;
  std::size_t count = 0;
  for (; !writer.full(); ++count) {
    EventRecord event;
    event.reason = reasons.emplace_back(text + std::to_string(count));
    writer.add(0, 0, event);
  }
  CHECK(count < 1100);
  CHECK(count * text.size() >= SegmentWriter::max_text_bytes / 2);
}

TEST_CASE("a block cut short at any byte is refused with bad_format") {
  std::vector<Row> rows;
  const std::vector<char> block = small_block(rows);
  for (std::size_t size = 0; size < block.size(); ++size) {
    CAPTURE(size);
    const auto read = rows_of(std::span(block).first(size));
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::bad_format);
  }
}

TEST_CASE("a block with any bit flipped is refused or decoded, without reads out of bounds") {
  // The block has no checksum of its own (the store keeps one beside it), so some flips decode to other values.
  std::vector<Row> rows;
  std::vector<char> block = small_block(rows);
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < block.size() * 8; ++bit) {
    block[bit / 8] = static_cast<char>(block[bit / 8] ^ (1 << (bit % 8)));
    if (const auto read = rows_of(block); !read) {
      CHECK(read.error().code == ErrorCode::bad_format);
      ++refused;
    }
    block[bit / 8] = static_cast<char>(block[bit / 8] ^ (1 << (bit % 8)));
  }
  CHECK(refused > 0);
  const auto whole = rows_of(block);
  REQUIRE(whole);
  CHECK(*whole == rows);
}
