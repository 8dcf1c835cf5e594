// The recipe and settings of the model that a shop serves, read from its manifest, to compare a new model with.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "models/evaluation/comparison.hpp"

namespace moshaver {

struct CurrentModel {
  std::string id;                      // empty: the shop serves none yet
  std::optional<Contender> contender;  // none: it cannot be retrained
  std::string reason;                  // why not
};

// Cannot fail: a current model that is damaged, or whose recipe or settings no longer exist, has no contender.
[[nodiscard]] CurrentModel read_current_model(const std::filesystem::path& models);

}  // namespace moshaver
