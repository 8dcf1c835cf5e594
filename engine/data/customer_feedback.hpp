// What a customer told the shop by returns and complaints, as far as it still holds.
//
//   returned     products returned and not bought again since, in any size; one returned for its size is not among them
//   wrong_sizes  variants returned for their size, and not bought again since
//   complaints   products with a complaint that is not resolved
//   order        events count by time, as in histories.hpp; each list in that order, each product once
//   cost         O(events x feedback), and a sort where the log is not in order
//   test         tests/data/customer_feedback_test.cpp
#pragma once

#include <span>
#include <vector>

#include "engine/data/customer_events.hpp"
#include "engine/data/product_groups.hpp"

namespace moshaver {

struct CustomerFeedback {
  std::vector<ItemId> returned, wrong_sizes, complaints;
};

// Whether any of the events is feedback: a return, like, dislike, question or complaint.
[[nodiscard]] bool has_feedback(std::span<const HistoryEvent>);
[[nodiscard]] CustomerFeedback feedback_of(std::span<const HistoryEvent> in_log_order, const ProductGroups& = {});

}  // namespace moshaver
