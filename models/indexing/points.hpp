// Converts measured indexes into the points of moshaver/index_frontier.hpp, and marks the frontier.
#pragma once

#include <span>
#include <vector>

#include "models/indexing/frontier.hpp"
#include "moshaver/index_frontier.hpp"

namespace moshaver {

[[nodiscard]] std::vector<IndexPoint> points_of(std::span<const MeasuredIndex>);

}  // namespace moshaver
