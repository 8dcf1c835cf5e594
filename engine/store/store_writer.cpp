// Store::Writer: one transaction of events, products and customers.
#include <xxhash.h>

#include <utility>

#include "engine/store/block_checksum.hpp"
#include "engine/store/record_columns.hpp"
#include "engine/store/snapshot.hpp"
#include "engine/store/store.hpp"

namespace moshaver {

namespace {

// Who is staff, without looking at every customer. Shops made before it was thought of get it with their next writer.
constexpr const char* internal_index =
    "CREATE INDEX IF NOT EXISTS internal_customers ON customers(row) WHERE relation = 'internal'";
// Whose birthday is on a day, likewise.
constexpr const char* birthday_index =
    "CREATE INDEX IF NOT EXISTS customers_by_birthday ON customers(birthday) WHERE birthday IS NOT NULL";

constexpr const char* merges_schema =
    "CREATE TABLE IF NOT EXISTS merges(guest INTEGER PRIMARY KEY, account INTEGER NOT NULL)";
constexpr const char* withdrawn_schema = "CREATE TABLE IF NOT EXISTS withdrawn(product INTEGER PRIMARY KEY)";

template <class Record>
Result<void> run_update(sqlite::Statement& update, std::uint32_t row, const Record& record) {
  bind_update(update, row, record);
  MOSHAVER_CHECK(update.step());
  return {};
}

}  // namespace

Result<Store::Writer> Store::begin(Snapshot* snapshot) {
  MOSHAVER_CHECK(connection_->run("BEGIN IMMEDIATE"));
  auto statements = [&]() -> Result<Writer::Statements> {
    MOSHAVER_TRY(segment, connection_->prepare("INSERT INTO segments VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    MOSHAVER_TRY(customer, connection_->prepare("INSERT INTO customers(row, customer_id) VALUES (?1, ?2)"));
    MOSHAVER_TRY(product, connection_->prepare("INSERT INTO products(row, product_id) VALUES (?1, ?2)"));
    MOSHAVER_TRY(put_customer, connection_->prepare(update_sql<CustomerRecord>(Absent::kept)));
    MOSHAVER_TRY(put_product, connection_->prepare(update_sql<ProductRecord>(Absent::kept)));
    MOSHAVER_TRY(set_customer, connection_->prepare(update_sql<CustomerRecord>(Absent::cleared)));
    MOSHAVER_TRY(set_product, connection_->prepare(update_sql<ProductRecord>(Absent::cleared)));
    return Writer::Statements{std::move(segment),      std::move(customer),    std::move(product),
                              std::move(put_customer), std::move(put_product), std::move(set_customer),
                              std::move(set_product)};
  }();
  if (!statements) {
    (void)connection_->run("ROLLBACK");
    return tl::unexpected(statements.error());
  }
  Writer writer(*connection_, std::move(*statements));
  MOSHAVER_CHECK(connection_->run(internal_index));
  MOSHAVER_CHECK(connection_->run(birthday_index));
  MOSHAVER_CHECK(writer.load(*this, snapshot));
  return writer;
}

Store::Writer::Writer(Writer&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)),
      statements_(std::move(other.statements_)),
      customers_(std::move(other.customers_)),
      products_(std::move(other.products_)),
      titled_(std::move(other.titled_)),
      ids_(std::move(other.ids_)),
      segment_(std::move(other.segment_)),
      segment_ids_(std::move(other.segment_ids_)),
      next_event_(other.next_event_) {
  in_transaction_ = other.in_transaction_;
  data_version_ = other.data_version_;
}

Store::Writer::~Writer() {
  if (connection_ && in_transaction_) (void)connection_->run("ROLLBACK");
}

// Keys and event ids already stored: what makes rows stable and imports idempotent.
Result<void> Store::Writer::load(const Store& store, Snapshot* snapshot) {
  if (snapshot != nullptr) {
    customers_ = std::move(snapshot->writer_customers);
    ids_ = std::move(snapshot->ids);
    next_event_ = static_cast<std::int64_t>(snapshot->event_count);
  }
  MOSHAVER_TRY(customers, store.customer_ids(customers_.size()));
  for (const std::string& id : customers) customers_.insert(id);
  MOSHAVER_TRY(products, connection_->prepare("SELECT product_id, title FROM products ORDER BY row"));
  while (true) {
    MOSHAVER_TRY(row, products.step());
    if (!row) break;
    products_.insert(products.text(0));
    titled_.push_back(!products.text(1).empty());
  }
  return store.visit_event_ids(static_cast<std::uint64_t>(next_event_), [&](std::uint64_t position, XXH128_hash_t id) {
    ids_.add_stored(id);
    next_event_ = static_cast<std::int64_t>(position) + 1;
    return true;
  });
}

Result<std::uint32_t> Store::Writer::customer_row(std::string_view id) {
  const std::uint32_t known = customers_.size();
  const std::uint32_t row = customers_.insert(id);
  if (row == known) {
    statements_.customer.bind(1, std::int64_t{row});
    statements_.customer.bind(2, id);
    MOSHAVER_CHECK(statements_.customer.step());
  }
  return row;
}

Result<std::uint32_t> Store::Writer::product_row(std::string_view id) {
  const std::uint32_t known = products_.size();
  const std::uint32_t row = products_.insert(id);
  if (row == known) {
    titled_.push_back(false);
    statements_.product.bind(1, std::int64_t{row});
    statements_.product.bind(2, id);
    MOSHAVER_CHECK(statements_.product.step());
  }
  return row;
}

Result<bool> Store::Writer::add_event(const EventRecord& event) {
  XXH128_hash_t id;
  if (!ids_.claim(event, id)) return false;
  MOSHAVER_CHECK(store_event(event, id));
  return true;
}

Result<bool> Store::Writer::add_live_event(const EventRecord& event) {
  XXH128_hash_t id;
  if (!ids_.add_once(event, id)) return false;
  MOSHAVER_CHECK(store_event(event, id));
  return true;
}

Result<void> Store::Writer::store_event(const EventRecord& event, XXH128_hash_t id) {
  MOSHAVER_TRY(customer, customer_row(event.customer_id));
  MOSHAVER_TRY(product, product_row(event.product_id));
  EventRecord kept = event;
  // is_gift sees no ids in the log: a recipient there is somebody else.
  if (!is_gift(kept)) kept.recipient_id = {};
  segment_.add(customer, product, kept);
  segment_ids_.push_back(id);
  MOSHAVER_CHECK(book(customer, product, event));
  if (segment_.full()) MOSHAVER_CHECK(flush());
  return {};
}

Result<void> Store::Writer::flush() {
  if (segment_.size() == 0) return {};
  const auto count = static_cast<std::int64_t>(segment_.size());
  const std::span<const char> columns = segment_.finish();
  statements_.segment.bind(1, next_event_);
  statements_.segment.bind(2, count);
  statements_.segment.bind(3, block_checksum(columns));
  const std::span<const char> ids(reinterpret_cast<const char*>(segment_ids_.data()),
                                  segment_ids_.size() * sizeof(XXH128_hash_t));
  statements_.segment.bind(4, block_checksum(ids));
  statements_.segment.bind_blob(5, columns);
  statements_.segment.bind_blob(6, ids);
  MOSHAVER_CHECK(statements_.segment.step());
  next_event_ += count;
  segment_ids_.clear();
  return {};
}

Result<void> Store::Writer::put_product(const ProductRecord& product) {
  MOSHAVER_TRY(row, product_row(product.product_id));
  MOSHAVER_CHECK(run_update(statements_.put_product, row, product));
  if (!product.title.empty()) titled_[row] = true;
  return {};
}

Result<void> Store::Writer::set_product(const ProductRecord& product, bool withdrawn) {
  MOSHAVER_TRY(row, product_row(product.product_id));
  MOSHAVER_CHECK(run_update(statements_.set_product, row, product));
  titled_[row] = !product.title.empty();
  MOSHAVER_CHECK(connection_->run(withdrawn_schema));
  MOSHAVER_TRY(mark, connection_->prepare(withdrawn ? "INSERT OR IGNORE INTO withdrawn VALUES (?1)"
                                                    : "DELETE FROM withdrawn WHERE product = ?1"));
  mark.bind(1, std::int64_t{row});
  MOSHAVER_CHECK(mark.step());
  return {};
}

Result<void> Store::Writer::name_product(const ProductRecord& product) {
  const auto row = products_.find(product.product_id);
  if (row && titled_[*row]) return {};
  return put_product(product);
}

Result<void> Store::Writer::put_customer(const CustomerRecord& customer) {
  MOSHAVER_TRY(row, customer_row(customer.customer_id));
  return run_update(statements_.put_customer, row, customer);
}

Result<void> Store::Writer::set_customer(const CustomerRecord& customer) {
  MOSHAVER_TRY(row, customer_row(customer.customer_id));
  return run_update(statements_.set_customer, row, customer);
}

Result<void> Store::Writer::merge(std::uint32_t guest, std::uint32_t account) {
  MOSHAVER_CHECK(connection_->run(merges_schema));
  MOSHAVER_TRY(insert, connection_->prepare("INSERT OR REPLACE INTO merges VALUES (?1, ?2)"));
  insert.bind(1, std::int64_t{guest});
  insert.bind(2, std::int64_t{account});
  MOSHAVER_CHECK(insert.step());
  return {};
}

Result<void> Store::Writer::pause() {
  MOSHAVER_CHECK(flush());
  // Read within the transaction, while nobody else can write; our own commit does not move it.
  MOSHAVER_TRY(version, connection_->integer("PRAGMA data_version"));
  data_version_ = version;
  MOSHAVER_CHECK(connection_->run("COMMIT"));
  in_transaction_ = false;
  return {};
}

Result<bool> Store::Writer::resume() {
  MOSHAVER_CHECK(connection_->run("BEGIN IMMEDIATE"));
  in_transaction_ = true;
  // Read within the transaction: nobody can write between this look and ours.
  MOSHAVER_TRY(version, connection_->integer("PRAGMA data_version"));
  if (version == data_version_) return true;
  in_transaction_ = false;
  MOSHAVER_CHECK(connection_->run("ROLLBACK"));
  return false;
}

Result<void> Store::Writer::commit() {
  MOSHAVER_CHECK(flush());
  MOSHAVER_CHECK(connection_->run("COMMIT"));
  connection_ = nullptr;
  return {};
}

}  // namespace moshaver
