// Evaluates trained models, unchanged, on the same customers: EvaluateOptions::models.
#pragma once

#include <string>
#include <vector>

#include "engine/artifact/model_directory.hpp"
#include "engine/data/dataset.hpp"
#include "models/evaluation/evaluation_task.hpp"
#include "moshaver/evaluate.hpp"

namespace moshaver {

struct TrainedModel {
  std::string name;  // in the report: the recipe if there is one model, else the name or id given
  OpenedModel opened;
};

// Errors: those of opening; invalid_argument for options that cannot be combined with models.
[[nodiscard]] Result<std::vector<TrainedModel>> open_models(const EvaluateOptions&);

// One task for all of them. Errors: also no_data if the shop has no purchases newer than the models, bad_format if their
// products do not match.
[[nodiscard]] Result<EvaluationTask> task_for_models(const std::vector<TrainedModel>&, const EvaluateOptions&);

[[nodiscard]] Result<EvaluationReport> evaluate_models(std::vector<TrainedModel>, const EvaluationTask&,
                                                       const EvaluateOptions&);

}  // namespace moshaver
