// Days, seasons and hours of the simulated shop. Time is counted in days from the first simulated day, and in seconds
// (UTC) within a day.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "models/simulation/random.hpp"
#include "models/simulation/vocabulary.hpp"

namespace moshaver::simulation {

class Calendar {
 public:
  Calendar(std::chrono::year_month_day start, std::uint32_t days) : start_(start), days_(days) {}

  std::uint32_t days() const { return days_; }
  std::chrono::year_month_day date(std::uint32_t day) const { return start_ + std::chrono::days(day); }
  std::string iso_date(std::uint32_t day) const;  // 2024-03-20

  // Strength of the season on the day, 0 to 1; 1 for Season::none.
  double strength(Season, std::uint32_t day) const;
  // Relative activity of the shop: by weekday (the weekend is Thursday and Friday), by season, growing 25% a year.
  double busyness(std::uint32_t day) const;
  // The number of events of each day: proportional to busyness, exactly `events` in total.
  std::vector<std::uint64_t> quotas(std::uint64_t events) const;

 private:
  std::chrono::sys_days start_;
  std::uint32_t days_;
};

// Times of day at which people shop: few at night, a peak at lunch and a larger one in the evening.
class HoursOfDay {
 public:
  HoursOfDay();
  std::uint32_t draw_second(Random&) const;  // [1200, 86400): leaves time for the views before an order

 private:
  AliasTable hours_;
};

}  // namespace moshaver::simulation
