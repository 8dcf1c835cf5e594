// The day being simulated: the world, the random stream, and the events of the day so far. The parts of the simulation
// share one and add events to it until the day's quota is full.
//
//   random   one stream for the whole simulation: the order of draws decides every event
#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <vector>

#include "models/simulation/calendar.hpp"
#include "models/simulation/catalogue.hpp"
#include "models/simulation/event.hpp"
#include "models/simulation/population.hpp"

namespace moshaver::simulation {

struct SimulationCounts {
  std::array<std::uint64_t, event_kind_names.size()> by_kind{};
  std::uint64_t orders = 0, gifts = 0;
};

class ShopDay {
 public:
  ShopDay(const Calendar&, const Catalogue&, Population&, std::uint64_t seed);  // all outlive it

  void begin(std::uint64_t quota);
  // Moves the events into `events`, ordered by time, and goes on to the next day.
  void end(std::vector<Event>& events);

  std::uint32_t number() const { return number_; }  // days since the start
  std::uint64_t quota() const { return quota_; }
  bool has_room() const { return events_.size() < quota_; }
  void add(Event event) {
    assert(has_room());
    event.place = population[event.customer].region;
    ++counts.by_kind[static_cast<std::size_t>(event.kind)];
    events_.push_back(event);
  }

  // Has joined the shop, and not left it.
  bool is_active(std::uint32_t customer) const {
    return population[customer].joined <= number_ && number_ < population[customer].left;
  }

  const Calendar& calendar;
  const Catalogue& catalogue;
  Population& population;
  Random random;
  HoursOfDay hours;
  SimulationCounts counts;

 private:
  std::uint32_t number_ = 0;
  std::uint64_t quota_ = 0;
  std::vector<Event> events_;
  std::vector<std::uint64_t> sort_keys_;
};

}  // namespace moshaver::simulation
