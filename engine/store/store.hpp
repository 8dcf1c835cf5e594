// The shop's truth on disk: events.db, an append-only log of events with the catalogue and the customers beside it.
//
//   tables    segments (blocks of events, segment.hpp), products, customers; a key's row is its dense row, for ever.
//             Made when first needed: merges (guest row -> account row), withdrawn (product rows), log_identity
//   writing   one Writer at a time, one transaction: all or nothing, on disk (WAL, synchronous=FULL) once commit
//             returns
//   checks    every block of events and of event ids has its checksum; products and customers rely on SQLite's own
//   errors    not_found, bad_format (damaged, foreign), unsupported_version, io_error (disk full, locked)
//   threads   one thread at a time; several processes may read while one writes
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/data/event_table.hpp"
#include "engine/store/event_id_set.hpp"
#include "engine/store/segment.hpp"
#include "engine/store/sqlite.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

struct Snapshot;
struct BlockPlace;
struct MergedBlock;

class Store {
 public:
  static constexpr std::int64_t format_version = 1;

  [[nodiscard]] static Result<Store> open(const std::filesystem::path& shop);
  // Also makes the directory and the empty database when there is none.
  [[nodiscard]] static Result<Store> open_or_create(const std::filesystem::path& shop);

  // Everything that training and answering need, as of one moment whatever is written meanwhile; events of a merged guest
  // are the account's. Time and memory linear in events: some 10 million a second.
  [[nodiscard]] Result<EventTable> read(const ProgressSink& = {}) const;
  // Hands over one product, or with no row every one by row, with all that the shop says of it; `withdrawn`: it was
  // taken out of the range. False: there is no such row. The views are valid during the call.
  using ProductVisitor = std::function<void(std::uint32_t row, const ProductRecord&, bool withdrawn)>;
  [[nodiscard]] Result<bool> visit_products(std::optional<std::uint32_t> row, const ProductVisitor&) const;
  // The same for a customer.
  using CustomerVisitor = std::function<void(std::uint32_t row, const CustomerRecord&)>;
  [[nodiscard]] Result<bool> visit_customers(std::optional<std::uint32_t> row, const CustomerVisitor&) const;
  // Guest row -> the row of the account that has its events.
  using Merges = std::unordered_map<std::uint32_t, std::uint32_t>;
  [[nodiscard]] Result<Merges> merges() const;
  // Takes these customers out of everything, in one transaction: their events and event ids go, their attributes and
  // every mention of their ids by other events, and their rows get names that say nothing. Freed bytes are overwritten.
  // Rewrites the log: linear in it. Writers begun before must not be used again.
  [[nodiscard]] Result<void> erase_customers(std::span<const std::uint32_t> rows);
  [[nodiscard]] Result<std::uint64_t> event_count() const;

  // ---- the log from some event on; positions count from 0 and never change but by erase_customers ----

  // Changes when the log is rewritten other than by appending or by merging blocks: with erase_customers.
  [[nodiscard]] Result<std::uint64_t> identity() const;
  // Events in log order with all that they say but their customers' and products' ids: the rows say them, as stored,
  // merges not applied. Until the visitor returns false, when the rest of the block is still decoded. The views are valid
  // during the call. Cost: the blocks that are read.
  using EventVisitor =
      std::function<bool(std::uint64_t position, std::uint32_t customer, std::uint32_t product, const EventRecord&)>;
  [[nodiscard]] Result<void> visit_events(std::uint64_t from, const EventVisitor&) const;
  // Until the visitor returns false.
  using EventIdVisitor = std::function<bool(std::uint64_t position, XXH128_hash_t)>;
  [[nodiscard]] Result<void> visit_event_ids(std::uint64_t from, const EventIdVisitor&) const;
  [[nodiscard]] Result<std::optional<XXH128_hash_t>> event_id_at(std::uint64_t position) const;
  // Where blocks lie: `most` of them at most, in order, from the one that holds this event.
  [[nodiscard]] Result<std::vector<BlockPlace>> blocks(std::uint64_t from, std::size_t most) const;
  // By row, from this one on.
  [[nodiscard]] Result<std::vector<std::string>> customer_ids(std::uint32_t from) const;
  [[nodiscard]] Result<std::vector<std::string>> product_ids(std::uint32_t from) const;
  [[nodiscard]] Result<std::vector<std::uint32_t>> internal_customers() const;
  // All that `work` reads through this store is of one moment, whatever is written meanwhile.
  [[nodiscard]] Result<void> at_one_moment(const std::function<Result<void>()>& work) const;

  // ---- the write-ahead log: each commit appends to it, a checkpoint moves what it holds into events.db ----

  // Commits of this store never stop for a checkpoint: somebody else calls checkpoint(), else the file grows.
  [[nodiscard]] Result<void> leave_checkpoints_to_others();
  // As far as can be without waiting for anybody, who in turn does not wait for it.
  [[nodiscard]] Result<void> checkpoint();
  // All of it, so that the next commit writes to the file's beginning; waits for writers and readers, some seconds at most.
  [[nodiscard]] Result<void> restart_write_ahead_log();
  // Fills the file with zeros up to this length, which says nothing to SQLite. A commit that writes within the file costs
  // the disk a fraction of one that lengthens it: the system has no length to write down. For a shop in this directory.
  [[nodiscard]] Result<void> lengthen_write_ahead_log(const std::filesystem::path& shop, std::size_t bytes);
  // As restart, then cuts the file to nothing.
  [[nodiscard]] Result<void> empty_write_ahead_log();
  // What the shop calls the segment of each customer and the category of each product, by row; empty where it does not
  // say. For reports: read() leaves them out.
  [[nodiscard]] Result<std::vector<std::string>> customer_segments() const;
  [[nodiscard]] Result<std::vector<std::string>> product_categories() const;
  // Reads and decodes every block against its checksum; the first damage is the error.
  [[nodiscard]] Result<void> verify(const ProgressSink& = {}) const;

  // Writes all of it, as of one moment, into a new database file. Writers go on meanwhile. Time and space: linear in the
  // log. Errors: io_error (the file exists, the disk is full).
  [[nodiscard]] Result<void> copy_to(const std::filesystem::path& file) const;

  class Writer;
  // With a snapshot of this log, the writer takes keys and event ids from it and reads only what came since.
  [[nodiscard]] Result<Writer> begin(Snapshot* = nullptr);

 private:
  explicit Store(sqlite::Connection connection)
      : connection_(std::make_unique<sqlite::Connection>(std::move(connection))) {}
  Result<void> read_into(EventTable&, const ProgressSink&) const;
  Result<void> read_customers(EventTable&) const;
  Result<void> read_products(EventTable&) const;
  Result<std::vector<std::string>> texts(const char* query, std::optional<std::uint32_t> from = {}) const;
  [[nodiscard]] Result<bool> has_table(std::string_view name) const;

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

  // ---- for a shop that is being served: one writer, one short transaction after another ----

  // Commits, and keeps the writer for the next transaction.
  [[nodiscard]] Result<void> pause();
  // Begins the next transaction. False: another process has written since, and a new writer must be made.
  [[nodiscard]] Result<bool> resume();
  // As add_event, but an event without an `event_id` that equals a stored one is that one, sent again.
  [[nodiscard]] Result<bool> add_live_event(const EventRecord&);
  // Replaces all that is said of the product or customer, which are added when new.
  [[nodiscard]] Result<void> set_product(const ProductRecord&, bool withdrawn);
  [[nodiscard]] Result<void> set_customer(const CustomerRecord&);
  // From now on the guest's events are the account's. Both rows stand.
  [[nodiscard]] Result<void> merge(std::uint32_t guest, std::uint32_t account);
  // Puts the block in the place of those that it was made of. False: they are no longer there, and nothing was done.
  [[nodiscard]] Result<bool> replace_blocks(const MergedBlock&);
  [[nodiscard]] Result<std::uint32_t> customer_row(std::string_view id);
  [[nodiscard]] std::optional<std::uint32_t> find_customer(std::string_view id) const { return customers_.find(id); }
  [[nodiscard]] std::optional<std::uint32_t> find_product(std::string_view id) const { return products_.find(id); }

  [[nodiscard]] std::uint32_t customer_count() const { return customers_.size(); }
  [[nodiscard]] std::uint32_t product_count() const { return products_.size(); }
  // Where the next event will stand in the log.
  [[nodiscard]] std::uint64_t next_position() const {
    return static_cast<std::uint64_t>(next_event_) + segment_ids_.size();
  }

 private:
  friend class Store;
  struct Statements {
    sqlite::Statement segment, customer, product, put_customer, put_product, set_customer, set_product;
  };
  Writer(sqlite::Connection& connection, Statements statements)
      : connection_(&connection), statements_(std::move(statements)) {}
  Result<void> load(const Store&, Snapshot*);
  Result<void> store_event(const EventRecord&, XXH128_hash_t id);
  Result<std::uint32_t> product_row(std::string_view id);

  sqlite::Connection* connection_;  // null once committed or moved from
  bool in_transaction_ = true;
  std::int64_t data_version_ = 0;  // of SQLite: moves when another connection commits
  Statements statements_;
  KeyMap customers_, products_;
  std::vector<bool> titled_;  // by product row
  EventIdSet ids_;
  SegmentWriter segment_;
  std::vector<XXH128_hash_t> segment_ids_;
  std::int64_t next_event_ = 0;
};

}  // namespace moshaver
