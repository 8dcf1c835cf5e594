// An evaluation task from training data and files of later purchases.
#pragma once

#include "engine/data/dataset.hpp"
#include "models/evaluation/evaluation_task.hpp"
#include "moshaver/evaluate.hpp"

namespace moshaver {

// The truth is the purchases in options.test. Customers unknown to training become users with an empty history, as when
// served; products unknown to training are counted and cannot be hit. Errors: those of reading.
[[nodiscard]] Result<EvaluationTask> task_from_test(Dataset train, const EvaluateOptions& options);

}  // namespace moshaver
