#include "models/simulation/simulation.hpp"

namespace moshaver::simulation {

Simulation::Simulation(const Calendar& calendar, const Catalogue& catalogue, Population& population, std::uint64_t seed)
    : day_(calendar, catalogue, population, seed),
      bookings_(catalogue),
      schedule_(calendar.days(), population.size()),
      choice_(day_, bookings_),
      consequences_(day_, choice_, schedule_),
      purchases_(day_, choice_, bookings_, consequences_),
      visits_(day_, choice_, purchases_, schedule_) {}

void Simulation::run_day(std::uint64_t quota, std::vector<Event>& events) {
  day_.begin(quota);
  bookings_.clear();
  choice_.begin_day();
  carry_out_planned();
  receive_visitors();
  sell_gifts();
  serve_everyone_else();
  day_.end(events);
}

void Simulation::carry_out_planned() {
  schedule_.take_events(day_.number(), planned_);
  for (const Event& event : planned_) {
    if (!day_.has_room()) {
      schedule_.plan(day_.number(), 1, event);
    } else if (event.kind == EventKind::purchase) {
      purchases_.buy_planned(event);
    } else {
      consequences_.carry_out(event);
    }
  }
}

void Simulation::receive_visitors() {
  // Copied first: a visit that finds the day full is added to tomorrow's list.
  schedule_.take_visitors(day_.number(), visitors_);
  for (const std::uint32_t customer : visitors_) visits_.visit_for_staples(customer);
}

void Simulation::sell_gifts() {
  const double festive = 1 + 2 * day_.calendar.strength(Season::nowruz, day_.number()) +
                         2 * day_.calendar.strength(Season::yalda, day_.number());
  const double gifts = gift_order_share * festive * static_cast<double>(day_.quota());
  auto gift_count = static_cast<std::uint64_t>(gifts);
  if (day_.random.chance(gifts - static_cast<double>(gift_count))) ++gift_count;
  for (std::uint64_t i = 0; i < gift_count && day_.has_room(); ++i) visits_.give_gift();
}

void Simulation::serve_everyone_else() {
  while (day_.has_room()) {
    std::uint32_t customer = day_.population.draw_active(day_.random);
    for (int attempt = 0; attempt < 64 && !day_.is_active(customer); ++attempt) {
      customer = day_.population.draw_active(day_.random);
    }
    visits_.shop(customer);
  }
}

}  // namespace moshaver::simulation
