// Evaluates recipes, or trained models, through the code that serves them: over the full catalogue, for every customer
// with held-out purchases.
//
//   protocols  train and test files; or a split of a shop or of training files: the last days, each customer's last
//              basket, a random share of each customer's products, or customers unseen in training (strong
//              generalisation). By default one of the last days, last basket or random share, depending on the data
//   models     trained earlier, evaluated unchanged on the same customers: in a shop on purchases made after the newest
//              of them was trained, or on test files; without a shop on test files. All are given the histories of the
//              model with most events; the products of the others must be the first rows of its products
//   masking    owned products are excluded from answers and truth alike, unless include_purchased
//   report     moshaver/evaluation_report.hpp: definitions, intervals, comparisons
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "moshaver/evaluation_report.hpp"
#include "moshaver/train.hpp"

namespace moshaver {

enum class Protocol { automatic, last_days, last_basket, random_items, strong_generalisation };

struct EvaluateOptions {
  EventSource source;                       // to train on
  std::vector<std::filesystem::path> test;  // the held-out events; empty: a part of the source is held out
  // Trained models to evaluate instead of recipes: with source.shop their ids or `current`; without a source,
  // directories that `train --out` wrote. The first is the baseline of the others.
  std::vector<std::string> models;
  Protocol protocol = Protocol::automatic;  // how a part is held out
  std::uint32_t days = 30;                  // for last_days
  double share = 0;                         // held out: of items for random_items (0: .1), of customers for
                                            // strong_generalisation (0: .2)
  std::vector<std::string> recipes;         // empty: all
  std::vector<std::size_t> ks = {10, 20};
  bool include_purchased = false;
  SettingValues settings;
  std::uint64_t seed = 1;
  std::size_t threads = 0;
  ProgressSink progress;
};

// Errors: those of train, and no_data if no customer has held-out purchases.
[[nodiscard]] Result<EvaluationReport> evaluate(const EvaluateOptions&);

// An evaluation as JSON, and as one self-contained HTML page.
//
//   JSON    {"protocol", "k": [..], "customers_evaluated", "truth_items", "truth_unknown_items", "catalogue_size",
//            "include_purchased", "resamples", "confidence",
//            "recipes": [{"recipe", "train_seconds", "microseconds_per_customer",
//                         "calibration": {"error_known", "error_back", "customers_known", "customers_back", "answers",
//                                         "days" | null, "cuts": [{"least", "answers", "confidence", "bought"}]} | null,
//                         "no_confidence": "why the recipe gives none",
//                         "metrics": {"10": {"recall": {"mean", "low", "high", "customers"}, .., "coverage",
//                         "gini"}},
//                         "segments": [{"by", "segment", "customers",
//                                       "metrics": {"10": {"recall": {..}, "ndcg": {..}, "hit_rate": {..}}}}]}],
//            "comparisons": [{"baseline", "recipe", "metric", "k", "difference": {..}, "relative": {..}}],
//            "left_out": [{"recipe", "why"}]}
//           mean, low and high are null if customers is 0, and wherever a number is not finite
//   HTML    UTF-8, light and dark, readable without colour and by screen readers: every plotted figure is also in a
//           table. Texts of the report are escaped
[[nodiscard]] std::string to_json(const EvaluationReport&);
[[nodiscard]] std::string to_html(const EvaluationReport&);

}  // namespace moshaver
