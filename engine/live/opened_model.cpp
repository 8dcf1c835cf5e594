#include "engine/live/opened_model.hpp"

#include "engine/ranking/searched_factors.hpp"

namespace moshaver {

std::optional<IndexKind> index_kind(SearchIndex index) {
  switch (index) {
    case SearchIndex::exact:
      return IndexKind::exact;
    case SearchIndex::hnsw:
      return IndexKind::hnsw;
    case SearchIndex::ivf:
      return IndexKind::ivf;
    case SearchIndex::as_recorded:
      break;
  }
  return std::nullopt;
}

ModelDescription describe_model(const Manifest& manifest, const Ranker& ranker) {
  ModelDescription description{
      manifest.id, manifest.recipe, manifest.data.customers, manifest.data.products, manifest.data.events, {}, false,
      false};
  if (searched_factors(ranker.model())) description.index = to_string(ranker.index());
  description.has_complements = ranker.model().relations.complements.has_value();
  description.has_alternatives = ranker.model().relations.substitutes.has_value();
  return description;
}

}  // namespace moshaver
