#include "models/simulation/calendar.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace moshaver::simulation {
namespace {

using std::chrono::year_month_day;

// 1 within [first, last] (days of the year from 1; may span New Year), falling to 0 over `ramp` days on both sides.
double window(int day_of_year, int first, int last, int ramp) {
  double best = 0;
  for (const int shift : {-365, 0, 365}) {
    const int day = day_of_year + shift;
    const int away = day < first ? first - day : std::max(0, day - last);
    best = std::max(best, 1.0 - static_cast<double>(away) / ramp);
  }
  return best;
}

int day_of_year(std::chrono::sys_days day) {
  const year_month_day date(day);
  return static_cast<int>((day - std::chrono::sys_days(date.year() / 1 / 1)).count()) + 1;
}

double season_strength(Season season, int day) {
  switch (season) {
    case Season::none:
      return 1;
    case Season::nowruz:
      return window(day, 64, 79, 10);  // the two weeks before 20 March
    case Season::spring:
      return window(day, 75, 135, 20);  // sowing, to mid-May
    case Season::summer:
      return window(day, 160, 235, 25);  // June to late August
    case Season::school:
      return window(day, 248, 272, 12);  // before 23 September and the week after
    case Season::yalda:
      return window(day, 345, 355, 8);  // the days before the longest night, 20 December
    case Season::winter:
      return window(day, 320, 400, 25);  // mid-November to early February
  }
  return 1;
}

}  // namespace

std::string Calendar::iso_date(std::uint32_t day) const {
  const auto when = date(day);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(when.year()),
                static_cast<unsigned>(when.month()), static_cast<unsigned>(when.day()));
  return text.data();
}

double Calendar::strength(Season season, std::uint32_t day) const {
  return season_strength(season, day_of_year(start_ + std::chrono::days(day)));
}

double Calendar::busyness(std::uint32_t day) const {
  const auto when = start_ + std::chrono::days(day);
  constexpr std::array<double, 7> week = {0.95, 1.0, 0.97, 1.0, 1.15, 0.85, 1.08};  // Sunday first
  const int of_year = day_of_year(when);
  const double year = 1 + 0.35 * window(of_year, 62, 78, 12) - 0.3 * window(of_year, 81, 92, 3) +
                      0.12 * window(of_year, 346, 355, 8) + 0.1 * window(of_year, 250, 268, 10);
  const double growth = 1 + 0.25 * day / 365.25;
  return week[std::chrono::weekday(when).c_encoding()] * year * growth;
}

std::vector<std::uint64_t> Calendar::quotas(std::uint64_t events) const {
  std::vector<double> cumulative(days_ + 1);
  for (std::uint32_t day = 0; day < days_; ++day) cumulative[day + 1] = cumulative[day] + busyness(day);
  std::vector<std::uint64_t> quotas(days_);
  std::uint64_t given = 0;
  for (std::uint32_t day = 0; day < days_; ++day) {
    const auto upto = day + 1 == days_ ? events
                                       : static_cast<std::uint64_t>(std::floor(
                                             static_cast<double>(events) * (cumulative[day + 1] / cumulative.back())));
    quotas[day] = upto - given;
    given = upto;
  }
  return quotas;
}

HoursOfDay::HoursOfDay() {
  constexpr std::array<double, 24> hours = {1,   .5, .3, .2,  .2, .4, 1,   2.5, 4,   5, 5.5, 6,
                                            6.5, 6,  5,  4.5, 5,  6,  7.5, 8.5, 8.5, 7, 4.5, 2.5};
  hours_ = AliasTable(hours);
}

std::uint32_t HoursOfDay::draw_second(Random& random) const {
  return std::max(1200U, hours_.draw(random) * 3600 + random.below(3600));
}

}  // namespace moshaver::simulation
