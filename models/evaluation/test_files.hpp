// Data to answer with, and files that say what was bought afterwards: a evaluation task.
#pragma once

#include "engine/data/dataset.hpp"
#include "models/evaluation/evaluation_task.hpp"
#include "moshaver/evaluate.hpp"

namespace moshaver {

// What each customer of options.test is to be shown. Customers that training has not seen become users without history,
// as they would be asking; products it has not seen are counted and cannot be hit. Errors: those of reading.
[[nodiscard]] Result<EvaluationTask> task_from_test(Dataset train, const EvaluateOptions& options);

}  // namespace moshaver
