#include "models/training/recipes.hpp"

#include <array>
#include <cmath>

#include "models/ials/ials.hpp"
#include "models/item_item/item_item.hpp"
#include "models/low_pass/low_pass.hpp"
#include "models/popular/popular.hpp"

namespace moshaver {

namespace {

// The defaults were found on held-out parts of training data: bench/RESULTS.md.
constexpr SettingSpec half_life{"half_life_days", 30, 0, 36'500, false, "popularity halves in so many days; 0: never"};

constexpr std::array popular_settings = {half_life};
constexpr std::array item_item_settings = {
    SettingSpec{"source_exponent", 0.5, 0, 2, false, "how much common products of the history count less"},
    SettingSpec{"target_exponent", 0.3, 0, 2, false, "how much common products are advised less"},
    SettingSpec{"user_exponent", 1, 0, 2, false, "how much customers with long histories count less"},
    SettingSpec{"sources_per_target", 500, 1, 100'000, true, "products kept a product: memory against recall"},
    SettingSpec{"max_history", 2'000, 2, 1'000'000, true, "products paired of a longer history, evenly chosen"},
    SettingSpec{"count_exponent", 0, 0, 2, false, "weight of a product bought in n baskets: n to this power"},
    half_life};
constexpr std::array ials_settings = {
    SettingSpec{"dim", 128, 1, 2'048, true, "length of the embeddings"},
    SettingSpec{"sweeps", 8, 1, 1'000, true, "alternations"},
    SettingSpec{"unobserved_weight", 0, 0, 1'000, false, "a0: weight of what was not bought; 0: by density"},
    SettingSpec{"regularization", 0.004, 1e-9, 1e6, false, "lambda, times frequency ^ frequency_exponent"},
    SettingSpec{"frequency_exponent", 1, 0, 2, false, "nu: 1 regularizes busy customers more, 0 all alike"},
    SettingSpec{"count_exponent", 0, 0, 2, false, "confidence of a product bought in n baskets: n to this power"},
    half_life};
constexpr std::array low_pass_settings = {
    SettingSpec{"dim", 512, 1, 4'096, true, "length of the embeddings"},
    SettingSpec{"passes", 5, 1, 100, true, "of subspace iteration"},
    SettingSpec{"user_exponent", 0.25, 0, 2, false, "how much customers with long histories count less"},
    SettingSpec{"item_exponent", 0.5, 0, 2, false, "how much common products count less while learning"},
    SettingSpec{"source_exponent", 0.3, 0, 2, false, "how much common products of the history count less"},
    SettingSpec{"target_exponent", 0.5, 0, 2, false, "how much common products are advised more"},
    SettingSpec{"count_exponent", 0, 0, 2, false, "weight of a product bought in n baskets: n to this power"},
    half_life};
// Both of kind rhythm: rhythm_scorer.hpp.
struct RhythmDefaults {
  double groups, own_share, neighbours, holders_cap, item_exponent, likeness_power, target_exponent, popularity_weight;
};
constexpr auto rhythm_settings(const RhythmDefaults& defaults) {
  return std::array{
      SettingSpec{"groups", defaults.groups, 1, 1'000, true, "groups of baskets in a history"},
      SettingSpec{"basket_decay", 0.9, 0.01, 1, false, "weight of a basket against the next, within its group"},
      SettingSpec{"group_decay", 0.7, 0.01, 1, false, "weight of a group against the next"},
      SettingSpec{"own_share", defaults.own_share, 0, 1, false, "the customer's own past against that of neighbours"},
      SettingSpec{"neighbours", defaults.neighbours, 1, 1e7, true, "customers most alike that are looked at"},
      SettingSpec{"holders_cap", defaults.holders_cap, 1, 1e7, true, "holders of a product looked at as neighbours"},
      SettingSpec{"item_exponent", defaults.item_exponent, 0, 2, false, "how much less common products make alike"},
      SettingSpec{"likeness_power", defaults.likeness_power, 0, 20, false, "how much more the most alike weigh"},
      SettingSpec{"target_exponent", defaults.target_exponent, 0, 2, false,
                  "how much common products are advised less"},
      SettingSpec{"popularity_weight", defaults.popularity_weight, 0, 1, false, "of popularity in the score"},
      half_life};
}
constexpr auto repeat_settings = rhythm_settings({7, 0.5, 300, 5'000, 0, 1, 0, 0.02});
constexpr auto user_knn_settings = rhythm_settings({1, 0, 20'000, 20'000, 0.5, 1.5, 0.2, 1e-5});

constexpr std::array recipes = {
    RecipeSpec{"popular", "what most customers bought lately", popular_settings},
    RecipeSpec{"item-item", "products that the same customers buy (normalised co-occurrence)", item_item_settings},
    RecipeSpec{"low-pass", "embeddings by singular vectors: the smooth part of who bought what", low_pass_settings},
    RecipeSpec{"ials", "embeddings by implicit alternating least squares", ials_settings},
    RecipeSpec{"user-knn", "what the customers most alike have (user-based collaborative filtering)",
               user_knn_settings},
    RecipeSpec{"repeat", "one's own rhythm and that of the customers most alike (TIFU-KNN)", repeat_settings}};

float narrow(double value) { return static_cast<float>(value); }
std::uint32_t whole(double value) { return static_cast<std::uint32_t>(value); }

PartData train_part(std::string_view recipe, const RecipeSettings& settings, const Histories& histories,
                    const TrainingRun& run, const TablePart& popularity) {
  const auto value = [&](std::string_view name) { return settings.find(name)->second; };
  if (recipe == "popular") return popularity;
  if (recipe == "repeat" || recipe == "user-knn") {
    RhythmPart part;
    part.groups = whole(value("groups"));
    part.basket_decay = narrow(value("basket_decay"));
    part.group_decay = narrow(value("group_decay"));
    part.own_share = narrow(value("own_share"));
    part.neighbours = whole(value("neighbours"));
    part.holders_cap = whole(value("holders_cap"));
    part.item_exponent = narrow(value("item_exponent"));
    part.likeness_power = narrow(value("likeness_power"));
    part.target_exponent = narrow(value("target_exponent"));
    return part;
  }
  const SparseRows by_user = interactions(histories);
  if (recipe == "item-item") {
    ItemItemConfig config;
    config.source_exponent = value("source_exponent");
    config.target_exponent = value("target_exponent");
    config.user_exponent = value("user_exponent");
    config.sources_per_target = whole(value("sources_per_target"));
    config.max_history = whole(value("max_history"));
    config.count_exponent = value("count_exponent");
    config.threads = run.threads;
    return train_item_item(by_user, histories.item_count, config, run.progress);
  }
  if (recipe == "low-pass") {
    LowPassConfig config;
    config.dim = whole(value("dim"));
    config.passes = whole(value("passes"));
    config.user_exponent = value("user_exponent");
    config.item_exponent = value("item_exponent");
    config.source_exponent = value("source_exponent");
    config.target_exponent = value("target_exponent");
    config.count_exponent = value("count_exponent");
    config.seed = run.seed;
    config.threads = run.threads;
    return train_low_pass(by_user, histories.item_count, config, run.progress);
  }
  IalsConfig config;
  config.dim = whole(value("dim"));
  config.sweeps = whole(value("sweeps"));
  config.unobserved_weight = value("unobserved_weight");
  config.regularization = value("regularization");
  config.frequency_exponent = value("frequency_exponent");
  config.count_exponent = value("count_exponent");
  config.seed = run.seed;
  config.threads = run.threads;
  return train_ials(by_user, histories.item_count, config, run.progress);
}

}  // namespace

std::span<const RecipeSpec> all_recipes() { return recipes; }

Result<const RecipeSpec*> find_recipe(std::string_view name) {
  std::string names;
  for (const RecipeSpec& recipe : recipes) {
    if (recipe.name == name) return &recipe;
    names += (names.empty() ? "" : ", ") + std::string(recipe.name);
  }
  return failure(ErrorCode::invalid_argument, "no recipe \"" + std::string(name) + "\"; there are: " + names);
}

Result<RecipeSettings> settings_for(const RecipeSpec& recipe, const std::map<std::string, double>& given) {
  RecipeSettings settings;
  for (const SettingSpec& spec : recipe.settings) {
    double value = spec.fallback;
    for (const std::string& name : {std::string(spec.name), std::string(recipe.name) + "." + std::string(spec.name)}) {
      if (const auto found = given.find(name); found != given.end()) value = found->second;
    }
    // Written so that NaN fails too.
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
    for (const RecipeSpec& recipe : recipes) {
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

Result<Model> train_recipe(const RecipeSpec& recipe, const RecipeSettings& settings, const Histories& histories,
                           const TrainingRun& run) {
  if (histories.purchases.empty()) {
    return failure(ErrorCode::no_data, "there is no purchase to learn from; import events of kind purchase");
  }
  Model model;
  model.recipe = recipe.name;
  model.popularity = train_popular(histories, {settings.find("half_life_days")->second});
  if (const auto weight = settings.find("popularity_weight"); weight != settings.end()) {
    model.popularity_weight = narrow(weight->second);
  }
  model.part = train_part(recipe.name, settings, histories, run, model.popularity);
  return model;
}

}  // namespace moshaver
