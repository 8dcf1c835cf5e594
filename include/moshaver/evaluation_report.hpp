// What an evaluation found: the figures of each recipe, how sure they are, and which recipe beats which.
//
//   shapes     recipes in the order asked for; in each, one MetricsAtK a k, in the order of `ks`
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

// Means over customers. Hits are items of the first k places that the customer did buy; truth is all they bought,
// products unknown to the catalogue included (they are bought, and can never be hit).
enum class Metric : std::uint8_t {
  recall,           // hits / |truth|
  ndcg,             // ideal over min(k, |truth|)
  ndcg_full_ideal,  // ideal over |truth|, as next-basket papers have it; never above ndcg
  hit_rate,         // 1 if anything was hit; PHR in next-basket papers
  mrr,              // 1 / place of the first hit; 0 without one
  precision,        // hits / k, also where the list is shorter
  recall_head,      // recall over the most popular items that together hold a third of training interactions;
  recall_mid,       //   customers without such an item in their truth do not count in these five means
  recall_tail,      //   the least popular third, and unknown products
  repeat_recall,    // recall over what the customer already owned
  explore_recall,   // recall over what was new to them, and unknown products
};
inline constexpr std::size_t metric_count = 11;
inline constexpr std::array<std::string_view, metric_count> metric_names = {
    "recall",      "ndcg",       "ndcg_full_ideal", "hit_rate",      "mrr",           "precision",
    "recall_head", "recall_mid", "recall_tail",     "repeat_recall", "explore_recall"};

struct MetricEstimate {
  double mean = 0, low = 0, high = 0;
  std::size_t customers = 0;  // in the mean; 0: nobody to measure, and the three figures above say nothing
  bool operator==(const MetricEstimate&) const = default;
};

struct MetricsAtK {
  std::size_t k = 0;
  std::array<MetricEstimate, metric_count> means;
  double coverage = 0;  // share of the catalogue that at least one customer was shown
  double gini = 0;      // of exposures over the whole catalogue: 0 all alike, towards 1 the same few for everyone

  [[nodiscard]] const MetricEstimate& operator[](Metric metric) const {
    return means[static_cast<std::size_t>(metric)];
  }
  [[nodiscard]] MetricEstimate& operator[](Metric metric) { return means[static_cast<std::size_t>(metric)]; }
  bool operator==(const MetricsAtK&) const = default;
};

// The figures of a part of the customers, or of the products. Segments may overlap.
//   history   new (nothing known while answering), returning, and of these few, some and many purchases: thirds by
//             the number of distinct products known
//   segment   customers by the shop's own `segment`, the ten largest
//   category  products by the first level of their category, the twenty most bought: recall over the category's
//             products that the customer bought; NDCG and hit rate are not measured (customers 0)
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

// How far stated confidence is from what was bought: expected calibration error in 15 bins of equal size.
struct CalibrationEvaluation {
  double error_known = 0;  // of confidence, over customers with a history, whether they came back or not
  double error_back = 0;   // of confidence given that the customer buys at all, over those who did
  std::size_t customers_known = 0, customers_back = 0;
  bool operator==(const CalibrationEvaluation&) const = default;
};

struct RecipeEvaluation {
  std::string recipe;
  std::vector<MetricsAtK> at;
  double train_seconds = 0;                               // wall clock
  double microseconds_per_customer = 0;                   // mean time of one answer
  std::optional<CalibrationEvaluation> calibration = {};  // none: the model states no confidence, or it was not asked
  std::vector<SegmentEvaluation> segments = {};  // the same ones, in the same order, for every recipe of a report
};

// A recipe against a baseline over the same customers. An interval without 0 is a difference to rely on.
struct RecipeComparison {
  std::string baseline, recipe;
  Metric metric = Metric::ndcg;
  std::size_t k = 0;
  MetricEstimate difference;  // mean of recipe less mean of baseline
  MetricEstimate relative;    // the same as a share of the baseline's mean: .031 is 3.1% better; customers 0 where
                              // the baseline's mean can be 0
};

// A recipe that the data does not support, whether by itself or as a part of a blend.
struct LeftOutRecipe {
  std::string recipe, why;  // why: one line, what is missing and what to do
};

struct EvaluationReport {
  std::string protocol;  // one sentence: what was held out, what was evaluated
  std::vector<std::size_t> ks;
  std::size_t customers_evaluated = 0;  // those with any truth
  std::size_t truth_items = 0;          // over all customers evaluated, unknown ones included
  std::size_t truth_unknown_items = 0;  // bought, but not in the catalogue
  std::size_t catalogue_size = 0;
  bool include_purchased = false;  // false: owned items were left out of lists and truth alike
  std::size_t resamples = 0;       // of the bootstrap
  std::vector<RecipeEvaluation> recipes;
  std::vector<RecipeComparison> comparisons;
  std::vector<LeftOutRecipe> left_out;
};

}  // namespace moshaver
