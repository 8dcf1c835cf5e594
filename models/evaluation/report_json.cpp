#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

#include "moshaver/evaluate.hpp"

namespace moshaver {
namespace {

class JsonText {
 public:
  JsonText& key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    return *this;
  }
  void value(std::string_view text) { writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
  void value(std::size_t number) { writer_.Uint64(number); }
  void value(bool truth) { writer_.Bool(truth); }
  void value(double number) {
    if (std::isfinite(number)) {
      writer_.Double(number);
    } else {
      writer_.Null();
    }
  }
  void value(const MetricEstimate& estimate) {
    const auto figure = [&](std::string_view name, double number) {
      key(name).value(estimate.customers == 0 ? std::nan("") : number);
    };
    writer_.StartObject();
    figure("mean", estimate.mean);
    figure("low", estimate.low);
    figure("high", estimate.high);
    key("customers").value(estimate.customers);
    writer_.EndObject();
  }
  void value(const MetricsAtK& at) {
    writer_.StartObject();
    for (std::size_t metric = 0; metric < metric_count; ++metric) key(metric_names[metric]).value(at.means[metric]);
    key("coverage").value(at.coverage);
    key("gini").value(at.gini);
    writer_.EndObject();
  }
  void value(const RecipeEvaluation& recipe) {
    writer_.StartObject();
    key("recipe").value(std::string_view(recipe.recipe));
    key("train_seconds").value(recipe.train_seconds);
    key("microseconds_per_customer").value(recipe.microseconds_per_customer);
    key("calibration");
    if (recipe.calibration) {
      value(*recipe.calibration);
    } else {
      writer_.Null();
    }
    key("metrics");
    writer_.StartObject();
    for (const MetricsAtK& at : recipe.at) key(std::to_string(at.k)).value(at);
    writer_.EndObject();
    key("segments").list(recipe.segments);
    writer_.EndObject();
  }
  void value(const CalibrationEvaluation& calibration) {
    writer_.StartObject();
    key("error_known").value(calibration.error_known);
    key("error_back").value(calibration.error_back);
    key("customers_known").value(calibration.customers_known);
    key("customers_back").value(calibration.customers_back);
    writer_.EndObject();
  }
  void value(const SegmentEvaluation& segment) {
    writer_.StartObject();
    key("by").value(std::string_view(segment.by));
    key("segment").value(std::string_view(segment.segment));
    key("customers").value(segment.customers);
    key("metrics");
    writer_.StartObject();
    for (const SegmentEvaluation::AtK& at : segment.at) {
      key(std::to_string(at.k));
      writer_.StartObject();
      key("recall").value(at.recall);
      key("ndcg").value(at.ndcg);
      key("hit_rate").value(at.hit_rate);
      writer_.EndObject();
    }
    writer_.EndObject();
    writer_.EndObject();
  }
  void value(const RecipeComparison& comparison) {
    writer_.StartObject();
    key("baseline").value(std::string_view(comparison.baseline));
    key("recipe").value(std::string_view(comparison.recipe));
    key("metric").value(metric_names[static_cast<std::size_t>(comparison.metric)]);
    key("k").value(comparison.k);
    key("difference").value(comparison.difference);
    key("relative").value(comparison.relative);
    writer_.EndObject();
  }
  void value(const LeftOutRecipe& recipe) {
    writer_.StartObject();
    key("recipe").value(std::string_view(recipe.recipe));
    key("why").value(std::string_view(recipe.why));
    writer_.EndObject();
  }
  void value(const EvaluationReport& report) {
    writer_.StartObject();
    key("protocol").value(std::string_view(report.protocol));
    key("k").list(report.ks);
    key("customers_judged").value(report.customers_judged);
    key("truth_items").value(report.truth_items);
    key("truth_unknown_items").value(report.truth_unknown_items);
    key("catalogue_size").value(report.catalogue_size);
    key("include_purchased").value(report.include_purchased);
    key("resamples").value(report.resamples);
    key("confidence").value(0.95);
    key("recipes").list(report.recipes);
    key("comparisons").list(report.comparisons);
    key("left_out").list(report.left_out);
    writer_.EndObject();
  }
  template <class T>
  void list(const std::vector<T>& entries) {
    writer_.StartArray();
    for (const T& entry : entries) value(entry);
    writer_.EndArray();
  }
  [[nodiscard]] std::string text() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace

std::string to_json(const EvaluationReport& report) {
  JsonText json;
  json.value(report);
  return json.text() + "\n";
}

}  // namespace moshaver
