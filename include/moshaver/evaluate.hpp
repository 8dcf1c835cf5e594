// How good recipes are, measured on the path that is served: full catalogue, every customer with held-out purchases.
//
//   protocols  files for training and for testing; or, of a shop or of training files alone, the last days, each
//              customer's last basket, a random share of each customer's products, or customers of whom training saw
//              nothing (strong generalisation); without a word, one of the first three, chosen by what the data has
//   models     trained before, evaluated as they are on the same customers. In a shop on what was bought after the last of
//              them was trained, or on test files; elsewhere on test files. The histories of the one with most events
//              are what is known while answering; the products of the others must be the first of its products
//   masking    owned products are left out of answers and truth alike, unless include_purchased
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
  std::vector<std::filesystem::path> test;  // what is to be found; empty: hold a part of the source out
  // Models trained before, in place of recipes: with source.shop their ids or `current`; without any source directories
  // that `train --out` wrote. The others are compared with the first.
  std::vector<std::string> models;
  Protocol protocol = Protocol::automatic;  // of the part held out
  std::uint32_t days = 30;                  // of last_days
  double share = 0;                         // of random_items (0: .1) or of the customers held out (0: .2)
  std::vector<std::string> recipes;         // empty: all
  std::vector<std::size_t> ks = {10, 20};
  bool include_purchased = false;
  SettingValues settings;
  std::uint64_t seed = 1;
  std::size_t threads = 0;
  ProgressSink progress;
};

// Errors: those of train, and no_data when there is nothing to evaluate on.
[[nodiscard]] Result<EvaluationReport> evaluate(const EvaluateOptions&);

// An evaluation as text for programs (JSON) and for people (one HTML page that needs nothing else).
//
//   JSON    {"protocol", "k": [..], "customers_evaluated", "truth_items", "truth_unknown_items", "catalogue_size",
//            "include_purchased", "resamples", "confidence",
//            "recipes": [{"recipe", "train_seconds", "microseconds_per_customer",
//                         "calibration": {"error_known", "error_back", "customers_known", "customers_back"} | null,
//                         "metrics": {"10": {"recall": {"mean", "low", "high", "customers"}, .., "coverage",
//                         "gini"}},
//                         "segments": [{"by", "segment", "customers",
//                                       "metrics": {"10": {"recall": {..}, "ndcg": {..}, "hit_rate": {..}}}}]}],
//            "comparisons": [{"baseline", "recipe", "metric", "k", "difference": {..}, "relative": {..}}],
//            "left_out": [{"recipe", "why"}]}
//           mean, low and high are null where customers is 0, and wherever a number is not finite
//   HTML    UTF-8, self-contained, light and dark, readable without colour and by screen readers: every figure drawn
//           is also in a table. Texts of the report are escaped
[[nodiscard]] std::string to_json(const EvaluationReport&);
[[nodiscard]] std::string to_html(const EvaluationReport&);

}  // namespace moshaver
