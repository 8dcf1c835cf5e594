// Answers as a table, as TSV or as JSON.
//
//   tsv    customer_id  rank  product_id  score: tab-separated, one header line, scores that read back the same
//   json   what HTTP answers (json/write.hpp): one object for one customer, one object a line for many
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "moshaver/recommender.hpp"
#include "tools/output.hpp"

namespace moshaver::tools {

// Prints answers one after another.
class AdvicePrinter {
 public:
  AdvicePrinter(Output& output, std::string recipe, bool many);
  void print(const Advice&);

 private:
  Output& output_;
  std::string recipe_;
  bool many_;
};

// `heading` says how the products relate: "Most like ".
void print_related(Output&, std::string_view heading, const std::string& product_id, const Advice&);
void print_explanation(Output&, const std::string& customer_id, const Explanation&);

// " 62%  you bought X; customers who buy it also buy this": an indented line a reason, wrapped to the terminal's width
// (0: not).
[[nodiscard]] std::string reason_lines(const RecommendedItem&, std::size_t columns);
// Rank, product, title and score, cut to the terminal's width (0: not).
[[nodiscard]] std::string item_table(const std::vector<RecommendedItem>&, std::size_t columns);

}  // namespace moshaver::tools
