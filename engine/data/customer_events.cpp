#include "engine/data/customer_events.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "engine/data/event_order.hpp"
#include "engine/data/histories.hpp"
#include "engine/data/history_kind.hpp"

namespace moshaver {

std::optional<HistoryEvent> history_event(std::uint32_t item_row, const EventRecord& event, std::uint32_t position) {
  const double value = event.value.value_or(std::numeric_limits<double>::quiet_NaN());
  const auto kind = kind_in_history(event.kind, value);
  if (is_gift(event) || !kind) return std::nullopt;
  return HistoryEvent{item_row,
                      static_cast<std::uint32_t>(event.timestamp.value_or(0)),
                      order_key(event.order_id),
                      position,
                      static_cast<float>(event.quantity),
                      *kind,
                      event_reason(event.reason),
                      grade_of(event.kind, value)};
}

CustomerEvents::CustomerEvents(const EventTable& table) {
  const auto kept = [&](std::size_t row) {
    return table.gift[row] ? std::nullopt : kind_in_history(table.kind[row], static_cast<double>(table.value[row]));
  };
  offsets_.assign(table.customers.size() + std::size_t{1}, 0);
  for (std::size_t row = 0; row < table.size(); ++row) offsets_[table.user[row] + 1] += kept(row) ? 1 : 0;
  std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
  events_.resize(offsets_.back());
  std::vector<std::uint64_t> next(offsets_.begin(), offsets_.end() - 1);
  for (std::size_t row = 0; row < table.size(); ++row) {
    const auto kind = kept(row);
    if (!kind) continue;
    events_[next[table.user[row]]++] = {
        table.item[row],     table.time[row],
        table.order[row],    static_cast<std::uint32_t>(row),
        table.quantity[row], *kind,
        table.reason[row],   grade_of(table.kind[row], static_cast<double>(table.value[row]))};
  }
}

std::span<const HistoryEvent> in_order_of_time(std::span<const HistoryEvent> in_log_order,
                                               std::vector<HistoryEvent>& sorted) {
  const auto place_of = [](const HistoryEvent& event) { return EventPlace{event.time, event.order}; };
  const bool all_placed = std::all_of(in_log_order.begin(), in_log_order.end(),
                                      [&](const HistoryEvent& event) { return is_placed(place_of(event)); });
  const auto before = [&](const HistoryEvent& a, const HistoryEvent& b) {
    return compare(place_of(a), place_of(b), all_placed) < 0;
  };
  if (std::is_sorted(in_log_order.begin(), in_log_order.end(), before)) return in_log_order;
  sorted.assign(in_log_order.begin(), in_log_order.end());
  std::stable_sort(sorted.begin(), sorted.end(), before);
  return sorted;
}

OneHistory build_history(std::span<const HistoryEvent> events) {
  OneHistory history;
  // The builder allocates a table of all products, so products are renumbered to those that occur.
  std::vector<std::uint32_t> items;
  for (const HistoryEvent& event : events) items.push_back(event.item);
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());

  EventTable table;
  table.customers.insert("customer");
  for (std::size_t at = 0; at < items.size(); ++at) table.products.insert(std::to_string(at));
  table.reserve(events.size());
  for (const HistoryEvent& event : events) {
    const auto place = std::lower_bound(items.begin(), items.end(), event.item) - items.begin();
    table.user.push_back(0);
    table.item.push_back(static_cast<std::uint32_t>(place));
    table.time.push_back(event.time);
    table.order.push_back(event.order);
    table.quantity.push_back(event.quantity);
    table.value.push_back(3);  // ratings that are good or bad are likes and hides here
    table.kind.push_back(event.kind);
    table.reason.push_back(event.reason);
    table.gift.push_back(false);
  }
  const Histories built = build_histories(table);
  for (Purchase purchase : built.purchases) {
    purchase.item.row = items[purchase.item.row];
    history.purchases.push_back(purchase);
  }
  for (const ItemId item : built.hidden) history.hidden.push_back(ItemId{items[item.row]});
  return history;
}

}  // namespace moshaver
