// The result of an evaluation: each recipe's metrics with confidence intervals, and paired comparisons of recipes.
//
//   shapes     recipes in the order requested; each has one MetricsAtK per k, in the order of `ks`
//   intervals  95% percentile bootstrap over customers, all metrics and recipes on the same resamples
//   source     definitions: METHODS.md sections 1 and 5; bootstrap: Efron & Tibshirani 1993, ch. 13
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moshaver {

// Means over customers. Truth is the customer's held-out purchases, including products unknown to the catalogue, which
// can never be hit. Hits are the items among the first k that are in the truth.
enum class Metric : std::uint8_t {
  recall,           // hits / |truth|
  ndcg,             // ideal DCG over min(k, |truth|)
  ndcg_full_ideal,  // ideal DCG over |truth|, as in next-basket papers; never above ndcg
  hit_rate,         // 1 if there is a hit; PHR in next-basket papers
  mrr,              // 1 / rank of the first hit; 0 without one
  precision,        // hits / k, also if the list is shorter
  recall_head,      // recall over the most popular items, which together have a third of the training interactions;
  recall_mid,       //   customers without such an item in their truth are not counted in these five means
  recall_tail,      //   the least popular third, and unknown products
  repeat_recall,    // recall over products that the customer already owned
  explore_recall,   // recall over products new to the customer, and unknown products
};
inline constexpr std::size_t metric_count = 11;
inline constexpr std::array<std::string_view, metric_count> metric_names = {
    "recall",      "ndcg",       "ndcg_full_ideal", "hit_rate",      "mrr",           "precision",
    "recall_head", "recall_mid", "recall_tail",     "repeat_recall", "explore_recall"};

struct MetricEstimate {
  double mean = 0, low = 0, high = 0;
  std::size_t customers = 0;  // in the mean; 0: the three figures above are undefined
  bool operator==(const MetricEstimate&) const = default;
};

struct MetricsAtK {
  std::size_t k = 0;
  std::array<MetricEstimate, metric_count> means;
  double coverage = 0;  // share of the catalogue that at least one customer was shown
  double gini = 0;      // of exposures over the whole catalogue: 0 all equal, near 1 the same few for everyone

  [[nodiscard]] const MetricEstimate& operator[](Metric metric) const {
    return means[static_cast<std::size_t>(metric)];
  }
  [[nodiscard]] MetricEstimate& operator[](Metric metric) { return means[static_cast<std::size_t>(metric)]; }
  bool operator==(const MetricsAtK&) const = default;
};

// The metrics of some of the customers, or over some of the products. Segments may overlap.
//   history   new (empty history), returning, and of the returning few, some and many purchases: terciles of the number
//             of distinct products in the history
//   segment   customers by the shop's own `segment`, the ten largest
//   category  products by the first level of their category, the twenty most bought: recall over the category's
//             products in the truth; NDCG and hit rate are not measured (customers 0)
struct SegmentEvaluation {
  struct AtK {
    std::size_t k = 0;
    MetricEstimate recall, ndcg, hit_rate;
    bool operator==(const AtK&) const = default;
  };
  std::string by, segment;
  std::size_t customers = 0;
  std::vector<AtK> at;
  bool operator==(const SegmentEvaluation&) const = default;
};

// Of the products listed with at least a given confidence: the mean confidence, and the share that was bought. A list cut
// at min_confidence is right as often as it says if they agree.
struct ConfidenceCut {
  double least = 0;
  std::size_t answers = 0;
  double confidence = 0, bought = 0;
  bool operator==(const ConfidenceCut&) const = default;
};

// How far stated confidence is from observed purchases: expected calibration error in 15 bins of equal size.
struct CalibrationEvaluation {
  double error_known = 0;  // of confidence, over customers with a history, whether or not they bought again
  double error_back = 0;   // of confidence given that the customer buys at all, over customers who did
  std::size_t customers_known = 0, customers_back = 0;
  std::size_t answers = 0;                 // products listed for customers with a history
  std::vector<ConfidenceCut> cuts = {};    // ascending by `least`
  std::optional<std::uint32_t> days = {};  // of the window that the confidence is for; none: the next order
  bool operator==(const CalibrationEvaluation&) const = default;
};

struct RecipeEvaluation {
  std::string recipe;
  std::vector<MetricsAtK> at;
  double train_seconds = 0;                               // wall clock
  double microseconds_per_customer = 0;                   // mean time of one answer
  std::optional<CalibrationEvaluation> calibration = {};  // none: not measured, or the model has no confidence
  std::string no_confidence = {};                         // why the model has none; empty if it has one
  std::vector<SegmentEvaluation> segments = {};           // the same, in the same order, for every recipe of a report
};

// A recipe against a baseline on the same customers. The difference is significant if its interval excludes 0.
struct RecipeComparison {
  std::string baseline, recipe;
  Metric metric = Metric::ndcg;
  std::size_t k = 0;
  MetricEstimate difference;  // mean of the recipe minus mean of the baseline
  MetricEstimate relative;    // difference / the baseline's mean: .031 is 3.1% better; customers 0 if the baseline's
                              // mean can be 0
};

// A recipe that the data does not support, by itself or as a part of a blend.
struct LeftOutRecipe {
  std::string recipe, why;  // why: one line that says what is missing and what to do
};

struct EvaluationReport {
  std::string protocol;  // one sentence: what was held out and evaluated
  std::vector<std::size_t> ks;
  std::size_t customers_evaluated = 0;  // those with a nonempty truth
  std::size_t truth_items = 0;          // over all evaluated customers, unknown products included
  std::size_t truth_unknown_items = 0;  // bought, but not in the catalogue
  std::size_t catalogue_size = 0;
  bool include_purchased = false;  // false: owned items were excluded from lists and truth alike
  std::size_t resamples = 0;       // of the bootstrap
  std::vector<RecipeEvaluation> recipes;
  std::vector<RecipeComparison> comparisons;
  std::vector<LeftOutRecipe> left_out;
};

}  // namespace moshaver
