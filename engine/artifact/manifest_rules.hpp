// What must hold of a manifest beyond the types of its fields, on writing as on reading.
#pragma once

#include <optional>
#include <string>

#include "engine/artifact/manifest.hpp"

namespace moshaver {

struct ManifestProblem {
  std::string field, what;  // "parts[1].weight", "is not a finite number"
};

// The first one; nothing when all is well. An id may still be empty.
[[nodiscard]] std::optional<ManifestProblem> problem_of(const Manifest&);

}  // namespace moshaver
