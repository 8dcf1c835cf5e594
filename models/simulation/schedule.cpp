#include "models/simulation/schedule.hpp"

#include <cassert>

namespace moshaver::simulation {

Schedule::Schedule(std::uint32_t days, std::uint32_t customers)
    : days_(days), first_visitor_(days, nobody), next_visitor_(customers, nobody) {}

void Schedule::plan(std::uint32_t today, std::uint32_t days_ahead, const Event& event) {
  assert(0 < days_ahead && days_ahead < horizon);
  if (today + days_ahead < days_) planned_[(today + days_ahead) % horizon].push_back(event);
}

void Schedule::take_events(std::uint32_t day, std::vector<Event>& events) {
  events.clear();
  events.swap(planned_[day % horizon]);
}

void Schedule::plan_visit(std::uint32_t customer, std::uint32_t day) {
  if (day >= days_) return;
  next_visitor_[customer] = first_visitor_[day];
  first_visitor_[day] = customer;
}

void Schedule::take_visitors(std::uint32_t day, std::vector<std::uint32_t>& customers) {
  customers.clear();
  for (std::uint32_t customer = first_visitor_[day]; customer != nobody; customer = next_visitor_[customer]) {
    customers.push_back(customer);
  }
}

}  // namespace moshaver::simulation
