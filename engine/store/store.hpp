// The database of a shop, events.db: an append-only log of events, the catalogue and the customers.
//
//   tables    segments (blocks of events, segment.hpp), products, customers. The row of a key never changes.
//             Created when first needed: merges (guest row -> account row), withdrawn (product rows), slots and
//             bookings (of services), contracts, occasions, log_identity
//   writing   one Writer at a time, one transaction: all or nothing, on disk (WAL, synchronous=FULL) when commit
//             returns
//   checks    every block of events and of event ids has a checksum; products and customers have SQLite's checks
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

#include "engine/data/contract_term.hpp"
#include "engine/data/customer_attributes.hpp"
#include "engine/data/event_table.hpp"
#include "engine/data/occasion.hpp"
#include "engine/data/service_slot.hpp"
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

  // Adds the columns of products and customers that a shop of an earlier version lacks.
  [[nodiscard]] static Result<Store> open(const std::filesystem::path& shop);
  // Creates the directory and an empty database if there is none.
  [[nodiscard]] static Result<Store> open_or_create(const std::filesystem::path& shop);

  // Everything that training and answering need, as of one moment even while others write. Events of a merged guest are
  // the account's. Time and memory are linear in events: about 10 million a second.
  [[nodiscard]] Result<EventTable> read(const ProgressSink& = {}) const;
  // Hands over one product, or without a row all products by row, with all their fields; `withdrawn`: the shop no longer
  // sells it. Returns false if there is no such row. The views are valid during the call.
  using ProductVisitor = std::function<void(std::uint32_t row, const ProductRecord&, bool withdrawn)>;
  [[nodiscard]] Result<bool> visit_products(std::optional<std::uint32_t> row, const ProductVisitor&) const;
  // The same for a customer.
  using CustomerVisitor = std::function<void(std::uint32_t row, const CustomerRecord&)>;
  [[nodiscard]] Result<bool> visit_customers(std::optional<std::uint32_t> row, const CustomerVisitor&) const;
  // What answers read of the customers, by row.
  [[nodiscard]] Result<CustomerTable> customer_attributes() const;
  // The slots of one product or of all, by product and start, with what is booked.
  using SlotVisitor = std::function<void(std::uint32_t product, const ServiceSlot&)>;
  [[nodiscard]] Result<void> visit_slots(std::optional<std::uint32_t> product, const SlotVisitor&) const;
  // Whether the shop has ever stored slots.
  [[nodiscard]] Result<bool> knows_slots() const { return has_table("slots"); }
  // By account, in the order in which they were added.
  using ContractVisitor = std::function<void(const ContractTermRecord&)>;
  [[nodiscard]] Result<void> visit_contracts(const ContractVisitor&) const;
  // Occasions, by customer row. The views are valid during the call.
  struct StoredOccasion {
    std::string_view customer_id, occasion, recipient_id;
    CalendarDate date;
  };
  using OccasionVisitor = std::function<void(const StoredOccasion&)>;
  // Those on these months and days (CalendarDate::month_day), by an index: the cost is that of what is found.
  [[nodiscard]] Result<void> visit_occasions(CalendarKind, std::span<const int> month_days,
                                             const OccasionVisitor&) const;
  // Those of one customer, by name.
  [[nodiscard]] Result<void> visit_occasions_of(std::uint32_t customer, const OccasionVisitor&) const;
  // Whether any is for this recipient. O(occasions).
  [[nodiscard]] Result<bool> has_occasion_for(std::string_view recipient_id) const;
  [[nodiscard]] Result<std::uint64_t> occasion_count() const;
  // The customers with a birthday on these months and days, by row, by an index.
  [[nodiscard]] Result<void> visit_birthdays(std::span<const int> month_days,
                                             const std::function<void(std::string_view customer_id)>&) const;
  // Guest row -> the row of the account that has its events.
  using Merges = std::unordered_map<std::uint32_t, std::uint32_t>;
  [[nodiscard]] Result<Merges> merges() const;
  // Erases these customers in one transaction: their events, event ids, occasions and fields, and their ids in what is
  // stored of others. Their rows get random names. `mentioned`: also these ids, which are no customers'. Freed bytes are
  // overwritten. Rewrites the log: time is linear in it. A Writer that was begun before must not be used again.
  [[nodiscard]] Result<void> erase_customers(std::span<const std::uint32_t> rows,
                                             std::span<const std::string> mentioned = {});
  [[nodiscard]] Result<std::uint64_t> event_count() const;
  // The segment of each customer and the category of each product, by row; empty if the shop names none. For reports:
  // read() does not load them.
  [[nodiscard]] Result<std::vector<std::string>> customer_segments() const;
  [[nodiscard]] Result<std::vector<std::string>> product_categories() const;
  // Decodes every block and compares its checksum. Returns the first damage as an error.
  [[nodiscard]] Result<void> verify(const ProgressSink& = {}) const;
  // Copies everything, as of one moment, into a new database file, while writers go on. Time and space: linear in the log.
  // Errors: io_error (the file exists, the disk is full).
  [[nodiscard]] Result<void> copy_to(const std::filesystem::path& file) const;

  // ---- the log from a position on; positions count from 0, and only erase_customers changes them ----

  // A number that erase_customers changes. Appending events and merging blocks do not.
  [[nodiscard]] Result<std::uint64_t> identity() const;
  // Visits events in log order, with rows instead of the ids of customers and products; merges are not applied. Stops when
  // the visitor returns false, but decodes the block to its end. The views are valid during the call. Cost: the blocks
  // that are read.
  using EventVisitor =
      std::function<bool(std::uint64_t position, std::uint32_t customer, std::uint32_t product, const EventRecord&)>;
  [[nodiscard]] Result<void> visit_events(std::uint64_t from, const EventVisitor&) const;
  // Stops when the visitor returns false.
  using EventIdVisitor = std::function<bool(std::uint64_t position, XXH128_hash_t)>;
  [[nodiscard]] Result<void> visit_event_ids(std::uint64_t from, const EventIdVisitor&) const;
  [[nodiscard]] Result<std::optional<XXH128_hash_t>> event_id_at(std::uint64_t position) const;
  // The places of at most `most` blocks, in order, from the one that holds this event.
  [[nodiscard]] Result<std::vector<BlockPlace>> blocks(std::uint64_t from, std::size_t most) const;
  // By row, from this row on.
  [[nodiscard]] Result<std::vector<std::string>> customer_ids(std::uint32_t from) const;
  [[nodiscard]] Result<std::vector<std::string>> product_ids(std::uint32_t from) const;
  [[nodiscard]] Result<std::vector<std::uint32_t>> internal_customers() const;
  // Runs `work`. All that it reads through this store is of one moment, even while others write.
  [[nodiscard]] Result<void> at_one_moment(const std::function<Result<void>()>& work) const;

  // ---- the write-ahead log: each commit appends to it, a checkpoint moves what it holds into events.db ----

  // Commits of this store no longer do checkpoints. Another store must call checkpoint(), else the file grows.
  [[nodiscard]] Result<void> disable_automatic_checkpoints();
  // Moves as much as it can without waiting for readers and writers, and without making them wait.
  [[nodiscard]] Result<void> checkpoint();
  // Moves all of it, so that the next commit writes at the beginning of the file. Waits for writers and readers, at most
  // some seconds.
  [[nodiscard]] Result<void> restart_write_ahead_log();
  // Fills the file with zeros up to this length; SQLite ignores them. A commit within the file is several times cheaper
  // than one that lengthens it, because the system need not write the new length. `shop` is this store's directory.
  [[nodiscard]] Result<void> lengthen_write_ahead_log(const std::filesystem::path& shop, std::size_t bytes);
  // As restart_write_ahead_log, then truncates the file to length 0.
  [[nodiscard]] Result<void> empty_write_ahead_log();
  class Writer;
  // With a snapshot of this log, the writer takes keys and event ids from it and reads only later events.
  [[nodiscard]] Result<Writer> begin(Snapshot* = nullptr);

 private:
  explicit Store(sqlite::Connection connection)
      : connection_(std::make_unique<sqlite::Connection>(std::move(connection))) {}
  Result<void> read_into(EventTable&, const ProgressSink&) const;
  Result<void> read_customers(EventTable&) const;
  Result<void> forget_occasions(std::span<const std::uint32_t> rows, std::span<const std::string> ids);
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
  // Adds the product, or replaces the fields that the record gives.
  [[nodiscard]] Result<void> put_product(const ProductRecord&);
  [[nodiscard]] Result<void> put_customer(const CustomerRecord&);
  // Adds a slot, or replaces the one of the product that begins then.
  [[nodiscard]] Result<void> put_slot(const SlotRecord&);
  [[nodiscard]] Result<void> add_contract_term(const ContractTermRecord&);
  [[nodiscard]] Result<void> remove_contract(std::string_view account_id);
  // Adds an occasion, or replaces the customer's one of this name. True: it is new.
  [[nodiscard]] Result<bool> put_occasion(const OccasionRecord&, const CalendarDate&);
  // False: there is none.
  [[nodiscard]] Result<bool> remove_occasion(std::string_view customer_id, std::string_view occasion);
  // Sets the title of a product that has none. Cheap if it has one.
  [[nodiscard]] Result<void> name_product(const ProductRecord&);
  // Makes the events added so far readable through this store. Only commit makes them durable.
  [[nodiscard]] Result<void> flush();
  [[nodiscard]] Result<void> commit();

  // ---- for a shop that is being served: one writer, one short transaction after another ----

  // Commits, and keeps the writer for the next transaction.
  [[nodiscard]] Result<void> pause();
  // Begins the next transaction. False: another process has written since, and a new writer must be made.
  [[nodiscard]] Result<bool> resume();
  // As add_event, but an event without `event_id` that equals a stored event is a duplicate of it.
  [[nodiscard]] Result<bool> add_live_event(const EventRecord&);
  // Replaces all fields of the product or customer, or adds it.
  [[nodiscard]] Result<void> set_product(const ProductRecord&, bool withdrawn);
  [[nodiscard]] Result<void> set_customer(const CustomerRecord&);
  // Replaces all slots of a product.
  [[nodiscard]] Result<void> set_slots(std::uint32_t product, std::span<const SlotRecord>);
  // The slots of a product as this transaction leaves them, with what is booked.
  [[nodiscard]] Result<std::vector<ServiceSlot>> slots_of(std::uint32_t product) const;
  // What the event that was added last booked or gave back.
  [[nodiscard]] const std::optional<SlotBooking>& last_booking() const { return last_booking_; }
  // From now on the events of the guest belong to the account. Both keep their rows.
  [[nodiscard]] Result<void> merge(std::uint32_t guest, std::uint32_t account);
  // Replaces the blocks that this one was merged from. Returns false and does nothing if they are no longer there.
  [[nodiscard]] Result<bool> replace_blocks(const MergedBlock&);
  [[nodiscard]] Result<std::uint32_t> customer_row(std::string_view id);
  [[nodiscard]] std::optional<std::uint32_t> find_customer(std::string_view id) const { return customers_.find(id); }
  [[nodiscard]] std::optional<std::uint32_t> find_product(std::string_view id) const { return products_.find(id); }

  [[nodiscard]] std::uint32_t customer_count() const { return customers_.size(); }
  [[nodiscard]] std::uint32_t product_count() const { return products_.size(); }
  // The position of the next event in the log.
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
  Result<void> book(std::uint32_t customer, std::uint32_t product, const EventRecord&);
  Result<std::uint32_t> product_row(std::string_view id);

  sqlite::Connection* connection_;  // null once committed or moved from
  bool in_transaction_ = true;
  std::int64_t data_version_ = 0;  // of SQLite: changes when another connection commits
  Statements statements_;
  KeyMap customers_, products_;
  std::vector<bool> titled_;  // by product row
  EventIdSet ids_;
  SegmentWriter segment_;
  std::vector<XXH128_hash_t> segment_ids_;
  std::int64_t next_event_ = 0;
  std::optional<SlotBooking> last_booking_;
  bool has_bookings_ = false;  // the table was seen
};

}  // namespace moshaver
