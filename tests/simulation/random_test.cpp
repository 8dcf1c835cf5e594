#include "models/simulation/random.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <vector>

#include "models/simulation/calendar.hpp"

using namespace moshaver::simulation;

TEST_CASE("an alias table draws outcomes in proportion to their weights, and never one of weight 0") {
  const std::array<double, 5> weights = {1, 0, 4, 0.5, 2.5};
  const AliasTable table(weights);
  Random random(1);
  std::array<double, 5> drawn{};
  for (int i = 0; i < 800'000; ++i) ++drawn[table.draw(random)];
  CHECK(drawn[1] == 0);
  for (std::size_t i = 0; i < weights.size(); ++i) CHECK(drawn[i] == Approx(weights[i] * 100'000).margin(1'500));
}

TEST_CASE("random streams repeat for the same seed and differ by salt and index") {
  CHECK(Random(7, 1, 2).next() == Random(7, 1, 2).next());
  CHECK(Random(7, 1, 2).next() != Random(8, 1, 2).next());
  CHECK(Random(7, 1, 2).next() != Random(7, 2, 2).next());
  CHECK(Random(7, 1, 2).next() != Random(7, 1, 3).next());
  Random random(3);
  double sum = 0, squares = 0;
  for (int i = 0; i < 200'000; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  CHECK(sum / 200'000 == Approx(0).margin(0.01));
  CHECK(squares / 200'000 == Approx(1).margin(0.02));
}

TEST_CASE("the calendar's daily quotas sum to the number of events, and follow week, season and growth") {
  const Calendar calendar(std::chrono::year(2024) / 1 / 1, 730);
  for (const std::uint64_t events : {1ULL, 729ULL, 100'000ULL, 99'999'999'999ULL}) {
    std::uint64_t total = 0;
    for (const auto quota : calendar.quotas(events)) total += quota;
    CHECK(total == events);
  }
  CHECK(calendar.busyness(70) > calendar.busyness(49) * 1.2);          // 11 March, before Nowruz, against 19 February
  CHECK(calendar.busyness(400) > calendar.busyness(400 - 364) * 1.1);  // a year later, on the same day of the week
  CHECK(calendar.strength(Season::yalda, 353) == 1);
  CHECK(calendar.strength(Season::yalda, 200) == 0);
  CHECK(calendar.strength(Season::winter, 10) == 1);  // January belongs to the winter of the year before
  CHECK(calendar.iso_date(59) == "2024-02-29");
}
