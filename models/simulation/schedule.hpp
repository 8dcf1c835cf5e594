// What is planned for later days: events that follow from earlier ones, and visits of customers who need a staple.
//
//   memory   the events of the next `horizon` days, and 4 bytes per customer: a customer has at most one planned visit
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/simulation/event.hpp"

namespace moshaver::simulation {

class Schedule {
 public:
  static constexpr std::uint32_t horizon = 64;

  Schedule(std::uint32_t days, std::uint32_t customers);

  // Plans an event 1 to horizon - 1 days after `today`. Dropped if that is after the last day.
  void plan(std::uint32_t today, std::uint32_t days_ahead, const Event&);
  // Moves the events planned for the day into `events`, in the order in which they were planned.
  void take_events(std::uint32_t day, std::vector<Event>& events);

  // Dropped if it is after the last day.
  void plan_visit(std::uint32_t customer, std::uint32_t day);
  // The visitors of the day into `customers`, the last planned first. Call once for a day.
  void take_visitors(std::uint32_t day, std::vector<std::uint32_t>& customers);

 private:
  std::uint32_t days_;
  std::array<std::vector<Event>, horizon> planned_;          // by day modulo horizon
  std::vector<std::uint32_t> first_visitor_, next_visitor_;  // linked lists: by day, and by customer
};

}  // namespace moshaver::simulation
