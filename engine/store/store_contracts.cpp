// Store: contracts of accounts, one row a term.
#include "engine/store/store.hpp"

namespace moshaver {

namespace {

constexpr const char* contracts_schema = R"sql(
CREATE TABLE IF NOT EXISTS contracts(account_id TEXT NOT NULL, product_id TEXT, category TEXT, price REAL, until INTEGER);
CREATE INDEX IF NOT EXISTS contracts_by_account ON contracts(account_id);
)sql";

}  // namespace

Result<void> Store::visit_contracts(const ContractVisitor& visit) const {
  MOSHAVER_TRY(any, has_table("contracts"));
  if (!any) return {};
  MOSHAVER_TRY(statement, connection_->prepare(
                              "SELECT account_id, product_id, category, price, until, until IS NULL FROM contracts "
                              "ORDER BY account_id, rowid"));
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) return {};
    ContractTermRecord term;
    term.account_id = statement.text(0);
    term.product_id = statement.text(1);
    term.category = statement.text(2);
    term.price = statement.number(3);
    if (statement.integer(5) == 0) term.until = statement.integer(4);
    visit(term);
  }
}

Result<void> Store::Writer::add_contract_term(const ContractTermRecord& term) {
  MOSHAVER_CHECK(connection_->run(contracts_schema));
  MOSHAVER_TRY(insert, connection_->prepare("INSERT INTO contracts VALUES (?1, ?2, ?3, ?4, ?5)"));
  insert.bind(1, term.account_id);
  insert.bind(2, term.product_id);
  insert.bind(3, term.category);
  insert.bind(4, term.price);
  insert.bind(5, term.until);
  MOSHAVER_CHECK(insert.step());
  return {};
}

Result<void> Store::Writer::remove_contract(std::string_view account_id) {
  MOSHAVER_CHECK(connection_->run(contracts_schema));
  MOSHAVER_TRY(remove, connection_->prepare("DELETE FROM contracts WHERE account_id = ?1"));
  remove.bind(1, account_id);
  MOSHAVER_CHECK(remove.step());
  return {};
}

}  // namespace moshaver
