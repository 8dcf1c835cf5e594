// Which events histories and feedback are made of, by the rules of histories.hpp, customer_feedback.hpp and
// product_feedback.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "engine/data/records.hpp"

namespace moshaver {

// The event's role for its customer: purchase, return_, like, hide, question, complaint, resolve, rating or survey.
// A rating is a like from 4 up and a hide up to 2. nullopt for the others: views and such, and ratings and surveys
// without a value (`value` is theirs; NaN: none). Callers drop gifts first.
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
      if (std::isnan(value)) return std::nullopt;
      return value >= 4 ? EventKind::like : value <= 2 ? EventKind::hide : EventKind::rating;
    case EventKind::survey:
      return std::isnan(value) ? std::nullopt : std::optional(kind);
    default:
      return std::nullopt;
  }
}

// The grade that a rating or survey gives, in 200 steps: 1 for a value of 1 or less, 201 for 5 or more; 0: none.
[[nodiscard]] inline std::uint8_t grade_of(EventKind kind, double value) {
  if ((kind != EventKind::rating && kind != EventKind::survey) || std::isnan(value)) return 0;
  return static_cast<std::uint8_t>(1 + std::lround(std::clamp((value - 1) / 4, 0.0, 1.0) * 200));
}

}  // namespace moshaver
