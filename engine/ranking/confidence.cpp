#include "engine/ranking/confidence.hpp"

#include <algorithm>

namespace moshaver {

namespace {

double chance_to_return(const AdditiveModel& returns, std::span<const float> features) {
  static const std::vector<FeatureInfo> names = customer_feature_list();
  double sum = static_cast<double>(returns.intercept);
  for (const AdditiveTable& table : returns.tables) {
    for (std::size_t at = 0; at < names.size(); ++at) {
      if (names[at].name == table.feature) sum += static_cast<double>(table.at(features[at]));
    }
  }
  return probability(sum);
}

}  // namespace

Confidence::Confidence(const ScoreCalibration& calibration, const CustomerSummary& customer)
    : calibration_(&calibration), owned_items_(customer.owned().begin(), customer.owned().end()) {
  if (calibration.returns) chance_to_return_ = moshaver::chance_to_return(*calibration.returns, customer.features());
  const CalibrationCovariates covariates = calibration_covariates(customer.features());
  if (calibration.fresh) fresh_ = calibration.fresh->of_customer(covariates);
  if (calibration.owned) owned_ = calibration.owned->of_customer(covariates);
}

std::optional<double> Confidence::given_return(ItemId item, float score) const {
  if (calibration_ == nullptr) return probability(static_cast<double>(score));
  const bool owned = std::binary_search(owned_items_.begin(), owned_items_.end(), item);
  const auto& scores = owned ? calibration_->owned : calibration_->fresh;
  if (!scores) return std::nullopt;
  return probability((owned ? owned_ : fresh_) + scores->curve(score));
}

}  // namespace moshaver
