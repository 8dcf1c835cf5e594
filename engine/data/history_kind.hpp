// Which events histories and feedback are made of, by the rules of histories.hpp and customer_feedback.hpp.
#pragma once

#include <optional>

#include "engine/data/records.hpp"

namespace moshaver {

// The event's role for its customer: purchase, return_, like, hide, question, complaint or resolve. nullopt for the
// others: views and such, and ratings that are neither good nor bad (`value` is the rating; NaN: none). Callers drop
// gifts first.
[[nodiscard]] inline std::optional<EventKind> kind_in_history(EventKind kind, double value) {
  switch (kind) {
    case EventKind::purchase:
    case EventKind::return_:
    case EventKind::like:
    case EventKind::question:
    case EventKind::complaint:
    case EventKind::resolve:
      return kind;
    case EventKind::dislike:
    case EventKind::hide:
      return EventKind::hide;
    case EventKind::rating:
      if (value >= 4) return EventKind::like;
      if (value <= 2) return EventKind::hide;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace moshaver
