// Options that train, tune and evaluate share: the data, and the recipes' settings.
#pragma once

#include <optional>

#include "moshaver/train.hpp"
#include "tools/command.hpp"

namespace moshaver::tools {

// --shop, --products, --map, --max-reject-rate, --set, --dim, --config, --seed, --threads
void describe_training(po::options_description&);

struct TrainingOptions {
  EventSource source;  // without events: each command has its own option for them
  SettingValues settings;
  std::string recipe;  // from the config file
  std::uint64_t seed = 1;
  std::optional<double> min_recall;  // from the config file
  std::size_t threads = 0;
};
// The command line overrides --config. Errors: invalid_argument; those of read_train_config.
[[nodiscard]] Result<TrainingOptions> training_options(const po::variables_map&);

// Recipes and their settings, for --help.
[[nodiscard]] std::string recipe_help();

}  // namespace moshaver::tools
