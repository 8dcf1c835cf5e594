// The recipes by name: what each learner is, which settings it takes, and how to train it.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "engine/data/histories.hpp"
#include "engine/ranking/parts.hpp"
#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

struct SettingSpec {
  std::string_view name;
  double fallback, low, high;  // low <= value <= high
  bool whole;                  // an integer
  std::string_view meaning;
};

struct RecipeSpec {
  std::string_view name, summary;
  std::span<const SettingSpec> settings;
};

[[nodiscard]] std::span<const RecipeSpec> all_recipes();
// Errors: invalid_argument, listing the recipes.
[[nodiscard]] Result<const RecipeSpec*> find_recipe(std::string_view name);

// Every setting of one recipe, by name.
using RecipeSettings = std::map<std::string, double, std::less<>>;

// The defaults of `recipe` with `given` over them. A name may stand as "dim" (any recipe that has it) or "ials.dim";
// those of other recipes are left alone. Errors: invalid_argument for a value out of range.
[[nodiscard]] Result<RecipeSettings> settings_for(const RecipeSpec& recipe, const std::map<std::string, double>& given);
// Errors: invalid_argument when a name in `given` belongs to none of the recipes.
[[nodiscard]] Result<void> check_setting_names(const std::map<std::string, double>& given);

struct TrainingRun {
  std::uint64_t seed = 1;
  std::size_t threads = 0;  // 0: all of the machine's
  ProgressSink progress;
  bool include_purchased = false;  // a blend is weighed by all that is bought, repeats included
};

// Errors: no_data when there is no purchase to learn from.
[[nodiscard]] Result<Model> train_recipe(const RecipeSpec&, const RecipeSettings&, const Histories&,
                                         const TrainingRun&);

}  // namespace moshaver
