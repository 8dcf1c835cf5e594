// The kind and parameters of an index: a model records them, and opening the model builds the index.
//
//   test  tests/retrieval/index_spec_test.cpp
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/retrieval/hnsw_index.hpp"
#include "engine/retrieval/index.hpp"
#include "engine/retrieval/ivf_index.hpp"

namespace moshaver {

enum class IndexKind : std::uint8_t { exact, hnsw, ivf };

[[nodiscard]] std::string_view to_string(IndexKind);
// nullopt: no index has that name.
[[nodiscard]] std::optional<IndexKind> index_kind_of(std::string_view name);

struct IndexSpec {
  IndexKind kind = IndexKind::exact;
  HnswOptions hnsw = {};  // ignored unless `kind` is hnsw; `ivf` likewise
  IvfOptions ivf = {};
  bool operator==(const IndexSpec&) const = default;
};

// An index chosen by measurement, with the measurements.
struct RecordedIndex {
  IndexSpec spec;
  double recall_at_20 = 1;    // against an exact scan, over real customers
  double p50_us = 0;          // of one search, on the machine that trained
  std::uint64_t queries = 0;  // customers measured
  bool operator==(const RecordedIndex&) const = default;
};

// Errors: those of the kind's build.
[[nodiscard]] Result<std::unique_ptr<Index>> build_index(const FactorMatrix& item_factors, const IndexSpec&);
Result<std::unique_ptr<Index>> build_index(const FactorMatrix&&, const IndexSpec&) = delete;

}  // namespace moshaver
