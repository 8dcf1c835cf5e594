#include "tools/evaluation_table.hpp"

#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

// ".1835 [.1811, .1859]": figures below 1 lose their 0.
std::string figure(double value) {
  const std::string text = decimal(value, 4);
  return text.starts_with("0.") ? text.substr(1) : text;
}
std::string with_interval(const MetricEstimate& estimate) {
  if (estimate.customers == 0) return "–";
  return figure(estimate.mean) + " [" + figure(estimate.low) + ", " + figure(estimate.high) + "]";
}
std::string mean(const MetricEstimate& estimate) { return estimate.customers == 0 ? "–" : figure(estimate.mean); }

std::string heading(const EvaluationReport& report) {
  std::string text = report.protocol + "\n" + with_thousands(report.customers_judged) + " customers, " +
                     with_thousands(report.truth_items) + " products to find";
  if (report.truth_unknown_items > 0)
    text += " (" + with_thousands(report.truth_unknown_items) + " not in the catalogue)";
  return text + ", " + with_thousands(report.catalogue_size) + " products in all; " +
         (report.include_purchased ? "owned products may come again" : "owned products left out") + "\n";
}

}  // namespace

std::string left_out_lines(const std::vector<LeftOutRecipe>& left_out, const std::string& before) {
  std::string text;
  for (const LeftOutRecipe& recipe : left_out) text += "left out: " + recipe.recipe + ": " + recipe.why + "\n";
  return text.empty() ? text : before + text;
}

std::string evaluation_tables(const EvaluationReport& report, std::size_t terminal_width) {
  std::string text = heading(report);
  for (std::size_t at = 0; at < report.ks.size(); ++at) {
    const std::string k = std::to_string(report.ks[at]);
    Table accuracy({{"recipe", Align::left},
                    {"Recall@" + k, Align::left},
                    {"NDCG@" + k, Align::left},
                    {"PHR@" + k, Align::left},
                    {"MRR@" + k, Align::left}});
    Table reach({{"recipe", Align::left},
                 {"coverage", Align::right},
                 {"Gini", Align::right},
                 {"head", Align::right},
                 {"mid", Align::right},
                 {"tail", Align::right},
                 {"repeat", Align::right},
                 {"explore", Align::right},
                 {"train", Align::right},
                 {"µs/customer", Align::right}});
    for (const RecipeEvaluation& recipe : report.recipes) {
      const MetricsAtK& metrics = recipe.at[at];
      accuracy.add({recipe.recipe, with_interval(metrics[Metric::recall]), with_interval(metrics[Metric::ndcg]),
                    with_interval(metrics[Metric::hit_rate]), with_interval(metrics[Metric::mrr])});
      reach.add({recipe.recipe, percent(metrics.coverage, 1), decimal(metrics.gini, 3),
                 mean(metrics[Metric::recall_head]), mean(metrics[Metric::recall_mid]),
                 mean(metrics[Metric::recall_tail]), mean(metrics[Metric::repeat_recall]),
                 mean(metrics[Metric::explore_recall]), recipe.train_seconds > 0 ? duration(recipe.train_seconds) : "–",
                 decimal(recipe.microseconds_per_customer, 0)});
    }
    text += "\n" + accuracy.text(terminal_width) +
            "\nrecall of popular, middling and rare products; of repeats and of new ones\n" +
            reach.text(terminal_width);
  }
  for (const RecipeComparison& comparison : report.comparisons) {
    if (comparison.k != report.ks.front() || comparison.relative.customers == 0) continue;
    if (&comparison == &report.comparisons.front()) text += "\n";
    const bool better = comparison.relative.mean >= 0;
    text += comparison.recipe + (better ? " beats " : " loses to ") + comparison.baseline + " by " +
            percent(better ? comparison.relative.mean : -comparison.relative.mean, 1) + " [" +
            percent(better ? comparison.relative.low : -comparison.relative.high, 1) + ", " +
            percent(better ? comparison.relative.high : -comparison.relative.low, 1) + "] NDCG@" +
            std::to_string(comparison.k) + "\n";
  }
  return text + left_out_lines(report.left_out, "\n");
}

std::string selection_table(const EvaluationReport& report, const std::string& chosen, std::size_t terminal_width) {
  const std::string k = std::to_string(report.ks.front());
  Table table({{"", Align::left},
               {"recipe", Align::left},
               {"NDCG@" + k, Align::left},
               {"Recall@" + k, Align::left},
               {"train", Align::right}});
  for (const RecipeEvaluation& recipe : report.recipes) {
    const MetricsAtK& metrics = recipe.at.front();
    table.add({recipe.recipe == chosen ? "→" : "", recipe.recipe, with_interval(metrics[Metric::ndcg]),
               with_interval(metrics[Metric::recall]), duration(recipe.train_seconds)});
  }
  return heading(report) + "\n" + table.text(terminal_width);
}

}  // namespace moshaver::tools
