// Which events histories are made of, by the rules of histories.hpp.
#pragma once

#include <optional>

#include "engine/data/records.hpp"

namespace moshaver {

// What the event is to its customer's history: purchase, return_, like or hide. Nothing for the others: views and the
// like, and ratings that are neither good nor bad (`value` is of a rating; NaN: it has none). Gifts never reach it.
[[nodiscard]] inline std::optional<EventKind> kind_in_history(EventKind kind, double value) {
  switch (kind) {
    case EventKind::purchase:
    case EventKind::return_:
    case EventKind::like:
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
