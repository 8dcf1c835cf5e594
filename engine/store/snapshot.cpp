#include "engine/store/snapshot.hpp"

#include <algorithm>
#include <map>
#include <thread>
#include <utility>

#include "engine/artifact/files.hpp"
#include "engine/store/snapshot_file.hpp"

namespace moshaver {

namespace {

enum Section : std::size_t {
  customer_bytes,
  customer_offsets,
  customer_slots,
  product_bytes,
  product_offsets,
  product_slots,
  event_offsets,
  event_rows,
  history_offsets,
  history_rows,
  hidden,  // pairs: customer row, product row
  merged,  // pairs: guest row, account row
  id_slots,
};
static_assert(id_slots + 1 == snapshot_sections);

struct RowPair {
  std::uint32_t first = 0, second = 0;
};

tl::unexpected<Error> damaged(const std::filesystem::path& shop, const std::string& what) {
  return failure(ErrorCode::bad_format, snapshot_path(shop).string() + " is damaged (" + what + ")");
}

Result<KeyMap> keys_in(const SnapshotFile& file, std::size_t first, const std::filesystem::path& shop) {
  MOSHAVER_TRY(bytes, file.section<char>(first));
  MOSHAVER_TRY(offsets, file.section<std::uint64_t>(first + 1));
  MOSHAVER_TRY(slots, file.section<std::uint32_t>(first + 2));
  auto keys = KeyMap::from_parts(std::move(bytes), std::move(offsets), std::move(slots));
  if (!keys) return damaged(shop, "its keys");
  return std::move(*keys);
}

// Of this log, and not of another or of one that has been put back from a backup.
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

bool are_offsets(std::span<const std::uint64_t> offsets, std::size_t rows, std::size_t values) {
  return offsets.size() == rows + 1 && offsets.front() == 0 && offsets.back() == values &&
         std::is_sorted(offsets.begin(), offsets.end());
}

Result<void> read_histories(const SnapshotFile& file, Snapshot& snapshot, const std::filesystem::path& shop) {
  const std::uint32_t users = snapshot.customers.size(), items = snapshot.products.size();
  MOSHAVER_TRY(first_event, file.section<std::uint64_t>(event_offsets));
  MOSHAVER_TRY(events, file.section<HistoryEvent>(event_rows));
  MOSHAVER_TRY(first_purchase, file.section<std::uint64_t>(history_offsets));
  MOSHAVER_TRY(purchases, file.section<Purchase>(history_rows));
  MOSHAVER_TRY(pairs, file.section<RowPair>(hidden));
  if (!are_offsets(first_event, users, events.size()) || !are_offsets(first_purchase, users, purchases.size())) {
    return damaged(shop, "the bounds of its histories");
  }
  snapshot.events = CustomerEvents(std::move(first_event), std::move(events));
  Histories& histories = snapshot.histories;
  histories.offsets = std::move(first_purchase);
  histories.purchases = std::move(purchases);
  histories.item_count = items;
  histories.hidden_offsets.reserve(users + std::size_t{1});
  for (const RowPair& pair : pairs) {
    if (pair.first >= users || pair.second >= items || pair.first + std::size_t{1} < histories.hidden_offsets.size()) {
      return damaged(shop, "its hidden products");
    }
    histories.hidden_offsets.resize(pair.first + std::size_t{1}, histories.hidden.size());
    histories.hidden.push_back(ItemId{pair.second});
  }
  histories.hidden_offsets.resize(users + std::size_t{1}, histories.hidden.size());
  return {};
}

}  // namespace

std::filesystem::path snapshot_path(const std::filesystem::path& shop) { return shop / "snapshot" / "state"; }

Result<Snapshot> Snapshot::open(const std::filesystem::path& shop, const Store& store) {
  MOSHAVER_TRY(file, SnapshotFile::open(snapshot_path(shop)));
  MOSHAVER_CHECK(check_subject(file.subject(), store, shop));
  MOSHAVER_CHECK(file.check(std::max(1U, std::thread::hardware_concurrency())));
  Snapshot snapshot;
  snapshot.event_count = file.subject().event_count;
  snapshot.bytes = file.bytes();
  MOSHAVER_TRY(customers, keys_in(file, customer_bytes, shop));
  MOSHAVER_TRY(again, keys_in(file, customer_bytes, shop));
  MOSHAVER_TRY(products, keys_in(file, product_bytes, shop));
  snapshot.customers = std::move(customers);
  snapshot.writer_customers = std::move(again);
  snapshot.products = std::move(products);
  MOSHAVER_CHECK(read_histories(file, snapshot, shop));
  MOSHAVER_TRY(pairs, file.section<RowPair>(merged));
  for (const RowPair& pair : pairs) snapshot.merges[pair.first] = pair.second;
  MOSHAVER_TRY(slots, (file.section<EventIdSet::Slot, LineAllocator<EventIdSet::Slot>>(id_slots)));
  auto ids = EventIdSet::from_slots(std::move(slots), file.subject().event_ids);
  if (!ids) return damaged(shop, "its event ids");
  snapshot.ids = std::move(*ids);
  return snapshot;
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
    // The record names nobody: that it is a gift shows by its recipient alone, as when the log is read whole.
    const auto event = history_event(product, record, static_cast<std::uint32_t>(position));
    if (!event) return true;
    const auto account = since.merges.find(customer);
    changed[account == since.merges.end() ? customer : account->second].push_back(*event);
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
