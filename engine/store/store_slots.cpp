// Store: slots of services, and the bookings that purchase events with a slot make.
#include <algorithm>

#include "engine/store/store.hpp"

namespace moshaver {

namespace {

constexpr const char* slots_schema = R"sql(
CREATE TABLE IF NOT EXISTS slots(product INTEGER, starts INTEGER, ends INTEGER NOT NULL, capacity REAL NOT NULL,
  PRIMARY KEY(product, starts)) WITHOUT ROWID;
)sql";
constexpr const char* bookings_schema = R"sql(
CREATE TABLE IF NOT EXISTS bookings(product INTEGER, starts INTEGER, customer INTEGER, quantity REAL NOT NULL,
  PRIMARY KEY(product, starts, customer)) WITHOUT ROWID;
)sql";
constexpr const char* insert_slot = "INSERT OR REPLACE INTO slots VALUES (?1, ?2, ?3, ?4)";

Result<bool> has_bookings_table(const sqlite::Connection& connection) {
  MOSHAVER_TRY(query, connection.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'bookings'"));
  return query.step();
}

void bind_slot(sqlite::Statement& statement, std::uint32_t product, const SlotRecord& slot) {
  statement.bind(1, std::int64_t{product});
  statement.bind(2, *slot.start);
  statement.bind(3, *slot.end);
  statement.bind(4, slot.capacity.value_or(1));
}

Result<void> slots_in(const sqlite::Connection& connection, std::optional<std::uint32_t> product,
                      const Store::SlotVisitor& visit) {
  MOSHAVER_TRY(booked, has_bookings_table(connection));
  const std::string taken = booked ? "(SELECT TOTAL(quantity) FROM bookings WHERE bookings.product = slots.product AND "
                                     "bookings.starts = slots.starts)"
                                   : "0.0";
  MOSHAVER_TRY(statement, connection.prepare("SELECT product, starts, ends, capacity, " + taken + " FROM slots " +
                                             (product ? "WHERE product = ?1 " : "") + "ORDER BY product, starts"));
  if (product) statement.bind(1, std::int64_t{*product});
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) return {};
    visit(
        static_cast<std::uint32_t>(statement.integer(0)),
        {statement.integer(1), statement.integer(2), statement.number(3).value_or(0), statement.number(4).value_or(0)});
  }
}

}  // namespace

Result<void> Store::visit_slots(std::optional<std::uint32_t> product, const SlotVisitor& visit) const {
  MOSHAVER_TRY(any, has_table("slots"));
  if (!any) return {};
  return slots_in(*connection_, product, visit);
}

Result<std::vector<ServiceSlot>> Store::Writer::slots_of(std::uint32_t product) const {
  std::vector<ServiceSlot> slots;
  MOSHAVER_CHECK(connection_->run(slots_schema));
  MOSHAVER_CHECK(
      slots_in(*connection_, product, [&](std::uint32_t, const ServiceSlot& slot) { slots.push_back(slot); }));
  return slots;
}

Result<void> Store::Writer::put_slot(const SlotRecord& slot) {
  MOSHAVER_TRY(product, product_row(slot.product_id));
  MOSHAVER_CHECK(connection_->run(slots_schema));
  MOSHAVER_TRY(insert, connection_->prepare(insert_slot));
  bind_slot(insert, product, slot);
  MOSHAVER_CHECK(insert.step());
  return {};
}

Result<void> Store::Writer::set_slots(std::uint32_t product, std::span<const SlotRecord> slots) {
  MOSHAVER_CHECK(connection_->run(slots_schema));
  MOSHAVER_TRY(remove, connection_->prepare("DELETE FROM slots WHERE product = ?1"));
  remove.bind(1, std::int64_t{product});
  MOSHAVER_CHECK(remove.step());
  MOSHAVER_TRY(insert, connection_->prepare(insert_slot));
  for (const SlotRecord& slot : slots) {
    bind_slot(insert, product, slot);
    MOSHAVER_CHECK(insert.step());
  }
  return {};
}

// A return that names no slot frees the customer's latest one of this product.
Result<void> Store::Writer::book(std::uint32_t customer, std::uint32_t product, const EventRecord& event) {
  last_booking_ = {};
  const bool frees = event.kind == EventKind::return_;
  if (!frees && (event.kind != EventKind::purchase || !event.slot)) return {};
  if (!has_bookings_) {
    if (!frees) MOSHAVER_CHECK(connection_->run(bookings_schema));
    MOSHAVER_TRY(any, has_bookings_table(*connection_));
    if (!any) return {};
    has_bookings_ = true;
  }
  if (!frees) {
    MOSHAVER_TRY(add, connection_->prepare("INSERT INTO bookings VALUES (?1, ?2, ?3, ?4) ON CONFLICT(product, starts, "
                                           "customer) DO UPDATE SET quantity = quantity + excluded.quantity"));
    add.bind(1, std::int64_t{product});
    add.bind(2, *event.slot);
    add.bind(3, std::int64_t{customer});
    add.bind(4, event.quantity);
    MOSHAVER_CHECK(add.step());
    last_booking_ = SlotBooking{product, *event.slot, event.quantity};
    return {};
  }
  MOSHAVER_TRY(find,
               connection_->prepare("SELECT starts, quantity FROM bookings WHERE product = ?1 AND customer = ?2 AND "
                                    "(?3 IS NULL OR starts = ?3) AND quantity > 0 ORDER BY starts DESC LIMIT 1"));
  find.bind(1, std::int64_t{product});
  find.bind(2, std::int64_t{customer});
  find.bind(3, event.slot);
  MOSHAVER_TRY(found, find.step());
  if (!found) return {};
  const std::int64_t starts = find.integer(0);
  const double freed = std::min(event.quantity, find.number(1).value_or(0));
  MOSHAVER_TRY(free,
               connection_->prepare("UPDATE bookings SET quantity = quantity - ?4 WHERE product = ?1 AND starts = ?2 "
                                    "AND customer = ?3"));
  free.bind(1, std::int64_t{product});
  free.bind(2, starts);
  free.bind(3, std::int64_t{customer});
  free.bind(4, freed);
  MOSHAVER_CHECK(free.step());
  last_booking_ = SlotBooking{product, starts, -freed};
  return {};
}

}  // namespace moshaver
