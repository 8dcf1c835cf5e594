#include "engine/store/store.hpp"

#include <xxhash.h>

#include <utility>

#include "engine/store/block_checksum.hpp"
#include "engine/store/record_columns.hpp"

namespace moshaver {

namespace {

constexpr std::int64_t application_id = 0x4d736876;  // "Mshv": tells our database from any other

constexpr const char* segments_schema = R"sql(
CREATE TABLE segments(
  first_event INTEGER PRIMARY KEY, event_count INTEGER NOT NULL,
  checksum INTEGER NOT NULL, ids_checksum INTEGER NOT NULL, columns BLOB NOT NULL, event_ids BLOB NOT NULL);
)sql";

// False also where the system cannot tell; opening will then say why.
bool stands(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::filesystem::path database_path(const std::filesystem::path& shop) { return shop / "events.db"; }

Result<void> check_version(const sqlite::Connection& connection, const std::filesystem::path& path) {
  MOSHAVER_TRY(application, connection.integer("PRAGMA application_id"));
  MOSHAVER_TRY(version, connection.integer("PRAGMA user_version"));
  if (application != application_id) {
    return failure(ErrorCode::bad_format, path.string() + " is a database of another program; name another --shop");
  }
  if (version != Store::format_version) {
    return failure(ErrorCode::unsupported_version,
                   path.string() + " has shop format " + std::to_string(version) + ", this moshaver reads " +
                       std::to_string(Store::format_version) +
                       "; use the moshaver that made it, or import the files into a new --shop");
  }
  return {};
}

// Calls `on_block(first_event, event_count, columns)` for every block whose checksum holds.
template <class OnBlock>
Result<void> for_each_block(const sqlite::Connection& connection, OnBlock on_block) {
  MOSHAVER_TRY(statement, connection.prepare(
                              "SELECT first_event, event_count, checksum, columns FROM segments ORDER BY first_event"));
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) return {};
    const std::span<const char> columns = statement.blob(3);
    if (block_checksum(columns) != statement.integer(2)) return damaged_block(statement.integer(0), "checksum");
    MOSHAVER_CHECK(on_block(statement.integer(0), statement.integer(1), columns));
  }
}

Result<std::string> missing_columns(const sqlite::Connection& connection) {
  MOSHAVER_TRY(products, missing_columns_sql<ProductRecord>(connection));
  MOSHAVER_TRY(customers, missing_columns_sql<CustomerRecord>(connection));
  return products + customers;
}

// A shop of an earlier version gets the columns that it lacks.
Result<void> add_missing_columns(sqlite::Connection& connection) {
  MOSHAVER_TRY(missing, missing_columns(connection));
  if (missing.empty()) return {};
  MOSHAVER_CHECK(connection.run("BEGIN IMMEDIATE"));
  // Another process may have added them since.
  const auto added = missing_columns(connection).and_then([&](const std::string& sql) {
    return connection.run((sql + "COMMIT").c_str());
  });
  if (!added) (void)connection.run("ROLLBACK");
  return added;
}

}  // namespace

Result<Store> Store::open(const std::filesystem::path& shop) {
  const auto path = database_path(shop);
  if (!stands(path)) {
    return failure(ErrorCode::not_found, "no shop at " + shop.string() + "; make one with: moshaver import --shop " +
                                             shop.string() + " --events FILE");
  }
  // Read-write even to read: a reader must be able to recover the log that a crash left behind.
  MOSHAVER_TRY(connection, sqlite::Connection::open(path, sqlite::Access::read_write));
  MOSHAVER_CHECK(check_version(connection, path));
  MOSHAVER_CHECK(connection.run("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536"));
  MOSHAVER_CHECK(add_missing_columns(connection));
  return Store(std::move(connection));
}

Result<Store> Store::open_or_create(const std::filesystem::path& shop) {
  const auto path = database_path(shop);
  if (stands(path)) return open(shop);
  std::error_code error;
  const bool made = std::filesystem::create_directories(shop, error);
  // What customers buy is nobody else's business: the owner alone may look into the directory.
  if (made && !error) std::filesystem::permissions(shop, std::filesystem::perms::owner_all, error);
  if (error)
    return failure(ErrorCode::io_error, "cannot make the shop directory " + shop.string() + ": " + error.message());
  MOSHAVER_TRY(connection, sqlite::Connection::open(path, sqlite::Access::create));
  // Large pages: a block of events is some hundred kilobytes.
  MOSHAVER_CHECK(
      connection.run("PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                     "PRAGMA secure_delete = ON"));
  const std::string create = "BEGIN IMMEDIATE;" + std::string(segments_schema) + create_table_sql<ProductRecord>() +
                             create_table_sql<CustomerRecord>() +
                             "PRAGMA application_id = " + std::to_string(application_id) +
                             ";PRAGMA user_version = " + std::to_string(format_version) + ";COMMIT";
  MOSHAVER_CHECK(connection.run(create.c_str()));
  return Store(std::move(connection));
}

Result<std::vector<std::string>> Store::texts(const char* query, std::optional<std::uint32_t> from) const {
  MOSHAVER_TRY(statement, connection_->prepare(query));
  if (from) statement.bind(1, std::int64_t{*from});
  std::vector<std::string> all;
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) return all;
    all.emplace_back(statement.text(0));
  }
}

Result<std::vector<std::string>> Store::customer_segments() const {
  return texts("SELECT segment FROM customers ORDER BY row");
}

Result<std::vector<std::string>> Store::product_categories() const {
  return texts("SELECT category FROM products ORDER BY row");
}

Result<void> Store::read_customers(EventTable& table) const {
  MOSHAVER_TRY(statement, connection_->prepare("SELECT customer_id, relation FROM customers ORDER BY row"));
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) break;
    const std::uint32_t customer = table.customers.insert(statement.text(0));
    if (statement.text(1) == "internal") {
      table.internal.resize(customer + 1);
      table.internal[customer] = true;
    }
  }
  return {};
}

Result<void> Store::read_products(EventTable& table) const {
  MOSHAVER_TRY(
      statement,
      connection_->prepare("SELECT product_id, title, title_fa, category, brand, tags, price, variant_of FROM products "
                           "ORDER BY row"));
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) break;
    ProductRecord product;
    product.product_id = statement.text(0);
    product.title = statement.text(1);
    product.title_fa = statement.text(2);
    product.category = statement.text(3);
    product.brand = statement.text(4);
    product.tags = statement.text(5);
    product.price = statement.number(6);
    product.variant_of = statement.text(7);
    table.put_product(table.products.insert(product.product_id), product);
  }
  return {};
}

Result<EventTable> Store::read(const ProgressSink& progress) const {
  EventTable table;
  // Else an event written meanwhile could be of a customer who was not there yet.
  MOSHAVER_CHECK(at_one_moment([&] { return read_into(table, progress); }));
  return table;
}

Result<void> Store::read_into(EventTable& table, const ProgressSink& progress) const {
  MOSHAVER_CHECK(read_customers(table));
  MOSHAVER_CHECK(read_products(table));
  MOSHAVER_TRY(total, event_count());
  table.reserve(total);
  MOSHAVER_TRY(merged, merges());
  return for_each_block(
      *connection_, [&](std::int64_t first, std::int64_t count, std::span<const char> columns) -> Result<void> {
        bool rows_known = true;
        auto decoded =
            read_segment(columns, [&](std::uint32_t customer, std::uint32_t product, const EventRecord& event) {
              rows_known &= customer < table.customers.size() && product < table.products.size();
              if (!rows_known) return;
              const auto account = merged.find(customer);
              table.push(account == merged.end() ? customer : account->second, product, event);
            });
        if (!decoded) return damaged_block(first, decoded.error().message);
        if (!rows_known) return damaged_block(first, "unknown customer or product");
        if (table.size() != static_cast<std::size_t>(first + count))
          return damaged_block(first, "its number of events");
        report(progress, {"reading events", table.size(), total, "events"});
        return {};
      });
}

Result<void> Store::verify(const ProgressSink& progress) const {
  MOSHAVER_TRY(healthy, connection_->prepare("PRAGMA quick_check(1)"));
  MOSHAVER_TRY(row, healthy.step());
  if (!row || healthy.text(0) != "ok") {
    return failure(ErrorCode::bad_format, "events.db is damaged (" + std::string(row ? healthy.text(0) : "") +
                                              "); restore the shop from a backup");
  }
  MOSHAVER_CHECK(visit_event_ids(0, [](std::uint64_t, XXH128_hash_t) { return true; }));
  MOSHAVER_CHECK(read(progress));
  return {};
}

Result<void> Store::copy_to(const std::filesystem::path& file) const {
  MOSHAVER_TRY(copy, connection_->prepare("VACUUM INTO ?1"));
  const std::string name = file.string();
  copy.bind(1, name);
  MOSHAVER_CHECK(copy.step());
  // A copy has no write-ahead log until it is told to.
  MOSHAVER_TRY(copied, sqlite::Connection::open(file, sqlite::Access::read_write));
  return copied.run("PRAGMA journal_mode = WAL");
}

}  // namespace moshaver
