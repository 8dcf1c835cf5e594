// The model that a shop serves, as something to compare a new one with: its recipe and settings, from the manifest.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "models/evaluation/comparison.hpp"

namespace moshaver {

struct CurrentModel {
  std::string id;                      // empty: the shop serves none yet
  std::optional<Contender> contender;  // none: it cannot be trained anew
  std::string reason;                  // why not
};

// Cannot fail: a current model that is damaged, or of a recipe or setting that is no more, is one to be replaced.
[[nodiscard]] CurrentModel read_current_model(const std::filesystem::path& models);

}  // namespace moshaver
