// What opening a model says of it, and what was asked of its index: the same for answers from files and for a live shop.
#pragma once

#include <optional>

#include "engine/artifact/manifest.hpp"
#include "engine/ranking/ranker.hpp"
#include "moshaver/recommender.hpp"

namespace moshaver {

// Nothing: as the model records.
[[nodiscard]] std::optional<IndexKind> index_kind(SearchIndex);
[[nodiscard]] ModelDescription describe_model(const Manifest&, const Ranker&);

}  // namespace moshaver
