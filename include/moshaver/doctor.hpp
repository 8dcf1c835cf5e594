// Checks whether a shop is undamaged and says what to do about each problem. Reads everything, changes nothing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "moshaver/progress.hpp"

namespace moshaver {

enum class Health { good, advice, problem };

struct Finding {
  Health health = Health::good;
  std::string what;    // "event log", "model ials-0123456789ab"
  std::string detail;  // one line
  std::string remedy;  // what to do; empty if good
};

// Never fails: a file that cannot be read is a finding. Time: one pass over the event log and the models.
[[nodiscard]] std::vector<Finding> examine_shop(const std::filesystem::path& shop, const ProgressSink& = {});

}  // namespace moshaver
