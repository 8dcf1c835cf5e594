// Store::erase_customers: takes persons out of everything that is stored.
#include <xxhash.h>

#include <algorithm>
#include <random>

#include "engine/store/block_checksum.hpp"
#include "engine/store/record_columns.hpp"
#include "engine/store/store.hpp"

namespace moshaver {

namespace {

// One block of the log without some customers' events, and without the names of these customers in what is left.
class Redaction {
 public:
  Redaction(std::vector<bool> erased, std::vector<std::string> ids)
      : erased_(std::move(erased)), ids_(std::move(ids)) {}

  struct Block {
    std::size_t count = 0;
    std::span<const char> columns;  // valid until the next call
    std::vector<char> event_ids;
    bool changed = false;
  };
  Result<Block> redact(std::span<const char> columns, std::span<const char> event_ids) {
    Block block;
    std::size_t at = 0;
    const auto names = [&](std::string_view text) {
      return !text.empty() && std::find(ids_.begin(), ids_.end(), text) != ids_.end();
    };
    const auto is_erased = [&](std::uint32_t customer) { return customer < erased_.size() && erased_[customer]; };
    // Most blocks say nothing of these customers: to look is less work than to write them anew.
    bool concerned = false;
    MOSHAVER_CHECK(read_segment(columns, [&](std::uint32_t customer, std::uint32_t, const EventRecord& event) {
      concerned = concerned || is_erased(customer) || names(event.recipient_id) || names(event.account_id);
    }));
    if (!concerned) return block;
    MOSHAVER_CHECK(read_segment(columns, [&](std::uint32_t customer, std::uint32_t product, const EventRecord& event) {
      const std::size_t place = at++ * sizeof(XXH128_hash_t);
      if (is_erased(customer)) {
        block.changed = true;
        return;
      }
      EventRecord kept = event;
      if (names(event.recipient_id)) kept.recipient_id = erased_recipient;  // still a gift to somebody
      if (names(event.account_id)) kept.account_id = {};
      block.changed |= kept.recipient_id != event.recipient_id || kept.account_id != event.account_id;
      writer_.add(customer, product, kept);
      block.event_ids.insert(block.event_ids.end(), event_ids.begin() + static_cast<std::ptrdiff_t>(place),
                             event_ids.begin() + static_cast<std::ptrdiff_t>(place + sizeof(XXH128_hash_t)));
    }));
    block.count = writer_.size();
    block.columns = writer_.finish();
    return block;
  }

 private:
  std::vector<bool> erased_;
  std::vector<std::string> ids_;
  SegmentWriter writer_;
};

Result<void> rewrite_log(sqlite::Connection& connection, Redaction& redaction) {
  std::vector<std::int64_t> firsts;
  {
    MOSHAVER_TRY(list, connection.prepare("SELECT first_event FROM segments ORDER BY first_event"));
    while (true) {
      MOSHAVER_TRY(row, list.step());
      if (!row) break;
      firsts.push_back(list.integer(0));
    }
  }
  MOSHAVER_TRY(read, connection.prepare("SELECT event_count, checksum, columns, ids_checksum, event_ids FROM segments "
                                        "WHERE first_event = ?1"));
  MOSHAVER_TRY(remove, connection.prepare("DELETE FROM segments WHERE first_event = ?1"));
  MOSHAVER_TRY(move, connection.prepare("UPDATE segments SET first_event = ?2 WHERE first_event = ?1"));
  MOSHAVER_TRY(insert, connection.prepare("INSERT INTO segments VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
  std::int64_t next = 0;
  for (const std::int64_t first : firsts) {
    read.bind(1, first);
    MOSHAVER_TRY(found, read.step());
    const std::vector<char> columns(read.blob(2).begin(), read.blob(2).end()),
        ids(read.blob(4).begin(), read.blob(4).end());
    const std::int64_t count = read.integer(0);
    const bool whole = found && block_checksum(columns) == read.integer(1) && block_checksum(ids) == read.integer(3) &&
                       ids.size() == static_cast<std::size_t>(count) * sizeof(XXH128_hash_t);
    MOSHAVER_TRY(more, read.step());
    if (!whole || more) return damaged_block(first, "checksum");
    MOSHAVER_TRY(block, redaction.redact(columns, ids));
    if (!block.changed) {
      if (next != first) {
        move.bind(1, first);
        move.bind(2, next);
        MOSHAVER_CHECK(move.step());
      }
      next += count;
      continue;
    }
    remove.bind(1, first);
    MOSHAVER_CHECK(remove.step());
    if (block.count == 0) continue;
    insert.bind(1, next);
    insert.bind(2, static_cast<std::int64_t>(block.count));
    insert.bind(3, block_checksum(block.columns));
    insert.bind(4, block_checksum(block.event_ids));
    insert.bind_blob(5, block.columns);
    insert.bind_blob(6, block.event_ids);
    MOSHAVER_CHECK(insert.step());
    next += static_cast<std::int64_t>(block.count);
  }
  return {};
}

// Unique, and says nothing of who it was.
std::string nameless() {
  std::random_device random;
  std::string name = "erased:";
  for (int word = 0; word < 4; ++word) name += std::to_string(random());
  return name;
}

}  // namespace

// Of the customers, and of others who were to give them something.
Result<void> Store::forget_occasions(std::span<const std::uint32_t> rows, std::span<const std::string> ids) {
  MOSHAVER_TRY(any, has_table("occasions"));
  if (!any) return {};
  MOSHAVER_TRY(own, connection_->prepare("DELETE FROM occasions WHERE customer = ?1"));
  for (const std::uint32_t row : rows) {
    own.bind(1, std::int64_t{row});
    MOSHAVER_CHECK(own.step());
  }
  MOSHAVER_TRY(for_them, connection_->prepare("DELETE FROM occasions WHERE recipient_id = ?1"));
  for (const std::string& id : ids) {
    for_them.bind(1, std::string_view(id));
    MOSHAVER_CHECK(for_them.step());
  }
  return {};
}

Result<void> Store::erase_customers(std::span<const std::uint32_t> rows, std::span<const std::string> mentioned) {
  std::vector<bool> erased;
  std::vector<std::string> ids;  // of the rows, then those that are only mentioned
  for (const std::uint32_t row : rows) {
    if (erased.size() <= row) erased.resize(row + std::size_t{1});
    erased[row] = true;
    MOSHAVER_CHECK(visit_customers(
        row, [&](std::uint32_t, const CustomerRecord& customer) { ids.emplace_back(customer.customer_id); }));
  }
  ids.insert(ids.end(), mentioned.begin(), mentioned.end());
  Redaction redaction(erased, ids);
  MOSHAVER_CHECK(connection_->run("BEGIN IMMEDIATE"));
  const auto work = [&]() -> Result<void> {
    MOSHAVER_CHECK(rewrite_log(*connection_, redaction));
    MOSHAVER_TRY(merged, has_table("merges"));
    MOSHAVER_CHECK(forget_occasions(rows, ids));
    for (std::size_t at = 0; at < rows.size(); ++at) {
      MOSHAVER_TRY(forget, connection_->prepare(update_sql<CustomerRecord>(Absent::cleared)));
      bind_update(forget, rows[at], CustomerRecord{});
      MOSHAVER_CHECK(forget.step());
      MOSHAVER_TRY(rename, connection_->prepare("UPDATE customers SET customer_id = ?2 WHERE row = ?1"));
      const std::string name = nameless();
      rename.bind(1, std::int64_t{rows[at]});
      rename.bind(2, std::string_view(name));
      MOSHAVER_CHECK(rename.step());
      MOSHAVER_TRY(unlink, connection_->prepare("UPDATE customers SET account_id = NULL WHERE account_id = ?1"));
      unlink.bind(1, std::string_view(ids[at]));
      MOSHAVER_CHECK(unlink.step());
      MOSHAVER_TRY(booked, has_table("bookings"));
      if (booked) {
        MOSHAVER_TRY(give_back, connection_->prepare("DELETE FROM bookings WHERE customer = ?1"));
        give_back.bind(1, std::int64_t{rows[at]});
        MOSHAVER_CHECK(give_back.step());
      }
      MOSHAVER_TRY(contracted, has_table("contracts"));
      if (contracted) {
        MOSHAVER_TRY(end, connection_->prepare("DELETE FROM contracts WHERE account_id = ?1"));
        end.bind(1, std::string_view(ids[at]));
        MOSHAVER_CHECK(end.step());
      }
      if (!merged) continue;
      MOSHAVER_TRY(unmerge, connection_->prepare("DELETE FROM merges WHERE guest = ?1 OR account = ?1"));
      unmerge.bind(1, std::int64_t{rows[at]});
      MOSHAVER_CHECK(unmerge.step());
    }
    // Another log from here on: no snapshot of the old one, and no block merged meanwhile, may come back.
    std::random_device random;
    const std::string renew =
        "CREATE TABLE IF NOT EXISTS log_identity(id INTEGER NOT NULL); DELETE FROM log_identity; "
        "INSERT INTO log_identity VALUES (" +
        std::to_string((std::int64_t{random() >> 1} << 32) + random()) + ")";
    MOSHAVER_CHECK(connection_->run(renew.c_str()));
    return connection_->run("COMMIT");
  };
  if (auto done = work(); !done) {
    (void)connection_->run("ROLLBACK");
    return done;
  }
  // What the write-ahead log still holds of the person goes too; where a reader is in its way, with the next checkpoint.
  (void)connection_->run("PRAGMA wal_checkpoint(TRUNCATE)");
  return {};
}

}  // namespace moshaver
