// An evaluation as tables for people. A table wider than the terminal is split; terminal_width 0: never.
#pragma once

#include <string>

#include "moshaver/evaluation_report.hpp"
#include "moshaver/tune.hpp"

namespace moshaver::tools {

// One block for each k: recall, NDCG, hit rate and MRR with intervals, then coverage, Gini, and recall by product group.
// Then calibration, tables by customer group and by category, and the comparisons with the first recipe.
[[nodiscard]] std::string evaluation_tables(const EvaluationReport&, std::size_t terminal_width);
// One row for each recipe, with NDCG, recall and training time, and an arrow at the chosen one.
[[nodiscard]] std::string selection_table(const EvaluationReport&, const std::string& chosen,
                                          std::size_t terminal_width);

// One row for each trial, best first, then the gain of the best.
[[nodiscard]] std::string tuning_table(const TuneReport&, std::size_t terminal_width);

// "left out: content: no product has attributes": one line for each recipe, after `before`. Empty if there is none.
[[nodiscard]] std::string left_out_lines(const std::vector<LeftOutRecipe>&, const std::string& before);

}  // namespace moshaver::tools
