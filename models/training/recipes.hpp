// The recipes by name: finding them, checking their settings, training with them.
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

// What `given` says of one setting of `recipe`, by any of its names.
[[nodiscard]] std::optional<double> given_value(const RecipeSpec& recipe, const SettingSpec& setting,
                                                const std::map<std::string, double>& given);

// The defaults of `recipe` with `given` over them. A name may stand as "dim" (any recipe that has it) or "ials.dim";
// those of other recipes are left alone. Errors: invalid_argument for a value out of range.
[[nodiscard]] Result<RecipeSettings> settings_for(const RecipeSpec& recipe, const std::map<std::string, double>& given);
// Errors: invalid_argument when a name in `given` belongs to none of the recipes.
[[nodiscard]] Result<void> check_setting_names(const std::map<std::string, double>& given);

// Errors: no_data when there is no purchase to learn from, or nothing of what the recipe learns from; those of the
// recipe's own.
[[nodiscard]] Result<Model> train_recipe(const RecipeSpec&, const RecipeSettings&, const TrainingSource&,
                                         const TrainingRun&);

}  // namespace moshaver
