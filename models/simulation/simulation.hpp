// Simulates the shop day by day. Every day has a quota of events (calendar.hpp), filled in this order:
//
//   consequences of earlier days   returns, ratings, complaints and their resolution, complements (consequences.hpp)
//   visits for staples             due at regular intervals; customers sometimes buy something else as well
//   gifts                          near the recipient's birthday, more of them before Nowruz and Yalda
//   everyone else                  drawn by activity: baskets by taste and season, and browsing without a purchase
//
// visits.hpp tells why customers come, product_choice.hpp what they choose, purchases.hpp how they buy it.
//
//   memory   O(products + events of some days) besides the population
//   random   one stream: the same options and seed give the same events
#pragma once

#include <cstdint>
#include <vector>

#include "models/simulation/bookings.hpp"
#include "models/simulation/consequences.hpp"
#include "models/simulation/product_choice.hpp"
#include "models/simulation/purchases.hpp"
#include "models/simulation/schedule.hpp"
#include "models/simulation/shop_day.hpp"
#include "models/simulation/visits.hpp"

namespace moshaver::simulation {

// Shares of all events that the simulation aims at, and comes near.
inline constexpr double staple_purchase_share = 0.3, service_share = 0.05, gift_order_share = 0.012;

class Simulation {
 public:
  Simulation(const Calendar&, const Catalogue&, Population&, std::uint64_t seed);  // all outlive it
  Simulation(const Simulation&) = delete;                                          // its parts refer to each other
  Simulation& operator=(const Simulation&) = delete;

  // The next day: exactly `quota` events, ordered by time, into `events`. Call once a day, from day 0.
  void run_day(std::uint64_t quota, std::vector<Event>& events);
  const SimulationCounts& counts() const { return day_.counts; }

 private:
  void carry_out_planned();
  void receive_visitors();
  void sell_gifts();
  void serve_everyone_else();

  ShopDay day_;
  Bookings bookings_;
  Schedule schedule_;
  ProductChoice choice_;
  Consequences consequences_;
  Purchases purchases_;
  Visits visits_;
  std::vector<Event> planned_;
  std::vector<std::uint32_t> visitors_;
};

}  // namespace moshaver::simulation
