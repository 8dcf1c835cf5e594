// The events that histories are built from, by customer. A new event rebuilds its customer's history from them: a
// return, a dislike or a late event can change any earlier purchase, so the old history alone is not enough.
//
//   kept     purchases, returns, likes and dislikes of all kinds, ratings, surveys, questions, complaints and their
//            resolution, without gifts; in log order
//   memory   24 bytes a kept event, 8 a customer
//   test     tests/data/customer_events_test.cpp: the same histories as build_histories over all events
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/data/event_table.hpp"
#include "engine/data/flat_vector.hpp"
#include "engine/data/purchase.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

struct HistoryEvent {
  std::uint32_t item = 0, time = 0, order = 0;  // order: order_key
  std::uint32_t position = 0;                   // in the log; sorts the events of merged customers
  float quantity = 1;
  EventKind kind = EventKind::purchase;  // as kind_in_history gives it: a rating of 5 is a like, a dislike is a hide
  EventReason reason = EventReason::none;
  std::uint8_t grade = 0;   // grade_of
  std::uint8_t unused = 0;  // written to disk as it is in memory, so padding must be zero
  bool operator==(const HistoryEvent&) const = default;
};

// nullopt for events that are not kept.
[[nodiscard]] std::optional<HistoryEvent> history_event(std::uint32_t item_row, const EventRecord&,
                                                        std::uint32_t position = 0);

class CustomerEvents {
 public:
  CustomerEvents() = default;
  explicit CustomerEvents(const EventTable&);
  // From what offsets() and all() of another object returned; sizes must agree.
  CustomerEvents(FlatVector<std::uint64_t> offsets, FlatVector<HistoryEvent> events)
      : offsets_(std::move(offsets)), events_(std::move(events)) {}
  // Empty for unknown rows.
  [[nodiscard]] std::span<const HistoryEvent> of(std::uint32_t customer_row) const {
    if (customer_row + std::size_t{1} >= offsets_.size()) return {};
    return std::span(events_).subspan(offsets_[customer_row], offsets_[customer_row + 1] - offsets_[customer_row]);
  }

  [[nodiscard]] std::span<const std::uint64_t> offsets() const { return offsets_; }  // customers + 1
  [[nodiscard]] std::span<const HistoryEvent> all() const { return events_; }        // back to back

 private:
  FlatVector<std::uint64_t> offsets_ = {0};
  FlatVector<HistoryEvent> events_;
};

// The events in the order of histories.hpp: `in_log_order` itself where the log has it, else copies in `sorted`.
[[nodiscard]] std::span<const HistoryEvent> in_order_of_time(std::span<const HistoryEvent> in_log_order,
                                                             std::vector<HistoryEvent>& sorted);

struct OneHistory {
  std::vector<Purchase> purchases;  // as in Histories
  std::vector<ItemId> hidden;       // ascending
};
// The history that build_histories makes of one customer's events, by the same code. O(events log events).
[[nodiscard]] OneHistory build_history(std::span<const HistoryEvent> in_log_order);

}  // namespace moshaver
