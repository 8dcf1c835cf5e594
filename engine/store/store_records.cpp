// Store: single products and customers, and merges of guests into accounts.
#include "engine/store/record_columns.hpp"
#include "engine/store/store.hpp"

namespace moshaver {

Result<bool> Store::has_table(std::string_view name) const {
  MOSHAVER_TRY(query, connection_->prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1"));
  query.bind(1, name);
  return query.step();
}

Result<Store::Merges> Store::merges() const {
  Merges merges;
  MOSHAVER_TRY(any, has_table("merges"));
  if (!any) return merges;
  MOSHAVER_TRY(statement, connection_->prepare("SELECT guest, account FROM merges"));
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) break;
    merges[static_cast<std::uint32_t>(statement.integer(0))] = static_cast<std::uint32_t>(statement.integer(1));
  }
  // A guest of a guest is the last account's. A ring cannot be stored by merge's callers; were there one, the walk ends.
  for (auto& [guest, account] : merges) {
    for (std::size_t steps = 0; steps < merges.size() && merges.contains(account); ++steps) account = merges[account];
  }
  return merges;
}

Result<bool> Store::visit_products(std::optional<std::uint32_t> row, const ProductVisitor& visit) const {
  MOSHAVER_TRY(any_withdrawn, has_table("withdrawn"));
  const std::string mark = any_withdrawn ? "row IN (SELECT product FROM withdrawn)" : "0";
  MOSHAVER_TRY(statement, connection_->prepare("SELECT row, " + mark + ", " + column_names<ProductRecord>() +
                                               " FROM products " + (row ? "WHERE row = ?1" : "ORDER BY row")));
  if (row) statement.bind(1, std::int64_t{*row});
  bool found = false;
  while (true) {
    MOSHAVER_TRY(next, statement.step());
    if (!next) return found;
    found = true;
    visit(static_cast<std::uint32_t>(statement.integer(0)), record_at<ProductRecord>(statement, 2),
          statement.integer(1) != 0);
  }
}

Result<bool> Store::visit_customers(std::optional<std::uint32_t> row, const CustomerVisitor& visit) const {
  MOSHAVER_TRY(statement, connection_->prepare("SELECT row, " + column_names<CustomerRecord>() + " FROM customers " +
                                               (row ? "WHERE row = ?1" : "ORDER BY row")));
  if (row) statement.bind(1, std::int64_t{*row});
  bool found = false;
  while (true) {
    MOSHAVER_TRY(next, statement.step());
    if (!next) return found;
    found = true;
    visit(static_cast<std::uint32_t>(statement.integer(0)), record_at<CustomerRecord>(statement, 1));
  }
}

Result<CustomerTable> Store::customer_attributes() const {
  CustomerTable table;
  MOSHAVER_TRY(statement, connection_->prepare("SELECT row, " + column_names<CustomerRecord>() +
                                               " FROM customers WHERE coalesce(region, language, account_id, birthday, "
                                               "consent, kind, relation) IS NOT NULL ORDER BY row"));
  while (true) {
    MOSHAVER_TRY(next, statement.step());
    if (!next) return table;
    table.put(static_cast<std::uint32_t>(statement.integer(0)), record_at<CustomerRecord>(statement, 1));
  }
}

}  // namespace moshaver
