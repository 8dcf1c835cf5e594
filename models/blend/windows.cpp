#include "models/blend/windows.hpp"

#include <algorithm>

namespace moshaver {

Windows::Windows(const Histories& histories, std::uint64_t seed)
    : all_(histories), plan_(choose_holdout(histories.view(), seed)), latest_(natural_window(histories.purchases)) {
  if (plan_.kind == HoldoutKind::last_days && latest_.days > 0) plan_.days = latest_.days;
  if (plan_.kind == HoldoutKind::random_items) {
    plan_.kind = HoldoutKind::bundles;
    // A larger fold would only cost time: bundles compare the buyers of all of a customer's products.
    plan_.fold = {0, std::max<std::uint32_t>(histories.user_count() / bundled_customers, 1)};
  }
  if (plan_.kind == HoldoutKind::last_basket) plan_.fold = {0, folds};
}

std::optional<EvaluationTask> Windows::next() {
  const bool repeats = plan_.kind != HoldoutKind::bundles;
  if (taken_ == most || (taken_ > 0 && !repeats)) return std::nullopt;
  EvaluationTask task = hold_out_from(before_ ? *before_ : all_, plan_, repeats);
  // The rest must still resemble the whole shop.
  if (task.train.purchases.size() * 2 < all_.purchases.size()) return std::nullopt;
  if (plan_.kind == HoldoutKind::last_basket) ++plan_.fold.fold;
  if (plan_.kind == HoldoutKind::last_days) before_ = task.train;
  ++taken_;
  return task;
}

}  // namespace moshaver
