// What a recipe is: a learner by name, the settings it takes, and how it turns histories into a part of a model.
// Every learner's folder defines its own (models/ials/recipe.cpp); recipes.hpp lists them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "engine/data/catalogue.hpp"
#include "engine/data/histories.hpp"
#include "engine/model/parts.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

// Where tune looks for a better value: the part of low .. high that makes sense on most shops.
struct TuningRange {
  double low = 0, high = 0;  // the same: tune leaves the setting alone
  bool logarithmic = false;  // evenly over the logarithm; low > 0
};
constexpr TuningRange evenly(double low, double high) { return {low, high, false}; }
constexpr TuningRange evenly_in_logarithm(double low, double high) { return {low, high, true}; }

struct SettingSpec {
  std::string_view name;
  double fallback, low, high;  // low <= value <= high
  bool whole;                  // an integer
  std::string_view meaning;
  TuningRange tuning = {};
};

// Every setting of one recipe, by name. All that the recipe lists are there.
class RecipeSettings : public std::map<std::string, double, std::less<>> {
 public:
  [[nodiscard]] double number(std::string_view name) const { return find(name)->second; }
  [[nodiscard]] float as_float(std::string_view name) const { return static_cast<float>(number(name)); }
  [[nodiscard]] std::uint32_t whole(std::string_view name) const { return static_cast<std::uint32_t>(number(name)); }
};

// Hears which recipe is left out of a blend or a comparison, and what it lacks.
using LeftOutSink = std::function<void(std::string_view recipe, const Error& why)>;

struct TrainingRun {
  std::uint64_t seed = 1;
  std::size_t threads = 0;  // 0: all of the machine's
  ProgressSink progress;
  bool include_purchased = false;  // a blend is weighed by all that is bought, repeats included
  // Of the time that the user allows, for this training; may be negative. Empty: no limit. A learner that can do less
  // may read it; the same bytes come out only where none is given.
  std::function<double()> seconds_left = {};
  LeftOutSink left_out = {};  // may be empty; hears a recipe once a training
};

// What a model is trained from: who bought what, and what the products are. Views.
struct TrainingSource {
  TrainingSource(const Histories& who_bought_what, const Catalogue& what = no_catalogue)
      : histories(who_bought_what), catalogue(what) {}
  const Histories& histories;
  const Catalogue& catalogue;
};

// What a part is trained from.
struct TrainingData {
  const Histories& histories;   // with at least one purchase
  const TablePart& popularity;  // of the same histories
  const Catalogue& catalogue;   // of the same products; may be empty
};

struct RecipeSpec {
  std::string_view name, summary;
  std::span<const SettingSpec> settings;
  // Null: made of other recipes (blend). Errors: no_data, saying what the data lacks and what to do: a blend then goes
  // without this part.
  Result<PartData> (*train)(const TrainingData&, const RecipeSettings&, const TrainingRun&) = nullptr;
};

// What every recipe that makes a part takes: of the popularity behind it. It breaks ties there, and answers strangers:
// tune searches it where it is the recipe itself (models/popular).
inline constexpr SettingSpec half_life_setting{"half_life_days", 30,    0,
                                               36'500,           false, "popularity halves in so many days; 0: never"};

}  // namespace moshaver
