// Finds recipes by name, checks their settings, and trains them.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "models/training/recipe.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

extern const RecipeSpec popular_recipe, item_item_recipe, low_pass_recipe, ease_recipe, ials_recipe, user_knn_recipe,
    repeat_recipe, next_recipe, next_knn_recipe, content_recipe;

[[nodiscard]] std::span<const RecipeSpec> all_recipes();
// Errors: invalid_argument, listing the recipes.
[[nodiscard]] Result<const RecipeSpec*> find_recipe(std::string_view name);

// The value in `given` of one setting of `recipe`, under any of its names.
[[nodiscard]] std::optional<double> given_value(const RecipeSpec& recipe, const SettingSpec& setting,
                                                const std::map<std::string, double>& given);

// The defaults of `recipe`, overridden by `given`. A name is "dim" (for every recipe that has it) or "ials.dim"; settings
// of other recipes are ignored. Errors: invalid_argument for a value out of range.
[[nodiscard]] Result<RecipeSettings> settings_for(const RecipeSpec& recipe, const std::map<std::string, double>& given);
// Errors: invalid_argument if no recipe has a setting named in `given`.
[[nodiscard]] Result<void> check_setting_names(const std::map<std::string, double>& given);

// Errors: no_data if there are no purchases, or not what the recipe learns from; those of the recipe.
[[nodiscard]] Result<Model> train_recipe(const RecipeSpec&, const RecipeSettings&, const TrainingSource&,
                                         const TrainingRun&);

}  // namespace moshaver
