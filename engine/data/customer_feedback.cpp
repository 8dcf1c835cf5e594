#include "engine/data/customer_feedback.hpp"

#include <algorithm>

namespace moshaver {

namespace {

void add(std::vector<ItemId>& items, ItemId item) {
  if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
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
  for (const HistoryEvent& event : in_order_of_time(in_log_order, sorted)) {
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
