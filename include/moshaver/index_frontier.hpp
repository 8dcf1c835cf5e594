// Which index answers a catalogue of embeddings best: recall against latency, measured on real customers.
//
//   what      exact search, an HNSW graph, an inverted file, each at several settings, over the model's item factors
//             (of a blend: the leading dimensions that propose products); asked for the top 20 of customers as they
//             stand, with what they have left out
//   same      recall is the same on every run on one machine; times are not
//   threads   measured on one
//   memory    that of the largest index beside the model
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

// Which of the measured indexes is taken: exact search while it is fast enough, else the fastest that finds enough.
struct IndexPolicy {
  // The fastest of those that find this share of the exact top 20, exact search included: 0 to 1. Nothing: exact search
  // up to `always_exact` products and wherever its median is within `budget_us`; else the fastest that finds `usual`.
  // A blend's index, which only proposes, is one step of many: beyond 20,000 products the fastest that finds .995.
  std::optional<double> min_recall = {};
  std::size_t always_exact = 50'000;
  double budget_us = 400;
  static constexpr double usual = 0.98;
};

struct IndexPoint {
  std::string index;       // exact | hnsw | ivf
  SettingValues settings;  // exact: none. hnsw: links, build_width, search_width, codes (0 or 1). ivf: lists, probes
  double recall_at_20 = 1, p50_us = 0, p99_us = 0;
  std::uint64_t index_bytes = 0;  // beside the factors
  double build_seconds = 0;
  bool on_frontier = false;  // none of the others finds as much in less time
};

struct IndexFrontier {
  std::string model_id, recipe, part;  // the part of the model that was measured
  std::uint64_t products = 0, dim = 0, customers = 0;
  std::optional<double> min_recall;  // by which one is chosen
  std::vector<IndexPoint> points;    // exact first
  std::size_t chosen = 0;            // of `points`
};

struct IndexFrontierOptions {
  std::filesystem::path shop = {}, model = {};  // one of them: a shop's current model, or one that train --out wrote
  IndexPolicy policy = {};
  std::size_t customers = 500;  // asked; fewer where fewer have a history
  ProgressSink progress = {};
};

// Errors: invalid_argument (neither or both of shop and model, min_recall, a model without embeddings), no_data (no
// customer with a history), and those of Recommender::open_shop and open_model.
[[nodiscard]] Result<IndexFrontier> measure_index_frontier(const IndexFrontierOptions&);

// {"model", "recipe", "part", "products", "dim", "customers", "min_recall": number or null, "chosen": point,
//  "points": [{"index", "settings": {..}, "recall_at_20", "p50_us", "p99_us", "index_bytes", "build_seconds",
//  "on_frontier"}]}
[[nodiscard]] std::string to_json(const IndexFrontier&);
// Recall to the right, latency upwards on a logarithmic axis, a line an index; the chosen one is ringed.
[[nodiscard]] std::string to_svg(const IndexFrontier&);

}  // namespace moshaver
