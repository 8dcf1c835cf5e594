#include "models/json/put.hpp"
#include "moshaver/evaluate.hpp"

namespace moshaver {

namespace {

void put_calibration(JsonWriter& json, const CalibrationEvaluation& calibration) {
  put_key(json, "calibration");
  put_object(json, [&] {
    put(json, "error_known", calibration.error_known);
    put(json, "error_back", calibration.error_back);
    put(json, "customers_known", calibration.customers_known);
    put(json, "customers_back", calibration.customers_back);
    put(json, "answers", calibration.answers);
    if (calibration.days) {
      put(json, "days", std::uint64_t{*calibration.days});
    } else {
      put_null(json, "days");
    }
    put_list(json, "cuts", calibration.cuts, [&](const ConfidenceCut& cut) {
      put_object(json, [&] {
        put(json, "least", cut.least);
        put(json, "answers", cut.answers);
        put(json, "confidence", cut.confidence);
        put(json, "bought", cut.bought);
      });
    });
  });
}

void put_metrics(JsonWriter& json, const MetricsAtK& at) {
  put_key(json, std::to_string(at.k));
  put_object(json, [&] {
    for (std::size_t metric = 0; metric < metric_count; ++metric) put(json, metric_names[metric], at.means[metric]);
    put(json, "coverage", at.coverage);
    put(json, "gini", at.gini);
  });
}

void put_segment(JsonWriter& json, const SegmentEvaluation& segment) {
  put_object(json, [&] {
    put(json, "by", segment.by);
    put(json, "segment", segment.segment);
    put(json, "customers", segment.customers);
    put_key(json, "metrics");
    put_object(json, [&] {
      for (const SegmentEvaluation::AtK& at : segment.at) {
        put_key(json, std::to_string(at.k));
        put_object(json, [&] {
          put(json, "recall", at.recall);
          put(json, "ndcg", at.ndcg);
          put(json, "hit_rate", at.hit_rate);
        });
      }
    });
  });
}

void put_recipe(JsonWriter& json, const RecipeEvaluation& recipe) {
  put_object(json, [&] {
    put(json, "recipe", recipe.recipe);
    put(json, "train_seconds", recipe.train_seconds);
    put(json, "microseconds_per_customer", recipe.microseconds_per_customer);
    if (recipe.calibration) {
      put_calibration(json, *recipe.calibration);
    } else {
      put_null(json, "calibration");
    }
    put(json, "no_confidence", recipe.no_confidence);
    put_key(json, "metrics");
    put_object(json, [&] {
      for (const MetricsAtK& at : recipe.at) put_metrics(json, at);
    });
    put_list(json, "segments", recipe.segments, [&](const SegmentEvaluation& segment) { put_segment(json, segment); });
  });
}

void put_comparison(JsonWriter& json, const RecipeComparison& comparison) {
  put_object(json, [&] {
    put(json, "baseline", comparison.baseline);
    put(json, "recipe", comparison.recipe);
    put(json, "metric", metric_names[static_cast<std::size_t>(comparison.metric)]);
    put(json, "k", comparison.k);
    put(json, "difference", comparison.difference);
    put(json, "relative", comparison.relative);
  });
}

void put_left_out(JsonWriter& json, const LeftOutRecipe& recipe) {
  put_object(json, [&] {
    put(json, "recipe", recipe.recipe);
    put(json, "why", recipe.why);
  });
}

}  // namespace

std::string to_json(const EvaluationReport& report) {
  return json_line([&](JsonWriter& json) {
    put(json, "protocol", report.protocol);
    put_list(json, "k", report.ks, [&](std::size_t k) { json.Uint64(k); });
    put(json, "customers_evaluated", report.customers_evaluated);
    put(json, "truth_items", report.truth_items);
    put(json, "truth_unknown_items", report.truth_unknown_items);
    put(json, "catalogue_size", report.catalogue_size);
    put(json, "include_purchased", report.include_purchased);
    put(json, "resamples", report.resamples);
    put(json, "confidence", 0.95);
    put_list(json, "recipes", report.recipes, [&](const auto& recipe) { put_recipe(json, recipe); });
    put_list(json, "comparisons", report.comparisons, [&](const auto& pair) { put_comparison(json, pair); });
    put_list(json, "left_out", report.left_out, [&](const auto& recipe) { put_left_out(json, recipe); });
  });
}

}  // namespace moshaver
