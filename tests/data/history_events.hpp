// Events of histories from their kind and product.
#pragma once

#include "engine/data/customer_events.hpp"

namespace moshaver::testing {

inline HistoryEvent history_event_of(std::uint32_t item, EventKind kind, EventReason reason = EventReason::none) {
  HistoryEvent event;
  event.item = item;
  event.kind = kind;
  event.reason = reason;
  return event;
}

}  // namespace moshaver::testing
