#include "engine/data/customer_feedback.hpp"

#include <algorithm>

namespace moshaver {

namespace {

void add(std::vector<ItemId>& items, ItemId item) {
  if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
}

}  // namespace

CustomerFeedback feedback_of(std::span<const HistoryEvent> events) {
  CustomerFeedback feedback;
  for (const HistoryEvent& event : events) {
    const ItemId item{event.item};
    switch (event.kind) {
      case EventKind::purchase:
        std::erase(feedback.returned, item);
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
