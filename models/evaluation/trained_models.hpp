// Models trained before, evaluated side by side as they are: EvaluateOptions::models.
#pragma once

#include <string>
#include <vector>

#include "engine/artifact/model_directory.hpp"
#include "engine/data/dataset.hpp"
#include "models/evaluation/evaluation_task.hpp"
#include "moshaver/evaluate.hpp"

namespace moshaver {

struct TrainedModel {
  std::string name;  // as the report calls it: the recipe of a single one, otherwise what tells them apart
  OpenedModel opened;
};

// Errors: those of opening; invalid_argument for options that do not go with models.
[[nodiscard]] Result<std::vector<TrainedModel>> open_models(const EvaluateOptions&);

// What is asked of all of them. Errors: also no_data where a shop has nothing newer than they are, bad_format for
// models whose products do not fit together.
[[nodiscard]] Result<EvaluationTask> task_for_models(const std::vector<TrainedModel>&, const EvaluateOptions&);

[[nodiscard]] Result<EvaluationReport> evaluate_models(std::vector<TrainedModel>, const EvaluationTask&,
                                                       const EvaluateOptions&);

}  // namespace moshaver
