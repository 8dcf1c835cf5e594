#include "engine/data/customer_feedback.hpp"

#include <algorithm>

#include "engine/data/event_order.hpp"

namespace moshaver {

namespace {

void add(std::vector<ItemId>& items, ItemId item) {
  if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
}

EventPlace place_of(const HistoryEvent& event) { return {event.time, event.order}; }

// In the order of histories.hpp; `sorted` holds them where the log has another.
std::span<const HistoryEvent> in_order(std::span<const HistoryEvent> in_log_order, std::vector<HistoryEvent>& sorted) {
  const bool all_placed = std::all_of(in_log_order.begin(), in_log_order.end(),
                                      [](const HistoryEvent& event) { return is_placed(place_of(event)); });
  const auto before = [&](const HistoryEvent& a, const HistoryEvent& b) {
    return compare(place_of(a), place_of(b), all_placed) < 0;
  };
  if (std::is_sorted(in_log_order.begin(), in_log_order.end(), before)) return in_log_order;
  sorted.assign(in_log_order.begin(), in_log_order.end());
  std::stable_sort(sorted.begin(), sorted.end(), before);
  return sorted;
}

}  // namespace

bool has_feedback(std::span<const HistoryEvent> events) {
  return std::any_of(events.begin(), events.end(),
                     [](const HistoryEvent& event) { return event.kind != EventKind::purchase; });
}

CustomerFeedback feedback_of(std::span<const HistoryEvent> in_log_order, const ProductGroups& groups) {
  CustomerFeedback feedback;
  if (!has_feedback(in_log_order)) return feedback;
  std::vector<HistoryEvent> sorted;
  for (const HistoryEvent& event : in_order(in_log_order, sorted)) {
    const ItemId item{event.item};
    switch (event.kind) {
      case EventKind::purchase:
        std::erase_if(feedback.returned, [&](ItemId one) { return groups.head(one) == groups.head(item); });
        std::erase(feedback.wrong_sizes, item);
        break;
      case EventKind::return_:
        add(event.reason == EventReason::size ? feedback.wrong_sizes : feedback.returned, item);
        break;
      case EventKind::complaint:
        add(feedback.complaints, item);
        break;
      case EventKind::resolve:
        std::erase(feedback.complaints, item);
        break;
      default:
        break;
    }
  }
  return feedback;
}

}  // namespace moshaver
