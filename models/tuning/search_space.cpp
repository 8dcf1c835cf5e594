#include "models/tuning/search_space.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "models/random/splitmix64.hpp"

namespace moshaver {

namespace {

constexpr double max_step = 0.3;  // of a trial near the defaults, as a share of the range

double three_digits(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g", value);
  return std::strtod(text.data(), nullptr);
}

// A value's position in its range, 0 to 1, and back.
double position_of(const SettingSpec& setting, double value) {
  const TuningRange& range = setting.tuning;
  if (range.logarithmic) return std::log(value / range.low) / std::log(range.high / range.low);
  return (value - range.low) / (range.high - range.low);
}
double value_at(const SettingSpec& setting, double position) {
  const TuningRange& range = setting.tuning;
  const double value = range.logarithmic ? range.low * std::pow(range.high / range.low, position)
                                         : range.low + position * (range.high - range.low);
  return std::clamp(setting.whole ? std::round(value) : three_digits(value), range.low, range.high);
}

double near(const SettingSpec& setting, double value, Random& random) {
  const double moves = random.uniform(), anywhere = random.uniform();
  const double step = (anywhere + random.uniform() - 1) * max_step;  // triangular distribution around 0
  if (moves < 0.5) return value;
  if (value < setting.tuning.low || value > setting.tuning.high) return value_at(setting, anywhere);
  return value_at(setting, std::clamp(position_of(setting, value) + step, 0.0, 1.0));
}

}  // namespace

Result<SearchSpace> SearchSpace::make(const RecipeSpec& recipe, const std::map<std::string, double>& given,
                                      std::uint64_t seed) {
  SearchSpace space;
  space.seed_ = seed;
  MOSHAVER_TRY(defaults, settings_for(recipe, given));
  space.defaults_ = std::move(defaults);
  for (const SettingSpec& setting : recipe.settings) {
    const bool has_range = setting.tuning.low < setting.tuning.high;
    if (has_range && !given_value(recipe, setting, given)) space.searched_.push_back(setting);
  }
  if (space.searched_.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "nothing to tune in " + std::string(recipe.name) +
                       ": --set or --config fixes every setting that has a range to search; give fewer");
  }
  return space;
}

RecipeSettings SearchSpace::trial(std::size_t number) const {
  RecipeSettings settings = defaults_;
  if (number == 0) return settings;
  Random random(seed_, number);
  // A trial near the defaults may move no setting at all: it is drawn again.
  for (int tries = 0; tries < 100 && settings == defaults_; ++tries) {
    for (const SettingSpec& setting : searched_) {
      double& value = settings.find(setting.name)->second;
      value = number % 2 == 0 ? value_at(setting, random.uniform()) : near(setting, value, random);
    }
  }
  return settings;
}

}  // namespace moshaver
