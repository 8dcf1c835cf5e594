// The description of an opened model and the kind of its index. A live shop and answers from files share them.
#pragma once

#include <optional>

#include "engine/artifact/manifest.hpp"
#include "engine/ranking/ranker.hpp"
#include "moshaver/recommender.hpp"

namespace moshaver {

// nullopt for SearchIndex::as_recorded.
[[nodiscard]] std::optional<IndexKind> index_kind(SearchIndex);
[[nodiscard]] ModelDescription describe_model(const Manifest&, const Ranker&);

}  // namespace moshaver
