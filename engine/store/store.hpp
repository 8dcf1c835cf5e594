// The shop's truth on disk: events.db, an append-only log of events with the catalogue and the customers beside it.
//
//   tables    segments (blocks of events, segment.hpp), products, customers; a key's row is its dense row, for ever
//   writing   one Writer at a time, one transaction: all or nothing, on disk (WAL, synchronous=FULL) once commit
//             returns
//   checks    every block of events and of event ids has its checksum; products and customers rely on SQLite's own
//   errors    not_found, bad_format (damaged, foreign), unsupported_version, io_error (disk full, locked)
//   threads   one thread at a time; several processes may read while one writes
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/event_table.hpp"
#include "engine/store/event_id_set.hpp"
#include "engine/store/segment.hpp"
#include "engine/store/sqlite.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

class Store {
 public:
  static constexpr std::int64_t format_version = 1;

  [[nodiscard]] static Result<Store> open(const std::filesystem::path& shop);
  // Also makes the directory and the empty database when there is none.
  [[nodiscard]] static Result<Store> open_or_create(const std::filesystem::path& shop);

  // Everything that training and answering need. Time and memory linear in events: some 10 million a second.
  [[nodiscard]] Result<EventTable> read(const ProgressSink& = {}) const;
  [[nodiscard]] Result<std::uint64_t> event_count() const;
  // What the shop calls the segment of each customer and the category of each product, by row; empty where it does not
  // say. For reports: read() leaves them out.
  [[nodiscard]] Result<std::vector<std::string>> customer_segments() const;
  [[nodiscard]] Result<std::vector<std::string>> product_categories() const;
  // Reads and decodes every block against its checksum; the first damage is the error.
  [[nodiscard]] Result<void> verify(const ProgressSink& = {}) const;

  class Writer;
  [[nodiscard]] Result<Writer> begin();

 private:
  explicit Store(sqlite::Connection connection)
      : connection_(std::make_unique<sqlite::Connection>(std::move(connection))) {}
  Result<void> read_customers(EventTable&) const;
  Result<void> read_products(EventTable&) const;
  Result<std::vector<std::string>> texts(const char* query) const;

  std::unique_ptr<sqlite::Connection> connection_;  // stays put when the store moves: a Writer points at it
};

// One transaction. Destroyed without commit(), it leaves no trace.
class Store::Writer {
 public:
  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) = delete;
  ~Writer();

  // False: the shop has this event already. Customers and products not seen before are added.
  [[nodiscard]] Result<bool> add_event(const EventRecord&);
  // Adds the product, or replaces those of its attributes that the record names.
  [[nodiscard]] Result<void> put_product(const ProductRecord&);
  [[nodiscard]] Result<void> put_customer(const CustomerRecord&);
  // Gives a product without a title this one. Cheap when it has one.
  [[nodiscard]] Result<void> name_product(const ProductRecord&);
  // Makes the events added so far readable through this store; still for commit to keep.
  [[nodiscard]] Result<void> flush();
  [[nodiscard]] Result<void> commit();

  [[nodiscard]] std::uint32_t customer_count() const { return customers_.size(); }
  [[nodiscard]] std::uint32_t product_count() const { return products_.size(); }

 private:
  friend class Store;
  struct Statements {
    sqlite::Statement segment, customer, product, put_customer, put_product;
  };
  Writer(sqlite::Connection& connection, Statements statements)
      : connection_(&connection), statements_(std::move(statements)) {}
  Result<void> load();
  Result<std::uint32_t> customer_row(std::string_view id);
  Result<std::uint32_t> product_row(std::string_view id);

  sqlite::Connection* connection_;  // null once committed or moved from
  Statements statements_;
  KeyMap customers_, products_;
  std::vector<bool> titled_;  // by product row
  EventIdSet ids_;
  SegmentWriter segment_;
  std::vector<XXH128_hash_t> segment_ids_;
  std::int64_t next_event_ = 0;
};

}  // namespace moshaver
