// An evaluation as tables for people. Tables wider than the terminal are split; width 0 is none.
#pragma once

#include <string>

#include "moshaver/evaluation_report.hpp"
#include "moshaver/tune.hpp"

namespace moshaver::tools {

// Recipes side by side, a block a k: recall, NDCG, hit rate and MRR with intervals, then what they show and to whom.
[[nodiscard]] std::string evaluation_tables(const EvaluationReport&, std::size_t terminal_width);
// One line a recipe: what a choice among them needs.
[[nodiscard]] std::string selection_table(const EvaluationReport&, const std::string& chosen,
                                          std::size_t terminal_width);

// A line a trial, best first, then what the best gains and its settings.
[[nodiscard]] std::string tuning_table(const TuneReport&, std::size_t terminal_width);

// "left out: content: no product has attributes; ...", a line a recipe after `before`; empty where none is.
[[nodiscard]] std::string left_out_lines(const std::vector<LeftOutRecipe>&, const std::string& before);

}  // namespace moshaver::tools
