#include "tools/source_options.hpp"

#include "tools/terminal.hpp"

namespace moshaver::tools {

void describe_training(po::options_description& options) {
  options.add_options()("shop", po::value<std::string>()->value_name("DIR"), "a shop that import made")(
      "map", po::value<std::vector<std::string>>()->composing()->value_name("OURS=THEIRS,..."),
      "columns that the event files call otherwise")(
      "max-reject-rate", po::value<double>()->value_name("SHARE")->default_value(0.01, "0.01"),
      "of event files: with more bad rows than this, nothing is done")(
      "config", po::value<std::string>()->value_name("FILE.toml"), "recipe, seed and settings, a table a recipe")(
      "set", po::value<std::vector<std::string>>()->composing()->value_name("NAME=NUMBER,..."),
      "a setting: dim=64 for every recipe that has it, ials.dim=64 for one")(
      "dim", po::value<double>()->value_name("N"), "the same as --set dim=N: length of embeddings")(
      "seed", po::value<std::uint64_t>()->value_name("N"), "the same seed and data give the same model")(
      "threads", po::value<std::size_t>()->value_name("N")->default_value(0, "all"), "threads to work on");
}

Result<TrainingOptions> training_options(const po::variables_map& options) {
  TrainingOptions training;
  training.source.shop = string_of(options, "shop");
  MOSHAVER_TRY(map, parse_map(strings(options, "map")));
  training.source.column_map = map;
  training.source.max_reject_rate = options["max-reject-rate"].as<double>();
  if (has(options, "config")) {
    MOSHAVER_TRY(config, read_train_config(string_of(options, "config")));
    training.recipe = config.recipe;
    training.settings = config.settings;
    training.seed = config.seed.value_or(training.seed);
  }
  MOSHAVER_TRY(given, parse_settings(strings(options, "set")));
  for (const auto& [name, value] : given) training.settings[name] = value;
  if (has(options, "dim")) training.settings["dim"] = options["dim"].as<double>();
  training.seed = option_or(options, "seed", training.seed);
  training.threads = options["threads"].as<std::size_t>();
  return training;
}

std::string recipe_help() {
  std::string text = "Recipes and their settings, with defaults:\n";
  for (const RecipeInfo& recipe : recipe_infos()) {
    text += "  " + std::string(recipe.name) + ": " + std::string(recipe.summary) + "\n";
    for (const SettingInfo& setting : recipe.settings) {
      char line[200];
      std::snprintf(line, sizeof line, "    %-20s %-8g %s\n", std::string(setting.name).c_str(), setting.fallback,
                    std::string(setting.meaning).c_str());
      text += line;
    }
  }
  return text + "\n";
}

}  // namespace moshaver::tools
