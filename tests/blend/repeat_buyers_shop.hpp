// A shop with habits and fashions: 400 customers over 300 days. Each buys three staples again every `gap` days, and in
// half of the months a product that is mostly the fashion of that month.
#pragma once

#include "engine/data/histories.hpp"
#include "models/random/splitmix64.hpp"
#include "tests/data/event_world.hpp"

namespace moshaver::testing {

inline EventTable repeat_buyers_events(std::size_t customers = 400) {
  std::vector<TestEvent> events;
  Random random(5);
  for (std::size_t customer = 0; customer < customers; ++customer) {
    const std::string who = numbered("c", customer);
    for (std::size_t staple = 0; staple < 3; ++staple) {
      const std::size_t product = random.below(40), gap = 20 + 20 * (product % 3);
      for (std::size_t on = random.below(gap); on < 300; on += gap + random.below(5)) {
        events.push_back(
            {.customer = who, .product = numbered("staple", product), .time = (1 + on) * std::int64_t{day}});
      }
    }
    for (std::size_t month = 0; month < 10; ++month) {
      const std::size_t fashion = random.uniform() < 0.7 ? month : random.below(30);
      if (random.uniform() < 0.5) continue;
      const std::size_t on = month * 30 + random.below(30);
      events.push_back(
          {.customer = who, .product = numbered("fashion", fashion), .time = (1 + on) * std::int64_t{day}});
    }
  }
  return table_of(events);
}

inline Histories repeat_buyers_shop(std::size_t customers = 400) {
  return build_histories(repeat_buyers_events(customers));
}

}  // namespace moshaver::testing
