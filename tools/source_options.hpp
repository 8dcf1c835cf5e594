// Options that train and evaluate share: where events come from, which settings recipes get.
#pragma once

#include <optional>

#include "moshaver/train.hpp"
#include "tools/command.hpp"

namespace moshaver::tools {

// --shop, --products, --map, --max-reject-rate, --set, --dim, --config, --seed, --threads
void describe_training(po::options_description&);

struct TrainingOptions {
  EventSource source;  // its events are the caller's to fill in
  SettingValues settings;
  std::string recipe;  // of the config file
  std::uint64_t seed = 1;
  std::optional<double> min_recall;  // of the config file
  std::size_t threads = 0;
};
// Errors: invalid_argument; those of read_train_config. What the command line says goes before the file.
[[nodiscard]] Result<TrainingOptions> training_options(const po::variables_map&);

// Recipes and their settings, for --help.
[[nodiscard]] std::string recipe_help();

}  // namespace moshaver::tools
