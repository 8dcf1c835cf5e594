#include "engine/model/calibration_io.hpp"

#include <algorithm>
#include <cmath>

#include "engine/model/part_io.hpp"

namespace moshaver {

namespace {

std::string tensor_name(const std::string& kind, const char* tensor) {
  return std::string(calibration_part_name) + "/" + kind + "." + tensor;
}

void add_scores(TensorWriter& writer, ManifestPart& part, const std::string& kind, const CalibratedScores& scores) {
  part.settings.push_back({kind + ".intercept", static_cast<double>(scores.intercept)});
  const auto add = [&](const char* tensor, std::span<const float> values) {
    writer.add(tensor_name(kind, tensor), {values.size()}, values);
  };
  add("knots", scores.knots);
  add("rises", scores.rises);
  add("weights", scores.weights);
  add("means", scores.means);
}

Result<CalibratedScores> load_scores(const OpenedModel& opened, const ManifestPart& part, const std::string& kind) {
  MOSHAVER_TRY(intercept, part_number(opened, part, kind + ".intercept", -max_float, max_float));
  MOSHAVER_TRY(knots, opened.tensors.f32(tensor_name(kind, "knots")));
  if (knots.empty()) return bad_part(opened, part, kind + ".knots are empty");
  MOSHAVER_TRY(rises, opened.tensors.f32(tensor_name(kind, "rises"), {knots.size() - 1}));
  MOSHAVER_TRY(weights, opened.tensors.f32(tensor_name(kind, "weights"), {calibration_covariate_count}));
  MOSHAVER_TRY(means, opened.tensors.f32(tensor_name(kind, "means"), {calibration_covariate_count}));
  const auto finite = [](std::span<const float> values) {
    return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
  };
  if (!finite(knots) || !finite(rises) || !finite(weights) || !finite(means)) {
    return bad_part(opened, part, kind + " holds a value that is not finite");
  }
  // Written so that equal knots are refused too.
  if (std::adjacent_find(knots.begin(), knots.end(), [](float a, float b) { return !(a < b); }) != knots.end()) {
    return bad_part(opened, part, kind + ".knots do not ascend");
  }
  if (std::any_of(rises.begin(), rises.end(), [](float rise) { return rise < 0; })) {
    return bad_part(opened, part, kind + ".rises fall");
  }
  CalibratedScores scores;
  scores.intercept = static_cast<float>(intercept);
  scores.knots = copied(knots);
  scores.rises = copied(rises);
  std::copy(weights.begin(), weights.end(), scores.weights.begin());
  std::copy(means.begin(), means.end(), scores.means.begin());
  return scores;
}

}  // namespace

CalibrationTensors::CalibrationTensors(const ScoreCalibration& calibration) : calibration_(calibration) {
  if (calibration.returns) returns_.push("returns", *calibration.returns);
}

ManifestPart CalibrationTensors::add(TensorWriter& writer) const {
  ManifestPart part{std::string(calibration_part_name), PartKind::calibration, 1, {}};
  part.settings = {{"window_days", static_cast<double>(calibration_.window.days)}};
  if (calibration_.fresh) add_scores(writer, part, "fresh", *calibration_.fresh);
  if (calibration_.owned) add_scores(writer, part, "owned", *calibration_.owned);
  returns_.add(writer, part);
  return part;
}

Result<ScoreCalibration> load_calibration(const OpenedModel& opened, const ManifestPart& part,
                                          const std::vector<std::string>& customer_features) {
  ScoreCalibration calibration;
  MOSHAVER_TRY(days, part_number(opened, part, "window_days", 0, 1e5));
  calibration.window.days = static_cast<std::uint32_t>(days);
  if (opened.tensors.contains(tensor_name("fresh", "knots"))) {
    MOSHAVER_TRY(fresh, load_scores(opened, part, "fresh"));
    calibration.fresh = std::move(fresh);
  }
  if (opened.tensors.contains(tensor_name("owned", "knots"))) {
    MOSHAVER_TRY(owned, load_scores(opened, part, "owned"));
    calibration.owned = std::move(owned);
  }
  if (!calibration.fresh && !calibration.owned) return bad_part(opened, part, "it calibrates no kind of product");
  if (has_additive(opened, part, "returns")) {
    MOSHAVER_TRY(returns, load_additive(opened, part, "returns", customer_features));
    calibration.returns = std::move(returns);
  }
  return calibration;
}

}  // namespace moshaver
