// A recipe: the name of a learner, its settings, and the function that trains a part of a model from histories.
// Every learner's folder defines its own (as models/ials/recipe.cpp does); recipes.hpp lists them.
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

// The range that tune searches: the part of low .. high that makes sense for most shops.
struct TuningRange {
  double low = 0, high = 0;  // equal: tune does not search the setting
  bool logarithmic = false;  // uniform in the logarithm; low > 0
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

// The value of every setting of one recipe, by name.
class RecipeSettings : public std::map<std::string, double, std::less<>> {
 public:
  [[nodiscard]] double number(std::string_view name) const { return find(name)->second; }
  [[nodiscard]] float as_float(std::string_view name) const { return static_cast<float>(number(name)); }
  [[nodiscard]] std::uint32_t whole(std::string_view name) const { return static_cast<std::uint32_t>(number(name)); }
};

// Called when a recipe is left out of a blend or a comparison, with the reason.
using LeftOutSink = std::function<void(std::string_view recipe, const Error& why)>;

struct TrainingRun {
  std::uint64_t seed = 1;
  std::size_t threads = 0;  // 0: all
  ProgressSink progress;
  bool include_purchased = false;  // fit a blend on all purchases, repeats included
  // The rest of the time budget for this training; may be negative. Empty: no limit. A learner may do less work to keep
  // to it, and then the model bytes depend on the machine.
  std::function<double()> seconds_left = {};
  LeftOutSink left_out = {};  // may be empty; called at most once per recipe and training
};

// The data that a model is trained on: histories and product attributes. Both are views.
struct TrainingSource {
  TrainingSource(const Histories& purchase_histories, const Catalogue& products = no_catalogue)
      : histories(purchase_histories), catalogue(products) {}
  const Histories& histories;
  const Catalogue& catalogue;
};

// The data that one part is trained on. All are views.
struct TrainingData {
  const Histories& histories;   // with at least one purchase
  const TablePart& popularity;  // from the same histories
  const Catalogue& catalogue;   // of the same products; may be empty
};

struct RecipeSpec {
  std::string_view name, summary;
  std::span<const SettingSpec> settings;
  // Null: combines other recipes (blend). Errors: no_data, with a message that says what is missing and what to do; a
  // blend then omits this part.
  Result<PartData> (*train)(const TrainingData&, const RecipeSettings&, const TrainingRun&) = nullptr;
};

// A setting of every single recipe, for the popularity stored with its part, which breaks ties and answers unknown
// customers. tune searches it only for the recipe `popular`.
inline constexpr SettingSpec half_life_setting{"half_life_days", 30,    0,
                                               36'500,           false, "popularity halves in so many days; 0: never"};

}  // namespace moshaver
