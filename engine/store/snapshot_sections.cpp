// Reads the sections of a snapshot file. The enum gives their order in the file.
#include "engine/store/snapshot.hpp"
#include "engine/store/snapshot_file.hpp"

#include <algorithm>
#include <utility>

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
  recipient_bytes,
  recipient_offsets,
  recipient_slots,
  gift_rows,
  id_slots,
};
static_assert(id_slots + 1 == snapshot_sections);

Result<KeyMap> keys_in(const SnapshotFile& file, std::size_t first, const std::filesystem::path& shop) {
  MOSHAVER_TRY(bytes, file.section<char>(first));
  MOSHAVER_TRY(offsets, file.section<std::uint64_t>(first + 1));
  MOSHAVER_TRY(slots, file.section<std::uint32_t>(first + 2));
  auto keys = KeyMap::from_parts(std::move(bytes), std::move(offsets), std::move(slots));
  if (!keys) return damaged_snapshot(snapshot_path(shop), "its keys");
  return std::move(*keys);
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
    return damaged_snapshot(snapshot_path(shop), "the bounds of its histories");
  }
  snapshot.events = CustomerEvents(std::move(first_event), std::move(events));
  Histories& histories = snapshot.histories;
  histories.offsets = std::move(first_purchase);
  histories.purchases = std::move(purchases);
  histories.item_count = items;
  histories.hidden_offsets.reserve(users + std::size_t{1});
  for (const RowPair& pair : pairs) {
    if (pair.first >= users || pair.second >= items || pair.first + std::size_t{1} < histories.hidden_offsets.size()) {
      return damaged_snapshot(snapshot_path(shop), "its hidden products");
    }
    histories.hidden_offsets.resize(pair.first + std::size_t{1}, histories.hidden.size());
    histories.hidden.push_back(ItemId{pair.second});
  }
  histories.hidden_offsets.resize(users + std::size_t{1}, histories.hidden.size());
  return {};
}

Result<void> read_gifts(const SnapshotFile& file, Snapshot& snapshot, const std::filesystem::path& shop) {
  MOSHAVER_TRY(recipients, keys_in(file, recipient_bytes, shop));
  MOSHAVER_TRY(gifts, file.section<Gift>(gift_rows));
  const auto is_wrong = [&](const Gift& gift) {
    return gift.buyer >= snapshot.customers.size() || gift.item >= snapshot.products.size() ||
           (gift.recipient >= recipients.size() && gift.recipient != Gift::no_one);
  };
  const bool in_order = std::is_sorted(gifts.begin(), gifts.end(), [](const Gift& a, const Gift& b) {
    return std::pair(a.recipient, a.position) < std::pair(b.recipient, b.position);
  });
  if (!in_order || std::any_of(gifts.begin(), gifts.end(), is_wrong))
    return damaged_snapshot(snapshot_path(shop), "its gifts");
  snapshot.gifts = GiftTable::from_parts(std::move(recipients), std::move(gifts));
  return {};
}

}  // namespace

std::filesystem::path snapshot_path(const std::filesystem::path& shop) { return shop / "snapshot" / "state"; }

Result<Snapshot> Snapshot::read(const SnapshotFile& file, const std::filesystem::path& shop) {
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
  MOSHAVER_CHECK(read_gifts(file, snapshot, shop));
  MOSHAVER_TRY(pairs, file.section<RowPair>(merged));
  for (const RowPair& pair : pairs) snapshot.merges[pair.first] = pair.second;
  MOSHAVER_TRY(slots, (file.section<EventIdSet::Slot, LineAllocator<EventIdSet::Slot>>(id_slots)));
  auto ids = EventIdSet::from_slots(std::move(slots), file.subject().event_ids);
  if (!ids) return damaged_snapshot(snapshot_path(shop), "its event ids");
  snapshot.ids = std::move(*ids);
  return snapshot;
}

}  // namespace moshaver
