#include "engine/data/customer_feedback.hpp"

#include <catch2/catch.hpp>

#include "tests/data/history_events.hpp"

using namespace moshaver;

namespace {

HistoryEvent event(EventKind kind, std::uint32_t item, EventReason reason = EventReason::none) {
  return testing::history_event_of(item, kind, reason);
}

}  // namespace

TEST_CASE("a return holds until the product is bought again, and one for the size is kept apart") {
  const HistoryEvent events[] = {event(EventKind::purchase, 1), event(EventKind::return_, 1, EventReason::quality),
                                 event(EventKind::purchase, 2), event(EventKind::return_, 2, EventReason::size),
                                 event(EventKind::return_, 3),  event(EventKind::purchase, 3)};
  const CustomerFeedback feedback = feedback_of(events);
  CHECK(feedback.returned == std::vector<ItemId>{ItemId{1}});
  CHECK(feedback.wrong_sizes == std::vector<ItemId>{ItemId{2}});
  CHECK(feedback.complaints.empty());
  // Another size bought is the product bought again, but not the size that did not fit.
  const ProductGroups sizes(4, [](std::uint32_t row) { return row == 3 ? 3U : 1U; });
  const HistoryEvent other_size[] = {event(EventKind::return_, 1, EventReason::quality), event(EventKind::purchase, 2),
                                     event(EventKind::return_, 2, EventReason::size), event(EventKind::purchase, 1)};
  CHECK(feedback_of(other_size, sizes).returned.empty());
  CHECK(feedback_of(other_size, sizes).wrong_sizes == std::vector<ItemId>{ItemId{2}});
}

TEST_CASE("feedback counts by time, also from a file that has the newest events first") {
  HistoryEvent events[] = {event(EventKind::resolve, 4), event(EventKind::return_, 1), event(EventKind::complaint, 4),
                           event(EventKind::purchase, 1)};
  for (std::uint32_t at = 0; at < 4; ++at) events[at].time = 1'000 - at;
  CHECK(feedback_of(events).complaints.empty());
  CHECK(feedback_of(events).returned == std::vector<ItemId>{ItemId{1}});
  // Without times by order numbers, and without these as in the log.
  for (std::uint32_t at = 0; at < 4; ++at) events[at].time = 0, events[at].order = 1'000 - at;
  CHECK(feedback_of(events).complaints.empty());
  events[2].order = 0;
  CHECK(feedback_of(events).complaints == std::vector<ItemId>{ItemId{4}});
  CHECK(feedback_of(events).returned.empty());
}

TEST_CASE("a complaint is open until it is resolved") {
  const HistoryEvent complained[] = {event(EventKind::complaint, 4), event(EventKind::complaint, 4),
                                     event(EventKind::resolve, 5)};
  CHECK(feedback_of(complained).complaints == std::vector<ItemId>{ItemId{4}});
  const HistoryEvent resolved[] = {event(EventKind::complaint, 4), event(EventKind::resolve, 4)};
  CHECK(feedback_of(resolved).complaints.empty());
  CHECK(feedback_of({}).returned.empty());
}
