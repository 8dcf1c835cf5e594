// write_snapshot of snapshot.hpp: merges the last snapshot with the changes since, as a stream. Unchanged rows are
// copied from file to file and are never in memory all at once.
#include <algorithm>
#include <optional>

#include "engine/artifact/files.hpp"
#include "engine/store/snapshot.hpp"
#include "engine/store/snapshot_file.hpp"

namespace moshaver {

namespace {

// The input of one snapshot, read in one transaction.
struct Material {
  Snapshot before;
  SinceSnapshot since;
  SnapshotSubject subject;
};

Result<Snapshot> whole_log(const Store& store) {
  Snapshot whole;
  MOSHAVER_TRY(merges, store.merges());
  whole.merges = std::move(merges);
  MOSHAVER_TRY(table, store.read());
  whole.event_count = table.size();
  whole.events = CustomerEvents(table);
  whole.histories = build_histories(table);
  whole.gifts = std::move(table.gifts);
  whole.customers = std::move(table.customers);
  whole.products = std::move(table.products);
  return whole;
}

Result<Material> gather(const std::filesystem::path& shop, const Store& store) {
  Material material;
  MOSHAVER_TRY(identity, store.identity());
  material.subject.log_identity = identity;
  auto before = Snapshot::open(shop, store);
  const std::uint64_t ids_from = before ? before->event_count : 0;
  if (!before) before = whole_log(store);
  if (!before) return tl::unexpected(before.error());
  material.before = std::move(*before);
  MOSHAVER_TRY(since, read_since(material.before, store));
  material.since = std::move(since);
  material.subject.event_count = material.since.event_count;
  XXH128_hash_t last{};
  MOSHAVER_CHECK(store.visit_event_ids(ids_from, [&](std::uint64_t, XXH128_hash_t id) {
    material.before.ids.add_stored(id);
    last = id;
    return true;
  }));
  if (material.subject.event_count == ids_from && ids_from > 0) {
    MOSHAVER_TRY(stored, store.event_id_at(ids_from - 1));
    last = stored.value_or(last);
  }
  material.subject.last_id_high = last.high64;
  material.subject.last_id_low = last.low64;
  material.subject.event_ids = material.before.ids.size();
  return material;
}

class SnapshotSections {
 public:
  SnapshotSections(Material& material, SnapshotFileWriter& file) : material_(material), file_(file) {
    for (const std::string& id : material.since.customer_ids) material.before.customers.insert(id);
    for (const std::string& id : material.since.product_ids) material.before.products.insert(id);
    for (const std::uint32_t guest : material.since.guests) changed_.push_back({guest, {}});
    for (const auto& customer : material.since.customers) changed_.push_back({customer.row, customer.events});
    std::sort(changed_.begin(), changed_.end(), [](const Changed& a, const Changed& b) { return a.row < b.row; });
  }

  Result<void> write() {
    MOSHAVER_CHECK(add_keys(material_.before.customers));
    MOSHAVER_CHECK(add_keys(material_.before.products));
    MOSHAVER_CHECK(add_events());
    MOSHAVER_CHECK(add_histories());
    MOSHAVER_CHECK(section(std::span<const RowPair>(hidden_)));
    std::vector<RowPair> merges;
    for (const auto& [guest, account] : material_.since.merges) merges.push_back({guest, account});
    std::sort(merges.begin(), merges.end(), [](RowPair a, RowPair b) { return a.first < b.first; });
    MOSHAVER_CHECK(section(std::span<const RowPair>(merges)));
    MOSHAVER_CHECK(add_gifts());
    return section(material_.before.ids.slots());
  }

 private:
  struct Changed {
    std::uint32_t row;
    std::span<const HistoryEvent> events;
  };

  template <class T>
  Result<void> section(std::span<const T> values) {
    MOSHAVER_CHECK(file_.append(values));
    return file_.end_section();
  }

  Result<void> add_keys(const KeyMap& keys) {
    MOSHAVER_CHECK(section(keys.bytes()));
    MOSHAVER_CHECK(section(keys.offsets()));
    return section(keys.slots());
  }

  // Calls `keep(first, last)` for runs of unchanged rows and `change` for each changed row, in row order.
  template <class Keep, class Change>
  Result<void> for_each_row(const Keep& keep, const Change& change) {
    std::uint32_t row = 0;
    for (const Changed& changed : changed_) {
      if (row < changed.row) MOSHAVER_CHECK(keep(row, changed.row));
      MOSHAVER_CHECK(change(changed));
      row = changed.row + 1;
    }
    const std::uint32_t rows = material_.before.customers.size();
    if (row < rows) MOSHAVER_CHECK(keep(row, rows));
    return {};
  }

  // Copies the unchanged rows [first, last). Rows that the last snapshot did not have are empty.
  template <class T>
  Result<void> copy(std::span<const std::uint64_t> offsets, std::span<const T> values, std::uint32_t first,
                    std::uint32_t last) {
    const std::size_t known = offsets.size() - 1;
    const std::size_t from = std::min<std::size_t>(first, known), to = std::min<std::size_t>(last, known);
    return file_.append(values.subspan(offsets[from], offsets[to] - offsets[from]));
  }

  // The offsets come first in the file but need all lengths, so this goes through the rows twice.
  Result<void> add_events() {
    const CustomerEvents& events = material_.before.events;
    std::vector<std::uint64_t> offsets = {0};
    const auto length_of = [&](std::uint32_t row) { return events.of(row).size(); };
    const auto keep_lengths = [&](std::uint32_t first, std::uint32_t last) -> Result<void> {
      for (std::uint32_t row = first; row < last; ++row) offsets.push_back(offsets.back() + length_of(row));
      return {};
    };
    MOSHAVER_CHECK(for_each_row(keep_lengths, [&](const Changed& changed) -> Result<void> {
      offsets.push_back(offsets.back() + changed.events.size());
      return {};
    }));
    MOSHAVER_CHECK(section(std::span<const std::uint64_t>(offsets)));
    MOSHAVER_CHECK(for_each_row(
        [&](std::uint32_t first, std::uint32_t last) { return copy(events.offsets(), events.all(), first, last); },
        [&](const Changed& changed) { return file_.append(changed.events); }));
    return file_.end_section();
  }

  Result<void> add_histories() {
    const Histories& before = material_.before.histories;
    std::vector<std::vector<Purchase>> made;
    std::vector<std::uint64_t> offsets = {0};
    const auto keep = [&](std::uint32_t first, std::uint32_t last) -> Result<void> {
      for (std::uint32_t row = first; row < last; ++row) {
        const bool known = row < before.user_count();
        offsets.push_back(offsets.back() + (known ? before.of(UserId{row}).size() : 0));
        for (const ItemId item : before.hidden_of(UserId{row})) hidden_.push_back({row, item.row});
      }
      return {};
    };
    MOSHAVER_CHECK(for_each_row(keep, [&](const Changed& changed) -> Result<void> {
      OneHistory history = build_history(changed.events);
      offsets.push_back(offsets.back() + history.purchases.size());
      for (const ItemId item : history.hidden) hidden_.push_back({changed.row, item.row});
      made.push_back(std::move(history.purchases));
      return {};
    }));
    MOSHAVER_CHECK(section(std::span<const std::uint64_t>(offsets)));
    std::size_t next = 0;
    MOSHAVER_CHECK(for_each_row(
        [&](std::uint32_t first, std::uint32_t last) {
          return copy(std::span<const std::uint64_t>(before.offsets), std::span<const Purchase>(before.purchases),
                      first, last);
        },
        [&](const Changed&) { return file_.append(std::span<const Purchase>(made[next++])); }));
    return file_.end_section();
  }

  Result<void> add_gifts() {
    GiftTable& gifts = material_.before.gifts;
    for (const SinceSnapshot::Given& given : material_.since.gifts) gifts.add(given.recipient_id, given.gift);
    gifts.sort();
    gifts.give_to_accounts(material_.since.merges);
    MOSHAVER_CHECK(add_keys(gifts.recipients()));
    return section(gifts.all());
  }

  Material& material_;
  SnapshotFileWriter& file_;
  std::vector<Changed> changed_;
  std::vector<RowPair> hidden_;
};

// Removes files of processes that were killed while writing.
void remove_leftovers(const std::filesystem::path& directory) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    if (entry.path().filename().string().find(".tmp-") == std::string::npos) continue;
    std::filesystem::remove(entry.path(), ignored);
  }
}

}  // namespace

Result<SnapshotOutcome> write_snapshot(const std::filesystem::path& shop, const Store& store,
                                       const std::function<bool()>& cancelled) {
  Material material;
  const auto read = [&]() -> Result<void> {
    MOSHAVER_TRY(gathered, gather(shop, store));
    material = std::move(gathered);
    return {};
  };
  MOSHAVER_CHECK(store.at_one_moment(read));
  if (material.subject.event_count == 0)
    return failure(ErrorCode::no_data, "the log has no events, so there is nothing to snapshot");
  const std::filesystem::path path = snapshot_path(shop);
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error)
    return failure(ErrorCode::io_error, "cannot create " + path.parent_path().string() + ": " + error.message());
  remove_leftovers(path.parent_path());
  MOSHAVER_TRY(file, SnapshotFileWriter::create(path, cancelled));
  MOSHAVER_CHECK(SnapshotSections(material, file).write());
  MOSHAVER_CHECK(file.commit(material.subject));
  std::error_code unknown;
  return SnapshotOutcome{material.subject.event_count, std::filesystem::file_size(path, unknown)};
}

}  // namespace moshaver
