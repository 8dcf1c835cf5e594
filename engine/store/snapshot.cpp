#include "engine/store/snapshot.hpp"

#include <algorithm>
#include <map>
#include <thread>
#include <utility>

#include "engine/artifact/files.hpp"
#include "engine/store/snapshot_file.hpp"

namespace moshaver {

namespace {

// The snapshot must belong to this log, not to another one or to a log restored from a backup.
Result<void> check_subject(const SnapshotSubject& subject, const Store& store, const std::filesystem::path& shop) {
  MOSHAVER_TRY(identity, store.identity());
  MOSHAVER_TRY(count, store.event_count());
  const auto other = [&](const std::string& why) {
    return failure(ErrorCode::bad_format, snapshot_path(shop).string() + " is of another event log (" + why + ")");
  };
  if (subject.log_identity != identity) return other("the log has been rewritten since");
  if (subject.event_count == 0 || subject.event_count > count) {
    return other("it covers " + std::to_string(subject.event_count) + " events, the log holds " +
                 std::to_string(count));
  }
  MOSHAVER_TRY(last, store.event_id_at(subject.event_count - 1));
  if (!last || last->high64 != subject.last_id_high || last->low64 != subject.last_id_low) {
    return other("its last event is not the log's");
  }
  return {};
}

}  // namespace

Result<Snapshot> Snapshot::open(const std::filesystem::path& shop, const Store& store) {
  MOSHAVER_TRY(file, SnapshotFile::open(snapshot_path(shop)));
  MOSHAVER_CHECK(check_subject(file.subject(), store, shop));
  MOSHAVER_CHECK(file.check(std::max(1U, std::thread::hardware_concurrency())));
  return read(file, shop);
}

Result<SinceSnapshot> read_since(const Snapshot& snapshot, const Store& store) {
  SinceSnapshot since;
  MOSHAVER_TRY(merges, store.merges());
  since.merges = std::move(merges);
  std::map<std::uint32_t, std::vector<HistoryEvent>> changed;
  const auto known = [&](std::uint32_t row) { return snapshot.events.of(row); };
  for (const auto& [guest, account] : since.merges) {
    const auto before = snapshot.merges.find(guest);
    if (before != snapshot.merges.end() && before->second == account) continue;
    since.guests.push_back(guest);
    if (known(guest).empty()) continue;
    std::vector<HistoryEvent>& events = changed[account];
    events.insert(events.end(), known(guest).begin(), known(guest).end());
  }
  std::sort(since.guests.begin(), since.guests.end());
  since.event_count = snapshot.event_count;
  MOSHAVER_CHECK(store.visit_events(snapshot.event_count, [&](std::uint64_t position, std::uint32_t customer,
                                                              std::uint32_t product, const EventRecord& record) {
    since.event_count = position + 1;
    // The record has no customer id, so only recipient_id shows that it is a gift; the same as when reading the whole
    // log.
    const auto at = static_cast<std::uint32_t>(position);
    const auto merged = since.merges.find(customer);
    const std::uint32_t account = merged == since.merges.end() ? customer : merged->second;
    if (is_gift(record)) {
      if (is_kept_gift(record))
        since.gifts.push_back({std::string(record.recipient_id), gift_of(record, Gift::no_one, account, product, at)});
      return true;
    }
    const auto event = history_event(product, record, at);
    if (event) changed[account].push_back(*event);
    return true;
  }));
  for (auto& [row, events] : changed) {
    events.insert(events.end(), known(row).begin(), known(row).end());
    std::sort(events.begin(), events.end(),
              [](const HistoryEvent& a, const HistoryEvent& b) { return a.position < b.position; });
    since.customers.push_back({row, std::move(events)});
  }
  MOSHAVER_TRY(customers, store.customer_ids(snapshot.customers.size()));
  since.customer_ids = std::move(customers);
  MOSHAVER_TRY(products, store.product_ids(snapshot.products.size()));
  since.product_ids = std::move(products);
  return since;
}

Result<void> remove_snapshots(const std::filesystem::path& shop) {
  std::error_code error;
  std::filesystem::remove_all(shop / "snapshot", error);
  if (error)
    return failure(ErrorCode::io_error, "cannot remove " + (shop / "snapshot").string() + ": " + error.message());
  return sync_directory(shop);
}

}  // namespace moshaver
