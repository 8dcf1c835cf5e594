#include "models/blend/budget.hpp"

#include <algorithm>

#include "models/training/event_source.hpp"
#include "models/training/selection.hpp"

namespace moshaver {

namespace {

constexpr double safety = 1.2;
constexpr double part_share = 0.5;

}  // namespace

void BlendBudget::set_window(const EvaluationTask& window, std::size_t all_purchases) {
  window_ = &window;
  growth_ =
      static_cast<double>(all_purchases) / static_cast<double>(std::max<std::size_t>(window.train.purchases.size(), 1));
}

double BlendBudget::free_seconds() const { return run_.seconds_left() - safety * growth_ * committed_; }

Result<bool> BlendBudget::admits(const RecipeSpec& recipe, const RecipeSettings& settings) const {
  if (!is_limited()) return true;
  TrainingRun silent = run_;
  silent.left_out = {};
  const auto measure = [&](double share) -> Result<std::optional<TrialCost>> {
    Catalogue catalogue;
    const EvaluationTask sample = without_unbought(sample_customers(*window_, share, run_.seed), catalogue);
    if (sample.train.purchases.empty()) return std::nullopt;
    const Stopwatch watch;
    const auto model = train_recipe(recipe, settings, {sample.train, catalogue}, silent);
    if (!model && model.error().code != ErrorCode::no_data) return tl::unexpected(model.error());
    if (!model) return std::nullopt;
    return TrialCost{watch.seconds(), watch.seconds()};
  };
  const auto fits = [&](const TrialCost& cost) {
    return (1 + safety * growth_) * cost.train <= part_share * free_seconds();
  };
  if (free_seconds() <= 0) {
    if (run_.left_out) run_.left_out(recipe.name, {ErrorCode::no_data, "there is no time left for it"});
    return false;
  }
  MOSHAVER_TRY(cost, expected_cost(measure, fits, [&] { return part_share * free_seconds(); }));
  if (!cost || fits(*cost)) return true;
  if (run_.left_out) {
    run_.left_out(recipe.name,
                  {ErrorCode::no_data,
                   "training it twice would take too much of the time left, estimated on samples of the customers"});
  }
  return false;
}

std::size_t BlendBudget::affordable(std::size_t requested, double seconds_each, double share) const {
  if (!is_limited()) return requested;
  const double count = std::max(share * free_seconds(), 0.0) / std::max(seconds_each, 1e-9);
  return count < static_cast<double>(requested) ? static_cast<std::size_t>(count) : requested;
}

void BlendBudget::cut(std::string_view what) { cuts_ += (cuts_.empty() ? "" : "; ") + std::string(what); }

void BlendBudget::report_cuts() const {
  if (!cuts_.empty() && run_.left_out) run_.left_out("blend", {ErrorCode::no_data, "for lack of time, " + cuts_});
}

}  // namespace moshaver
