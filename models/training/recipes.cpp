#include "models/training/recipes.hpp"

#include <array>
#include <cmath>
#include <deque>

#include "models/blend/blend.hpp"
#include "models/popular/popular.hpp"

namespace moshaver {

namespace {

constexpr std::array single_recipes = {&popular_recipe,  &item_item_recipe, &low_pass_recipe, &ease_recipe,
                                       &ials_recipe,     &user_knn_recipe,  &repeat_recipe,   &next_recipe,
                                       &next_knn_recipe, &content_recipe};

// The settings of all single recipes, prefixed with the recipe's name: "ials.dim".
std::span<const SettingSpec> blend_settings() {
  static std::deque<std::string> names;  // a deque never moves its elements, which the specs view
  static const std::vector<SettingSpec> all = [] {
    std::vector<SettingSpec> settings;
    for (const RecipeSpec* recipe : single_recipes) {
      for (SettingSpec setting : recipe->settings) {
        setting.name = names.emplace_back(std::string(recipe->name) + "." + std::string(setting.name));
        settings.push_back(setting);
      }
    }
    return settings;
  }();
  return all;
}

const std::vector<RecipeSpec>& recipes() {
  static const std::vector<RecipeSpec> all = [] {
    std::vector<RecipeSpec> specs;
    for (const RecipeSpec* recipe : single_recipes) specs.push_back(*recipe);
    specs.push_back({"blend", "all of these, weighted on a held-out window", blend_settings()});
    return specs;
  }();
  return all;
}

// The blend's setting "ials.dim" is the setting "dim" of its part ials.
std::vector<BlendPart> parts_of_blend(const RecipeSettings& settings) {
  std::vector<BlendPart> parts;
  for (const RecipeSpec* recipe : single_recipes) {
    BlendPart part{recipe, {}};
    for (const SettingSpec& spec : recipe->settings) {
      part.settings.emplace(spec.name, settings.number(std::string(recipe->name) + "." + std::string(spec.name)));
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace

std::span<const RecipeSpec> all_recipes() { return recipes(); }

Result<const RecipeSpec*> find_recipe(std::string_view name) {
  std::string names;
  for (const RecipeSpec& recipe : recipes()) {
    if (recipe.name == name) return &recipe;
    names += (names.empty() ? "" : ", ") + std::string(recipe.name);
  }
  return failure(ErrorCode::invalid_argument, "no recipe \"" + std::string(name) + "\"; the recipes are: " + names);
}

std::optional<double> given_value(const RecipeSpec& recipe, const SettingSpec& setting,
                                  const std::map<std::string, double>& given) {
  std::optional<double> value;
  // The more specific name wins: "dim", then "ials.dim", then "blend.ials.dim".
  const std::string own(setting.name);
  for (const std::string& name : {own.substr(own.find('.') + 1), own, std::string(recipe.name) + "." + own}) {
    if (const auto found = given.find(name); found != given.end()) value = found->second;
  }
  return value;
}

Result<RecipeSettings> settings_for(const RecipeSpec& recipe, const std::map<std::string, double>& given) {
  RecipeSettings settings;
  for (const SettingSpec& spec : recipe.settings) {
    const double value = given_value(recipe, spec, given).value_or(spec.fallback);
    // Written so that NaN is refused.
    if (!(value >= spec.low && value <= spec.high) || (spec.whole && value != std::floor(value))) {
      std::array<char, 160> range{};
      std::snprintf(range.data(), range.size(), " must be a %snumber from %g to %g", spec.whole ? "whole " : "",
                    spec.low, spec.high);
      return failure(ErrorCode::invalid_argument,
                     "setting " + std::string(recipe.name) + "." + std::string(spec.name) + range.data());
    }
    settings.emplace(spec.name, value);
  }
  return settings;
}

Result<void> check_setting_names(const std::map<std::string, double>& given) {
  for (const auto& [name, value] : given) {
    bool known = false;
    for (const RecipeSpec& recipe : recipes()) {
      for (const SettingSpec& spec : recipe.settings) {
        known |= name == spec.name || name == std::string(recipe.name) + "." + std::string(spec.name);
      }
    }
    if (!known) {
      return failure(ErrorCode::invalid_argument,
                     "no recipe has a setting \"" + name + "\"; moshaver train --help lists them");
    }
  }
  return {};
}

Result<Model> train_recipe(const RecipeSpec& recipe, const RecipeSettings& settings, const TrainingSource& source,
                           const TrainingRun& run) {
  const Histories& histories = source.histories;
  if (histories.purchases.empty()) {
    return failure(ErrorCode::no_data, "there is no purchase to learn from; import events of kind purchase");
  }
  if (recipe.train == nullptr) {
    MOSHAVER_TRY(blend, train_blend(parts_of_blend(settings), source, run));
    blend.recipe = recipe.name;
    return std::move(blend);
  }
  Model model;
  model.recipe = recipe.name;
  model.popularity = train_popular(histories, {settings.number("half_life_days")});
  MOSHAVER_TRY(part, recipe.train({histories, model.popularity, source.catalogue}, settings, run));
  model.parts.push_back({model.recipe, std::move(part), 1});
  return model;
}

}  // namespace moshaver
