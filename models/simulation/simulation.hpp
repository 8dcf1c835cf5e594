// Life in the made-up shop, day by day. Every day has a quota of events (calendar.hpp), filled in this order:
//
//   what follows from earlier days   returns, ratings, complaints and their resolution, things that go with a purchase
//   visits for staples               due in their rhythm; customers also take something else along
//   presents                         near the recipient's birthday, more of them before Nowruz and Yalda
//   everyone else                    drawn by activity: baskets by taste and season, and browsing that buys nothing
//
// What a customer takes comes from favourite families, the persona, the second persona or mere chance (pick), in a
// preferred style; persona and brand decide within the family (catalogue.hpp). Things had already, sold out, not
// delivered to the region or booked up are passed over.
//
//   memory   O(products + events of some days) beside the population
//   random   one stream: the same options and seed give the same events
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/simulation/calendar.hpp"
#include "models/simulation/catalogue.hpp"
#include "models/simulation/event.hpp"
#include "models/simulation/population.hpp"

namespace moshaver::simulation {

// Shares of all events that the world is tuned for: what comes out is near them.
inline constexpr double staple_purchase_share = 0.3, service_share = 0.05, gift_order_share = 0.012;

struct SimulationCounts {
  std::array<std::uint64_t, event_kind_names.size()> by_kind{};
  std::uint64_t orders = 0, gifts = 0;
};

class Simulation {
 public:
  Simulation(const Calendar&, const Catalogue&, Population&, std::uint64_t seed);  // all outlive it

  // The next day: exactly `quota` events in order of time, into `events`. Call once a day, from day 0.
  void run_day(std::uint64_t quota, std::vector<Event>& events);
  const SimulationCounts& counts() const { return counts_; }

 private:
  static constexpr std::size_t horizon = 64;  // days ahead that anything is planned
  struct Order {
    std::uint64_t id = 0;  // 0 until something is bought
    std::uint32_t customer = 0, second = 0;
    std::uint32_t recipient = nobody;
    std::uint8_t channel = 0;
    std::uint32_t consumer() const { return recipient != nobody ? recipient : customer; }
  };

  bool room() const { return today_.size() < quota_; }
  bool present(std::uint32_t customer) const;
  void follow_up(const Event&);
  void plan(std::uint32_t days_ahead, const Event&);
  void plan_visit(std::uint32_t customer, std::uint32_t day);
  void visit_for_staples(std::uint32_t customer);
  void give_present();
  void shop(std::uint32_t customer);
  void browse(Order&);

  Order new_order(std::uint32_t customer);
  void buy_due_staples(Order&);
  void buy_extras(Order&, std::uint32_t count);
  void consider_and_buy(Order&, std::uint32_t product);
  void buy(Order&, std::uint32_t product);
  void plan_consequences(const Event& purchase, std::uint32_t consumer);
  void emit(Event);
  Event touch(const Order&, EventKind, std::uint32_t product, std::uint32_t seconds_before) const;

  // Something for the consumer of the order, or no_product when the tries ran out.
  std::uint32_t pick(const Order&);
  std::uint32_t something_to_use_up(const Order&);
  std::size_t pick_family(const Customer& taste);
  std::uint32_t pick_product(const Customer& taste, std::size_t family);
  bool obtainable(std::uint32_t product, const Customer& where) const;
  bool has_already(std::uint32_t customer, std::uint32_t product) const;
  std::uint16_t* booked(std::uint32_t service, std::uint32_t second);
  double affinity(const Customer&, std::uint32_t product) const;
  std::uint32_t price_today(std::uint32_t product, const Customer& buyer) const;

  const Calendar& calendar_;
  const Catalogue& catalogue_;
  Population& population_;
  Random random_;
  HoursOfDay hours_;
  std::uint32_t day_ = 0;
  std::uint64_t quota_ = 0;
  std::vector<Event> today_;
  std::array<std::vector<Event>, horizon> planned_;
  std::vector<std::uint32_t> visit_head_, visit_next_;  // linked lists of customers: by day, and by customer
  std::vector<std::uint32_t> visitors_;
  std::vector<AliasTable> family_draw_;      // by persona, for today
  std::vector<AliasTable> consumables_;      // by persona: families of staples
  std::vector<std::uint32_t> booked_begin_;  // by family: the first of its services in booked_
  std::vector<std::uint16_t> booked_;        // services x slots_a_day, today
  std::vector<std::uint64_t> sort_keys_;
  SimulationCounts counts_;
};

}  // namespace moshaver::simulation
