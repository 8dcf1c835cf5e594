#include "tools/source_options.hpp"

#include <cstdio>

namespace moshaver::tools {

void describe_training(po::options_description& options) {
  options.add_options()("shop", po::value<std::string>()->value_name("DIR"), "a shop that import created")(
      "products", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
      "with event files: product files (title, category, brand, tags, price), for the recipe content")(
      "map", po::value<std::vector<std::string>>()->composing()->value_name("OURS=THEIRS,..."),
      "columns with other names in the files; products.title=NAME for product files only")(
      "max-reject-rate", po::value<double>()->value_name("SHARE")->default_value(0.01, "0.01"),
      "refuse event files with a larger share of bad rows")("config", po::value<std::string>()->value_name("FILE.toml"),
                                                            "recipe, seed and settings; one table for each recipe")(
      "set", po::value<std::vector<std::string>>()->composing()->value_name("NAME=NUMBER,..."),
      "settings: dim=64 for every recipe that has it, ials.dim=64 for one")(
      "dim", po::value<double>()->value_name("N"), "embedding length; the same as --set dim=N")(
      "seed", po::value<std::uint64_t>()->value_name("N"), "the same seed and data give the same model")(
      "threads", po::value<std::size_t>()->value_name("N")->default_value(0, "all"), "number of threads");
}

Result<TrainingOptions> training_options(const po::variables_map& options) {
  TrainingOptions training;
  training.source.shop = string_of(options, "shop");
  for (const std::string& file : strings(options, "products")) training.source.products.emplace_back(file);
  MOSHAVER_TRY(map, parse_map(strings(options, "map")));
  training.source.column_map = map;
  training.source.max_reject_rate = options["max-reject-rate"].as<double>();
  if (has(options, "config")) {
    MOSHAVER_TRY(config, read_train_config(string_of(options, "config")));
    training.recipe = config.recipe;
    training.settings = config.settings;
    training.seed = config.seed.value_or(training.seed);
    training.min_recall = config.min_recall;
  }
  MOSHAVER_TRY(given, parse_settings(strings(options, "set")));
  const auto set = [&](const std::string& name, double value) {
    // A setting for every recipe overrides the file's settings for single recipes.
    if (name.find('.') == std::string::npos)
      std::erase_if(training.settings, [&](const auto& entry) { return entry.first.ends_with("." + name); });
    training.settings[name] = value;
  };
  // "dim" is applied before "ials.dim", whatever their order on the command line: a recipe's own setting wins.
  if (has(options, "dim")) set("dim", options["dim"].as<double>());
  for (const auto& [name, value] : given) {
    if (name.find('.') == std::string::npos) set(name, value);
  }
  for (const auto& [name, value] : given) {
    if (name.find('.') != std::string::npos) set(name, value);
  }
  training.seed = option_or(options, "seed", training.seed);
  training.threads = options["threads"].as<std::size_t>();
  return training;
}

std::string recipe_help() {
  std::string text = "Recipes and their settings, with defaults:\n";
  for (const RecipeInfo& recipe : recipe_infos()) {
    text += "  " + std::string(recipe.name) + ": " + std::string(recipe.summary) + "\n";
    if (recipe.name == "blend") text += "    the settings of its parts: ials.dim and so on\n";
    for (const SettingInfo& setting : recipe.settings) {
      if (recipe.name == "blend") break;
      char line[200];
      std::snprintf(line, sizeof line, "    %-20s %-8g %s\n", std::string(setting.name).c_str(), setting.fallback,
                    std::string(setting.meaning).c_str());
      text += line;
    }
  }
  return text + "\n";
}

}  // namespace moshaver::tools
