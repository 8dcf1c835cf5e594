// An evaluation as text for programs (JSON) and for people (one HTML page that needs nothing else).
//
//   JSON    {"protocol", "k": [..], "customers_judged", "truth_items", "truth_unknown_items", "catalogue_size",
//            "include_purchased", "resamples", "confidence",
//            "recipes": [{"recipe", "train_seconds", "microseconds_per_customer",
//                         "metrics": {"10": {"recall": {"mean", "low", "high", "customers"}, .., "coverage",
//                         "gini"}}}],
//            "comparisons": [{"baseline", "recipe", "metric", "k", "difference": {..}, "relative": {..}}]}
//           mean, low and high are null where customers is 0, and wherever a number is not finite
//   HTML    UTF-8, self-contained, light and dark, readable without colour and by screen readers: every figure drawn
//           is also in a table. Texts of the report are escaped
#pragma once

#include <string>

#include "moshaver/evaluation_report.hpp"

namespace moshaver {

[[nodiscard]] std::string to_json(const EvaluationReport&);
[[nodiscard]] std::string to_html(const EvaluationReport&);

}  // namespace moshaver
