// Store: occasions of customers, found by the month and day on which they fall; and birthdays.
#include "engine/store/store.hpp"

namespace moshaver {

namespace {

// year 0: every year.
constexpr const char* occasions_schema = R"sql(
CREATE TABLE IF NOT EXISTS occasions(customer INTEGER, occasion TEXT, calendar INTEGER NOT NULL,
  month_day INTEGER NOT NULL, year INTEGER NOT NULL, recipient_id TEXT, PRIMARY KEY(customer, occasion)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS occasions_by_day ON occasions(calendar, month_day);
)sql";
constexpr std::string_view select_occasions =
    "SELECT customer_id, occasion, calendar, month_day, year, recipient_id FROM occasions JOIN customers ON "
    "customers.row = occasions.customer WHERE ";

Result<void> visit_found(sqlite::Statement& statement, const Store::OccasionVisitor& visit) {
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) return {};
    Store::StoredOccasion found;
    found.customer_id = statement.text(0);
    found.occasion = statement.text(1);
    found.recipient_id = statement.text(5);
    const auto month_day = static_cast<int>(statement.integer(3));
    found.date = {static_cast<CalendarKind>(statement.integer(2)), static_cast<int>(statement.integer(4)),
                  month_day / 100, month_day % 100};
    visit(found);
  }
}

}  // namespace

Result<void> Store::visit_occasions(CalendarKind calendar, std::span<const int> month_days,
                                    const OccasionVisitor& visit) const {
  MOSHAVER_TRY(any, has_table("occasions"));
  if (!any) return {};
  MOSHAVER_TRY(statement, connection_->prepare(std::string(select_occasions) +
                                               "calendar = ?1 AND month_day = ?2 ORDER BY customer, occasion"));
  for (const int month_day : month_days) {
    statement.bind(1, static_cast<std::int64_t>(calendar));
    statement.bind(2, std::int64_t{month_day});
    MOSHAVER_CHECK(visit_found(statement, visit));
  }
  return {};
}

Result<void> Store::visit_occasions_of(std::uint32_t customer, const OccasionVisitor& visit) const {
  MOSHAVER_TRY(any, has_table("occasions"));
  if (!any) return {};
  MOSHAVER_TRY(statement, connection_->prepare(std::string(select_occasions) + "customer = ?1 ORDER BY occasion"));
  statement.bind(1, std::int64_t{customer});
  return visit_found(statement, visit);
}

Result<bool> Store::has_occasion_for(std::string_view recipient_id) const {
  MOSHAVER_TRY(any, has_table("occasions"));
  if (!any) return false;
  MOSHAVER_TRY(query, connection_->prepare("SELECT 1 FROM occasions WHERE recipient_id = ?1 LIMIT 1"));
  query.bind(1, recipient_id);
  return query.step();
}

Result<std::uint64_t> Store::occasion_count() const {
  MOSHAVER_TRY(any, has_table("occasions"));
  if (!any) return 0;
  MOSHAVER_TRY(count, connection_->integer("SELECT count(*) FROM occasions"));
  return static_cast<std::uint64_t>(count);
}

Result<void> Store::visit_birthdays(std::span<const int> month_days,
                                    const std::function<void(std::string_view)>& visit) const {
  MOSHAVER_TRY(statement, connection_->prepare("SELECT customer_id FROM customers WHERE birthday = ?1 ORDER BY row"));
  for (const int month_day : month_days) {
    const std::string text = {static_cast<char>('0' + month_day / 1'000), static_cast<char>('0' + month_day / 100 % 10),
                              '-', static_cast<char>('0' + month_day / 10 % 10),
                              static_cast<char>('0' + month_day % 10)};
    statement.bind(1, std::string_view(text));
    while (true) {
      MOSHAVER_TRY(row, statement.step());
      if (!row) break;
      visit(statement.text(0));
    }
  }
  return {};
}

Result<bool> Store::Writer::put_occasion(const OccasionRecord& record, const CalendarDate& date) {
  MOSHAVER_TRY(customer, customer_row(record.customer_id));
  MOSHAVER_CHECK(connection_->run(occasions_schema));
  MOSHAVER_TRY(look, connection_->prepare("SELECT 1 FROM occasions WHERE customer = ?1 AND occasion = ?2"));
  look.bind(1, std::int64_t{customer});
  look.bind(2, record.occasion);
  MOSHAVER_TRY(known, look.step());
  MOSHAVER_TRY(put, connection_->prepare("INSERT OR REPLACE INTO occasions VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
  put.bind(1, std::int64_t{customer});
  put.bind(2, record.occasion);
  put.bind(3, static_cast<std::int64_t>(date.calendar));
  put.bind(4, std::int64_t{date.month_day()});
  put.bind(5, std::int64_t{date.year});
  put.bind(6, record.recipient_id);
  MOSHAVER_CHECK(put.step());
  return !known;
}

Result<bool> Store::Writer::remove_occasion(std::string_view customer_id, std::string_view occasion) {
  const auto customer = find_customer(customer_id);
  if (!customer) return false;
  MOSHAVER_CHECK(connection_->run(occasions_schema));
  MOSHAVER_TRY(remove, connection_->prepare("DELETE FROM occasions WHERE customer = ?1 AND occasion = ?2 RETURNING 1"));
  remove.bind(1, std::int64_t{*customer});
  remove.bind(2, occasion);
  MOSHAVER_TRY(removed, remove.step());
  if (removed) MOSHAVER_CHECK(remove.step());
  return removed;
}

}  // namespace moshaver
