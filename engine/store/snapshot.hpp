// What opening a shop needs, as it was after some event of the log: read in place of the whole log, and followed by the
// events since. The log is the truth; a snapshot only saves the time of reading it.
//
//   file     snapshot/state in the shop directory (format: snapshot_file.hpp), mapped, not copied
//   trusted  only if every checksum holds and it is of this log: the log's identity and the id of the last event that
//            it covers must be the log's. Otherwise the error says why, and whoever opens reads the log
//   covers   keys, event ids, the events that histories are made of, histories, merges. Products' attributes and who is
//            staff are read from the store, which is quick
//   order    events of a customer by position in the log, so that snapshot and events since make the histories that
//            the whole log makes
//   memory   pages of the file, of which those that are written to (new event ids) are private; some 60 bytes an event
//   test     tests/store/snapshot_test.cpp
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/data/customer_events.hpp"
#include "engine/data/histories.hpp"
#include "engine/data/key_map.hpp"
#include "engine/store/event_id_set.hpp"
#include "engine/store/store.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

class SnapshotFile;

struct Snapshot {
  std::uint64_t event_count = 0;  // it covers the events before this position
  std::uint64_t bytes = 0;        // of its file
  KeyMap customers, products;
  CustomerEvents events;  // by customer row, merged guests' under their account
  Histories histories;    // likewise; `internal` is left empty
  Store::Merges merges;
  EventIdSet ids;           // for a writer, as is
  KeyMap writer_customers;  // the customers once more, to be added to

  // Checks all of it. Time: a tenth of a second a gigabyte that is in memory. Errors: not_found (there is none),
  // bad_format (damaged, or of another log), unsupported_version, io_error.
  [[nodiscard]] static Result<Snapshot> open(const std::filesystem::path& shop, const Store&);
  // What a file holds whose checksums hold; `shop` is for messages. Errors: bad_format.
  [[nodiscard]] static Result<Snapshot> read(const SnapshotFile&, const std::filesystem::path& shop);
};

// What has come since a snapshot, by customer.
struct SinceSnapshot {
  struct Customer {
    std::uint32_t row;                 // of an account, never of a merged guest
    std::vector<HistoryEvent> events;  // all of them, those in the snapshot too, by position
  };
  std::vector<Customer> customers;        // whose events are others than in the snapshot; by row
  std::vector<std::uint32_t> guests;      // merged since, or into another account; by row
  std::vector<std::string> customer_ids;  // of the rows behind the snapshot's
  std::vector<std::string> product_ids;
  Store::Merges merges;           // all there are now
  std::uint64_t event_count = 0;  // of the log
};
// Time: linear in what came since. Call within at_one_moment where others write.
[[nodiscard]] Result<SinceSnapshot> read_since(const Snapshot&, const Store&);

[[nodiscard]] std::filesystem::path snapshot_path(const std::filesystem::path& shop);

struct SnapshotOutcome {
  std::uint64_t event_count = 0, bytes = 0;
};
// Writes a snapshot of the log as it is now, from the last one and what came since, or from the whole log where there is
// none to build on. Reads only through `store`; others may write meanwhile. `cancelled` may stop it, which is io_error.
// Memory: what came since (the whole log: some 100 bytes an event). Errors: those of Store; no_data for an empty log.
[[nodiscard]] Result<SnapshotOutcome> write_snapshot(const std::filesystem::path& shop, const Store& store,
                                                     const std::function<bool()>& cancelled = {});
// Takes it away for good, half-written ones too: it may hold what must be forgotten.
[[nodiscard]] Result<void> remove_snapshots(const std::filesystem::path& shop);

}  // namespace moshaver
