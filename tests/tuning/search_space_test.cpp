// The settings of the trials, and the number of rounds.
#include "models/tuning/search_space.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/tuning/rounds.hpp"

using namespace moshaver;

namespace {

SearchSpace space_of(const char* recipe, const std::map<std::string, double>& given = {}, std::uint64_t seed = 1) {
  auto space = SearchSpace::make(*find_recipe(recipe).value(), given, seed);
  REQUIRE(space);
  return std::move(*space);
}

}  // namespace

TEST_CASE("every range that tune searches is within the setting's range") {
  for (const RecipeSpec& recipe : all_recipes()) {
    std::size_t searched = 0;
    for (const SettingSpec& setting : recipe.settings) {
      CAPTURE(recipe.name, setting.name);
      if (setting.tuning.low == setting.tuning.high) continue;
      ++searched;
      CHECK(setting.tuning.low < setting.tuning.high);
      CHECK(setting.tuning.low >= setting.low);
      CHECK(setting.tuning.high <= setting.high);
      CHECK((!setting.tuning.logarithmic || setting.tuning.low > 0));
    }
    CHECK(searched > 0);
  }
}

TEST_CASE("the first trial has the defaults, and every other one differs and is within the ranges") {
  for (const RecipeSpec& recipe : all_recipes()) {
    const SearchSpace space = space_of(std::string(recipe.name).c_str());
    const RecipeSettings defaults = settings_for(recipe, {}).value();
    CHECK(space.trial(0) == defaults);
    for (std::size_t number = 1; number < 60; ++number) {
      const RecipeSettings trial = space.trial(number);
      CAPTURE(recipe.name, number);
      CHECK(trial != defaults);
      CHECK(trial.size() == defaults.size());
      for (const SettingSpec& setting : recipe.settings) {
        const double value = trial.number(setting.name);
        CAPTURE(setting.name, value);
        if (value == setting.fallback) continue;
        CHECK(value >= setting.tuning.low);
        CHECK(value <= setting.tuning.high);
        CHECK((!setting.whole || value == std::floor(value)));
      }
    }
  }
}

TEST_CASE("a trial depends only on the seed and its number, and given settings never change") {
  const SearchSpace space = space_of("ials", {{"dim", 64}, {"ials.sweeps", 3}}, 9);
  const SearchSpace again = space_of("ials", {{"dim", 64}, {"ials.sweeps", 3}}, 9);
  const SearchSpace other = space_of("ials", {{"dim", 64}, {"ials.sweeps", 3}}, 10);
  for (std::size_t number = 1; number < 30; ++number) {
    CHECK(space.trial(number) == again.trial(number));
    CHECK(space.trial(number) != other.trial(number));
    CHECK(space.trial(number).number("dim") == 64);
    CHECK(space.trial(number).number("sweeps") == 3);
  }
}

TEST_CASE(
    "even trials cover the whole range, by its logarithm where it is logarithmic, and odd ones stay near the default") {
  const SearchSpace space = space_of("ials");
  std::size_t thirds[3] = {0, 0, 0};
  for (std::size_t number = 2; number < 182; number += 2) {
    const double position = std::log(space.trial(number).number("regularization") / 1e-4) / std::log(1e3);
    ++thirds[std::min<std::size_t>(2, static_cast<std::size_t>(position * 3))];
  }
  for (const std::size_t count : thirds) CHECK(count > 15);
  std::size_t same = 0;
  for (std::size_t number = 1; number < 181; number += 2) {
    const double moved = std::log(space.trial(number).number("regularization") / 0.004) / std::log(1e3);
    CHECK(std::abs(moved) < 0.31);
    same += moved == 0;
  }
  CHECK(same > 20);
  CHECK(same < 70);
}

TEST_CASE("tuning is refused if every setting is given") {
  const auto space = SearchSpace::make(*find_recipe("popular").value(), {{"half_life_days", 5}}, 1);
  REQUIRE_FALSE(space);
  CHECK(space.error().code == ErrorCode::invalid_argument);
}

TEST_CASE(
    "27 trials take three rounds with many customers, one with few, and a third of the trials goes on to the next") {
  const auto near_third = [](double share, int power) { return share == Approx(std::pow(3.0, -power)); };
  const auto rounds = plan_rounds(27, 100'000);
  REQUIRE(rounds.size() == 3);
  CHECK(near_third(rounds[0].share, 2));
  CHECK(near_third(rounds[1].share, 1));
  CHECK(rounds[2].share == 1);
  CHECK(rounds[0].trials == 27);
  CHECK(rounds[1].trials == 9);
  CHECK(rounds[2].trials == 3);
  CHECK(plan_rounds(27, 1'000).size() == 2);  // a ninth would be too few customers
  CHECK(plan_rounds(27, 100) == std::vector<TuningRound>{{1, 27}});
  CHECK(plan_rounds(2, 100'000) == std::vector<TuningRound>{{1, 2}});
  for (std::size_t trials = 2; trials < 200; ++trials) {
    const auto any = plan_rounds(trials, 50'000);
    CHECK(any.front().trials == trials);
    CHECK(any.back().share == 1);
    CHECK(any.back().trials >= 2);
  }
}
