// Keeps the training of a blend within its time budget (TrainingRun::seconds_left).
//
//   free     the time left minus the time to train the parts so far on everything: their time on the window, times the
//            ratio of all purchases to the window's, times 1.2
//   parts    a part is skipped if training it twice (on the window and on everything) would take more than half of the
//            free time, estimated on samples of the customers (training/selection.hpp). The first is always trained
//   without  a limit nothing is measured and everything is allowed, so results do not depend on the clock
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "models/evaluation/evaluation_task.hpp"
#include "models/training/recipes.hpp"

namespace moshaver {

class BlendBudget {
 public:
  explicit BlendBudget(const TrainingRun& run) : run_(run) {}

  [[nodiscard]] bool is_limited() const { return bool(run_.seconds_left); }
  // The window on which parts are trained first, and the number of purchases on which they are trained at the end.
  void set_window(const EvaluationTask& window, std::size_t all_purchases);
  // Is there time to train the part on the window and on everything? If not, reports it to left_out.
  // Errors: those of training a sample.
  [[nodiscard]] Result<bool> admits(const RecipeSpec&, const RecipeSettings&) const;
  // Reserves time for the final training of a part that took `seconds` on the window, or returns it.
  void commit(double seconds) { committed_ += seconds; }
  void release(double seconds) { committed_ -= seconds; }

  [[nodiscard]] double free_seconds() const;  // requires a limit
  [[nodiscard]] double committed_seconds() const { return committed_; }
  // How many of `requested` pieces of work, of `seconds_each`, fit into `share` of the free time.
  [[nodiscard]] std::size_t affordable(std::size_t requested, double seconds_each, double share) const;

  // Notes work that was reduced or dropped for lack of time; report_cuts() passes all of it to left_out as one line.
  void cut(std::string_view what);
  void report_cuts() const;

 private:
  const TrainingRun& run_;
  const EvaluationTask* window_ = nullptr;
  double growth_ = 1;  // all purchases / purchases in the window's train
  double committed_ = 0;
  std::string cuts_;
};

}  // namespace moshaver
