// The rules of a manifest beyond the types of its fields, checked when it is written and when it is read.
#pragma once

#include <optional>
#include <string>

#include "engine/artifact/manifest.hpp"

namespace moshaver {

struct ManifestProblem {
  std::string field, what;  // "parts[1].weight", "is not a finite number"
};

// The first problem, nullopt if there is none. The id may still be empty.
[[nodiscard]] std::optional<ManifestProblem> problem_of(const Manifest&);

}  // namespace moshaver
