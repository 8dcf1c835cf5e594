#include "engine/retrieval/index_spec.hpp"

#include <algorithm>
#include <array>

#include "engine/retrieval/exact_index.hpp"

namespace moshaver {

namespace {

constexpr std::array<std::string_view, 3> kind_names = {"exact", "hnsw", "ivf"};

template <class Kind>
std::unique_ptr<Index> owned(Kind&& index) {
  return std::make_unique<Kind>(std::move(index));
}

}  // namespace

std::string_view to_string(IndexKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<IndexKind> index_kind_of(std::string_view name) {
  const auto found = std::find(kind_names.begin(), kind_names.end(), name);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<IndexKind>(found - kind_names.begin());
}

Result<std::unique_ptr<Index>> build_index(const FactorMatrix& item_factors, const IndexSpec& spec) {
  switch (spec.kind) {
    case IndexKind::hnsw:
      return HnswIndex::build(item_factors, spec.hnsw).map(owned<HnswIndex>);
    case IndexKind::ivf:
      return IvfIndex::build(item_factors, spec.ivf).map(owned<IvfIndex>);
    case IndexKind::exact:
      break;
  }
  return ExactIndex::build(item_factors).map(owned<ExactIndex>);
}

}  // namespace moshaver
