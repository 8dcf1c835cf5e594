// A snapshot of the in-memory state after some event of the log. Opening a shop reads the snapshot and the later events
// instead of the whole log. The log is the truth; a snapshot only saves time.
//
//   file     snapshot/state in the shop directory (format: snapshot_file.hpp), memory-mapped, not copied
//   trusted  only if all checksums match and it belongs to this log: same log identity, same id of the last event it
//            covers. Otherwise open() returns an error and the caller reads the log
//   holds    keys, event ids, the events of histories, histories, gifts, merges. Product attributes and the staff flag are
//            read from the store, which is fast
//   order    events of a customer by position in the log, so that the snapshot and later events give the same histories
//            as the whole log
//   memory   pages of the file; pages that are written to (new event ids) become private; about 60 bytes an event
//   test     tests/store/snapshot_test.cpp
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/data/customer_events.hpp"
#include "engine/data/gifts.hpp"
#include "engine/data/histories.hpp"
#include "engine/data/key_map.hpp"
#include "engine/store/event_id_set.hpp"
#include "engine/store/store.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

class SnapshotFile;

struct Snapshot {
  std::uint64_t event_count = 0;  // the snapshot covers the events before this position
  std::uint64_t bytes = 0;        // size of its file
  KeyMap customers, products;
  CustomerEvents events;  // by customer row; merged guests' events are in the account's row
  Histories histories;    // likewise; `internal` is empty
  GiftTable gifts;        // sorted
  Store::Merges merges;
  EventIdSet ids;           // for a writer
  KeyMap writer_customers;  // a second copy of `customers`, to which a writer adds

  // Checks everything. Time: .1 s a GB that is in the page cache. Errors: not_found (no snapshot), bad_format (damaged,
  // or of another log), unsupported_version, io_error.
  [[nodiscard]] static Result<Snapshot> open(const std::filesystem::path& shop, const Store&);
  // Reads a file whose checksums have been checked; `shop` is for messages. Errors: bad_format.
  [[nodiscard]] static Result<Snapshot> read(const SnapshotFile&, const std::filesystem::path& shop);
};

// The changes since a snapshot, by customer.
struct SinceSnapshot {
  struct Customer {
    std::uint32_t row;                 // an account, never a merged guest
    std::vector<HistoryEvent> events;  // all events, also those in the snapshot, by position
  };
  struct Given {
    std::string recipient_id;
    Gift gift;  // without its recipient's row
  };
  std::vector<Given> gifts;               // by position
  std::vector<Customer> customers;        // customers whose events differ from the snapshot; by row
  std::vector<std::uint32_t> guests;      // guests merged since, or into another account; by row
  std::vector<std::string> customer_ids;  // of new rows
  std::vector<std::string> product_ids;   // likewise
  Store::Merges merges;                   // all current merges
  std::uint64_t event_count = 0;          // of the log
};
// Time: linear in the number of changes. Call it inside Store::at_one_moment if others may write.
[[nodiscard]] Result<SinceSnapshot> read_since(const Snapshot&, const Store&);

[[nodiscard]] std::filesystem::path snapshot_path(const std::filesystem::path& shop);

struct SnapshotOutcome {
  std::uint64_t event_count = 0, bytes = 0;
};
// Writes a snapshot of the current log: from the last snapshot and the changes since, or from the whole log if there is
// no usable snapshot. Others may write meanwhile. Stops with io_error when `cancelled` returns true. Memory: the
// changes (from the whole log: about 100 bytes an event). Errors: those of Store; no_data for an empty log.
[[nodiscard]] Result<SnapshotOutcome> write_snapshot(const std::filesystem::path& shop, const Store& store,
                                                     const std::function<bool()>& cancelled = {});
// Deletes the snapshot and unfinished ones. They may contain data of an erased customer.
[[nodiscard]] Result<void> remove_snapshots(const std::filesystem::path& shop);

}  // namespace moshaver
