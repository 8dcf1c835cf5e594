#include "engine/model/history_tensors.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "engine/model/part_io.hpp"
#include "engine/model/text_tensors.hpp"

namespace moshaver {

HistoryTensors::HistoryTensors(const Histories& histories) : histories_(histories) {
  for (const Purchase& purchase : histories_.purchases) {
    items_.push_back(purchase.item.row);
    times_.push_back(purchase.time);
    orders_.push_back(purchase.order);
    quantities_.push_back(purchase.quantity);
  }
  for (const ItemId item : histories_.hidden) hidden_.push_back(item.row);
  for (std::uint32_t user = 0; user < histories_.user_count(); ++user) {
    if (histories_.is_internal(UserId{user})) internal_.push_back(user);
  }
}

void HistoryTensors::add(TensorWriter& writer, const KeyMap& customers) const {
  add_texts(writer, "customers", customers.bytes(), customers.offsets());
  const auto add = [&](const char* name, const auto& values) {
    writer.add(name, {values.size()}, std::span(std::as_const(values)));
  };
  add("history.offsets", histories_.offsets);
  add("history.items", items_);
  add("history.times", times_);
  add("history.orders", orders_);
  add("history.quantities", quantities_);
  add("hidden.offsets", histories_.hidden_offsets);
  add("hidden.items", hidden_);
  add("internal", internal_);
}

Result<Histories> load_histories(const OpenedModel& opened, std::uint32_t user_count, std::uint32_t item_count) {
  const TensorFile& tensors = opened.tensors;
  MOSHAVER_TRY(offsets, tensors.u64("history.offsets", {user_count + std::uint64_t{1}}));
  MOSHAVER_TRY(items, tensors.u32("history.items"));
  MOSHAVER_TRY(times, tensors.u32("history.times", {items.size()}));
  MOSHAVER_TRY(orders, tensors.u32("history.orders", {items.size()}));
  MOSHAVER_TRY(quantities, tensors.f32("history.quantities", {items.size()}));
  MOSHAVER_TRY(hidden_offsets, tensors.u64("hidden.offsets", {user_count + std::uint64_t{1}}));
  MOSHAVER_TRY(hidden, tensors.u32("hidden.items"));
  MOSHAVER_TRY(internal, tensors.u32("internal"));
  const auto within = [](std::span<const std::uint32_t> rows, std::uint32_t count) {
    return std::all_of(rows.begin(), rows.end(), [&](std::uint32_t row) { return row < count; });
  };
  // The number of baskets is taken from the last one, so a later basket must not have a smaller number.
  const auto orders_ascend = [&] {
    for (std::size_t user = 0; user < user_count; ++user) {
      const auto of_user = orders.subspan(offsets[user], offsets[user + 1] - offsets[user]);
      if (!std::is_sorted(of_user.begin(), of_user.end())) return false;
    }
    return true;
  };
  if (!are_offsets(offsets, items.size()) || !are_offsets(hidden_offsets, hidden.size()) || !orders_ascend() ||
      !within(items, item_count) || !within(hidden, item_count) || !within(internal, user_count) ||
      !within(orders, static_cast<std::uint32_t>(items.size()) + 1)) {
    return bad_tensor(opened, "the histories are inconsistent");
  }
  Histories histories;
  histories.offsets.assign(offsets.begin(), offsets.end());
  histories.purchases.reserve(items.size());
  for (std::size_t row = 0; row < items.size(); ++row) {
    histories.purchases.push_back({ItemId{items[row]}, times[row], orders[row], quantities[row]});
  }
  histories.hidden_offsets = {hidden_offsets.begin(), hidden_offsets.end()};
  for (const std::uint32_t row : hidden) histories.hidden.push_back(ItemId{row});
  if (!internal.empty()) histories.internal.resize(user_count);
  for (const std::uint32_t row : internal) histories.internal[row] = true;
  histories.item_count = item_count;
  return histories;
}

}  // namespace moshaver
