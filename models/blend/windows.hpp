// The held-out windows that a blend is fitted on, the newest first, each with the data before it.
//
//   dates   the last 30 days (natural_window; fewer if the data is short), the 30 days before them, and so on, while at
//           least half of all purchases come before
//   orders  the last orders of a fifth of the customers with everything else known, then of another fifth: in serving,
//           the last orders of the others are known too
//   neither a tenth of everybody's products, once, half of it in bundles of similar products (hold_out_bundles); only of
//           one customer in n if there are very many
#pragma once

#include <optional>

#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

class Windows {
 public:
  // Views the histories.
  Windows(const Histories& histories, std::uint64_t seed);

  // The next older window. Its truth includes repeat purchases, except for bundles. nullopt: no further window is useful.
  [[nodiscard]] std::optional<EvaluationTask> next();

  [[nodiscard]] LatestWindow latest() const { return latest_; }
  // The length of the windows; 0 days: not windows of days.
  [[nodiscard]] LatestWindow length() const { return {shows_returns() ? plan_.days : 0}; }
  // Does an empty truth mean that the customer did not return? Only in windows of days.
  [[nodiscard]] bool shows_returns() const { return plan_.kind == HoldoutKind::last_days; }

 private:
  static constexpr std::uint32_t folds = 5;
  static constexpr std::size_t most = 3;
  static constexpr std::uint32_t bundled_customers = 20'000;  // at least so many have items held out, if there are more

  const Histories& all_;
  HoldoutPlan plan_;
  LatestWindow latest_;
  std::optional<Histories> before_;  // the histories before the last window taken
  std::size_t taken_ = 0;
};

}  // namespace moshaver
