#include "engine/store/store.hpp"

#include <xxhash.h>

#include <utility>

#include "engine/store/block_checksum.hpp"
#include "engine/store/snapshot.hpp"

namespace moshaver {

namespace {

constexpr std::int64_t application_id = 0x4d736876;  // "Mshv": tells our database from any other

constexpr const char* schema = R"sql(
CREATE TABLE segments(
  first_event INTEGER PRIMARY KEY, event_count INTEGER NOT NULL,
  checksum INTEGER NOT NULL, ids_checksum INTEGER NOT NULL, columns BLOB NOT NULL, event_ids BLOB NOT NULL);
CREATE TABLE products(
  row INTEGER PRIMARY KEY, product_id TEXT NOT NULL, title TEXT, title_fa TEXT, kind TEXT, category TEXT, brand TEXT,
  price REAL, currency TEXT, stock REAL, lead_days REAL, regions TEXT, available_from INTEGER, available_until INTEGER,
  variant_of TEXT, goes_with TEXT, guide TEXT, tags TEXT, audience TEXT);
CREATE TABLE customers(
  row INTEGER PRIMARY KEY, customer_id TEXT NOT NULL, kind TEXT, relation TEXT, account_id TEXT, region TEXT,
  segment TEXT, birthday TEXT, language TEXT, consent TEXT);
)sql";

// Who is staff, without looking at every customer. Shops made before it was thought of get it with their next writer.
constexpr const char* internal_index =
    "CREATE INDEX IF NOT EXISTS internal_customers ON customers(row) WHERE relation = 'internal'";

// Attributes that a record does not name keep their value.
constexpr const char* put_product_sql = R"sql(
UPDATE products SET
  title = coalesce(?2, title), title_fa = coalesce(?3, title_fa), kind = coalesce(?4, kind),
  category = coalesce(?5, category), brand = coalesce(?6, brand), price = coalesce(?7, price),
  currency = coalesce(?8, currency), stock = coalesce(?9, stock), lead_days = coalesce(?10, lead_days),
  regions = coalesce(?11, regions), available_from = coalesce(?12, available_from),
  available_until = coalesce(?13, available_until), variant_of = coalesce(?14, variant_of),
  goes_with = coalesce(?15, goes_with), guide = coalesce(?16, guide), tags = coalesce(?17, tags),
  audience = coalesce(?18, audience)
WHERE row = ?1)sql";

constexpr const char* put_customer_sql = R"sql(
UPDATE customers SET
  kind = coalesce(?2, kind), relation = coalesce(?3, relation), account_id = coalesce(?4, account_id),
  region = coalesce(?5, region), segment = coalesce(?6, segment), birthday = coalesce(?7, birthday),
  language = coalesce(?8, language), consent = coalesce(?9, consent)
WHERE row = ?1)sql";

constexpr const char* set_product_sql = R"sql(
UPDATE products SET
  title = ?2, title_fa = ?3, kind = ?4, category = ?5, brand = ?6, price = ?7, currency = ?8, stock = ?9,
  lead_days = ?10, regions = ?11, available_from = ?12, available_until = ?13, variant_of = ?14, goes_with = ?15,
  guide = ?16, tags = ?17, audience = ?18
WHERE row = ?1)sql";

constexpr const char* set_customer_sql = R"sql(
UPDATE customers SET
  kind = ?2, relation = ?3, account_id = ?4, region = ?5, segment = ?6, birthday = ?7, language = ?8, consent = ?9
WHERE row = ?1)sql";

constexpr const char* merges_schema =
    "CREATE TABLE IF NOT EXISTS merges(guest INTEGER PRIMARY KEY, account INTEGER NOT NULL)";
constexpr const char* withdrawn_schema = "CREATE TABLE IF NOT EXISTS withdrawn(product INTEGER PRIMARY KEY)";

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

Result<void> damaged(std::int64_t first_event, const std::string& why) {
  return failure(ErrorCode::bad_format, "events.db: the block that starts at event " + std::to_string(first_event) +
                                            " is damaged (" + why + "); restore the shop from a backup");
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
    if (block_checksum(columns) != statement.integer(2)) return damaged(statement.integer(0), "checksum");
    MOSHAVER_CHECK(on_block(statement.integer(0), statement.integer(1), columns));
  }
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
  const std::string create = "BEGIN IMMEDIATE;" + std::string(schema) +
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
  MOSHAVER_TRY(statement,
               connection_->prepare("SELECT product_id, title, title_fa, category, brand, tags, price FROM products "
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
        if (!decoded) return damaged(first, decoded.error().message);
        if (!rows_known) return damaged(first, "unknown customer or product");
        if (table.size() != static_cast<std::size_t>(first + count)) return damaged(first, "its number of events");
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

Result<Store::Writer> Store::begin(Snapshot* snapshot) {
  MOSHAVER_CHECK(connection_->run("BEGIN IMMEDIATE"));
  auto statements = [&]() -> Result<Writer::Statements> {
    MOSHAVER_TRY(segment, connection_->prepare("INSERT INTO segments VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    MOSHAVER_TRY(customer, connection_->prepare("INSERT INTO customers(row, customer_id) VALUES (?1, ?2)"));
    MOSHAVER_TRY(product, connection_->prepare("INSERT INTO products(row, product_id) VALUES (?1, ?2)"));
    MOSHAVER_TRY(put_customer, connection_->prepare(put_customer_sql));
    MOSHAVER_TRY(put_product, connection_->prepare(put_product_sql));
    MOSHAVER_TRY(set_customer, connection_->prepare(set_customer_sql));
    MOSHAVER_TRY(set_product, connection_->prepare(set_product_sql));
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

Result<void> Store::Writer::set(sqlite::Statement& put, std::uint32_t row, const ProductRecord& product) {
  const char* kind = product.kind ? (*product.kind == ProductKind::service ? "service" : "good") : "";
  put.bind(1, std::int64_t{row});
  put.bind(2, product.title);
  put.bind(3, product.title_fa);
  put.bind(4, std::string_view(kind));
  put.bind(5, product.category);
  put.bind(6, product.brand);
  put.bind(7, product.price);
  put.bind(8, product.currency);
  put.bind(9, product.stock);
  put.bind(10, product.lead_days);
  put.bind(11, product.regions);
  put.bind(12, product.available_from);
  put.bind(13, product.available_until);
  put.bind(14, product.variant_of);
  put.bind(15, product.goes_with);
  put.bind(16, product.guide);
  put.bind(17, product.tags);
  put.bind(18, product.audience);
  MOSHAVER_CHECK(put.step());
  return {};
}

Result<void> Store::Writer::put_product(const ProductRecord& product) {
  MOSHAVER_TRY(row, product_row(product.product_id));
  MOSHAVER_CHECK(set(statements_.put_product, row, product));
  if (!product.title.empty()) titled_[row] = true;
  return {};
}

Result<void> Store::Writer::set_product(const ProductRecord& product, bool withdrawn) {
  MOSHAVER_TRY(row, product_row(product.product_id));
  MOSHAVER_CHECK(set(statements_.set_product, row, product));
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

Result<void> Store::Writer::set(sqlite::Statement& put, std::uint32_t row, const CustomerRecord& customer) {
  put.bind(1, std::int64_t{row});
  put.bind(2, customer.kind);
  put.bind(3, customer.relation);
  put.bind(4, customer.account_id);
  put.bind(5, customer.region);
  put.bind(6, customer.segment);
  put.bind(7, customer.birthday);
  put.bind(8, customer.language);
  put.bind(9, customer.consent);
  MOSHAVER_CHECK(put.step());
  return {};
}

Result<void> Store::Writer::put_customer(const CustomerRecord& customer) {
  MOSHAVER_TRY(row, customer_row(customer.customer_id));
  return set(statements_.put_customer, row, customer);
}

Result<void> Store::Writer::set_customer(const CustomerRecord& customer) {
  MOSHAVER_TRY(row, customer_row(customer.customer_id));
  return set(statements_.set_customer, row, customer);
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
