// What a blend may still do within the time that its training is given (TrainingRun::seconds_left).
//
//   free     what is left less the training on everything of the parts so far: what they took on the window, times how
//            many more purchases there are in all, and a fifth more
//   parts    one that seems to take more than half of what is free, both trainings together, is not trained. What it will
//            take is measured on samples of the customers (training/selection.hpp); the first is always trained
//   without  a limit nothing is measured and everything allowed: the clock decides nothing
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
  // From now on parts are trained on this window first. `all_purchases` is what they are trained on in the end.
  void set_window(const EvaluationTask& window, std::size_t all_purchases);
  // Whether there is time for the part, on the window and on everything. Told to left_out where there is not.
  // Errors: those of training a sample.
  [[nodiscard]] Result<bool> admits(const RecipeSpec&, const RecipeSettings&) const;
  // Parts that took so long on the window are kept.
  void commit(double seconds) { committed_ += seconds; }
  void release(double seconds) { committed_ -= seconds; }

  [[nodiscard]] double free_seconds() const;  // only where there is a limit
  [[nodiscard]] double committed_seconds() const { return committed_; }
  // Of `wanted` pieces of work of so many seconds each, as many as `share` of what is free holds.
  [[nodiscard]] std::size_t affordable(std::size_t wanted, double seconds_each, double share) const;

  // What was done less or not at all, for want of time; told to left_out as one line.
  void cut(std::string_view what);
  void tell() const;

 private:
  const TrainingRun& run_;
  const EvaluationTask* window_ = nullptr;
  double growth_ = 1;  // purchases in all, for one in the window's train
  double committed_ = 0;
  std::string cuts_;
};

}  // namespace moshaver
