// The held-out windows that a blend is fitted on, the newest first, each with what was known before it.
//
//   dates   the last 30 days (natural_window; fewer where the data is short), then the 30 days before them, and so on,
//           while at least half of all purchases is known before
//   orders  the last orders of one customer in five with everything else known, then another fifth's: what others bought
//           last is known when answers are asked for, and must be so here
//   neither a tenth of what everybody has, once, half of it in bundles of what goes together
//           (hold_out_bundles); of one customer in n where there are very many
#pragma once

#include <optional>

#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

class Windows {
 public:
  // Views the histories.
  Windows(const Histories& histories, std::uint64_t seed);

  // Asked for all that was bought then, repeats included where there can be any. Nothing: there is no further window
  // worth it.
  [[nodiscard]] std::optional<EvaluationTask> next();

  [[nodiscard]] LatestWindow latest() const { return latest_; }
  // Who has nothing to be found in a window of days did not come back; in the others that is not asked.
  [[nodiscard]] bool tell_who_returns() const { return plan_.kind == HoldoutKind::last_days; }

 private:
  static constexpr std::uint32_t folds = 5;
  static constexpr std::size_t most = 3;
  static constexpr std::uint32_t bundled_customers = 20'000;  // with something held out, at least, of more

  const Histories& all_;
  HoldoutPlan plan_;
  LatestWindow latest_;
  std::optional<Histories> before_;  // what was known before the window that was taken last
  std::size_t taken_ = 0;
};

}  // namespace moshaver
