// Measures recall against latency of vector indexes on a model's item factors, with real customers as queries.
//
//   what      exact search, HNSW and IVF, each at several settings, over the item factors (in a blend: the leading
//             dimensions that generate candidates). A query is the top 20 of a customer, owned products excluded
//   same      recall is the same on every run on one machine; times are not
//   threads   measured on one
//   memory    the model and the largest index
//   read      tests/indexing/frontier_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"
#include "moshaver/settings.hpp"

namespace moshaver {

// How one of the measured indexes is chosen: exact search if it is fast enough, else the fastest with enough recall.
struct IndexPolicy {
  // 0 to 1: the fastest index, exact search included, with this recall of the exact top 20. Unset: exact search up to
  // `always_exact` products or while its median is within `budget_us`; else the fastest with recall `usual`. A blend's
  // index only generates candidates, one step of many: unset means the fastest with recall .995 beyond 20,000 products.
  std::optional<double> min_recall = {};
  std::size_t always_exact = 50'000;
  double budget_us = 400;
  static constexpr double usual = 0.98;
};

struct IndexPoint {
  std::string index;       // exact | hnsw | ivf
  SettingValues settings;  // exact: none. hnsw: links, build_width, search_width, codes (0 or 1). ivf: lists, probes
  double recall_at_20 = 1, p50_us = 0, p99_us = 0;
  std::uint64_t index_bytes = 0;  // without the factors
  double build_seconds = 0;
  bool on_frontier = false;  // Pareto-optimal: no other has this recall in less time
};

struct IndexFrontier {
  std::string model_id, recipe, part;  // the part of the model that was measured
  std::uint64_t products = 0, dim = 0, customers = 0;
  std::optional<double> min_recall;  // of the policy that chose
  std::vector<IndexPoint> points;    // exact first
  std::size_t chosen = 0;            // index into `points`
};

struct IndexFrontierOptions {
  std::filesystem::path shop = {}, model = {};  // exactly one: a shop (its current model), or what train --out wrote
  IndexPolicy policy = {};
  std::size_t customers = 500;  // queries; fewer if fewer customers have a history
  ProgressSink progress = {};
};

// Errors: invalid_argument (neither or both of shop and model, min_recall, a model without embeddings), no_data (no
// customer with a history), and those of Recommender::open_shop and open_model.
[[nodiscard]] Result<IndexFrontier> measure_index_frontier(const IndexFrontierOptions&);

// {"model", "recipe", "part", "products", "dim", "customers", "min_recall": number or null, "chosen": point,
//  "points": [{"index", "settings": {..}, "recall_at_20", "p50_us", "p99_us", "index_bytes", "build_seconds",
//  "on_frontier"}]}
[[nodiscard]] std::string to_json(const IndexFrontier&);
// Recall on the x axis, latency on a logarithmic y axis, one line per index; a ring marks the chosen point.
[[nodiscard]] std::string to_svg(const IndexFrontier&);

}  // namespace moshaver
