// An evaluation as tables for a terminal.
#pragma once

#include <string>

#include "moshaver/evaluation_report.hpp"

namespace moshaver::tools {

// Recipes side by side, a block a k: recall, NDCG, hit rate and MRR with intervals, then what they show and to whom.
[[nodiscard]] std::string evaluation_tables(const EvaluationReport&);
// One line a recipe: what a choice among them needs.
[[nodiscard]] std::string selection_table(const EvaluationReport&, const std::string& chosen);

}  // namespace moshaver::tools
