#include "tools/evaluation_table.hpp"

#include <cstdio>
#include <limits>

#include "tools/number_text.hpp"
#include "tools/table.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

// ".1835 [.1811, .1859]": numbers below 1 are printed without their leading 0.
std::string figure(double value) {
  const std::string text = decimal(value, 4);
  return text.starts_with("0.") ? text.substr(1) : text;
}
std::string with_interval(const MetricEstimate& estimate) {
  if (estimate.customers == 0) return "–";
  return figure(estimate.mean) + " [" + figure(estimate.low) + ", " + figure(estimate.high) + "]";
}
std::string mean(const MetricEstimate& estimate) { return estimate.customers == 0 ? "–" : figure(estimate.mean); }

std::string purchased_rule(bool include_purchased) {
  return include_purchased ? "products bought before may be recommended" : "products bought before are excluded";
}

std::string heading(const EvaluationReport& report) {
  std::string text = report.protocol + "\n" + with_thousands(report.customers_evaluated) + " customers, " +
                     with_thousands(report.truth_items) + " held-out products";
  if (report.truth_unknown_items > 0)
    text += " (" + with_thousands(report.truth_unknown_items) + " not in the catalogue)";
  return text + ", " + with_thousands(report.catalogue_size) + " products in all; " +
         purchased_rule(report.include_purchased) + "\n";
}

// At the first k: NDCG by customer group, or recall by category. With intervals if there is room: up to 3 recipes.
std::string segment_table(const EvaluationReport& report, bool of_products, std::size_t terminal_width) {
  constexpr std::size_t max_recipes_with_intervals = 3;
  std::vector<Column> columns = {{of_products ? "category" : "customers", Align::left},
                                 {of_products ? "bought by" : "number", Align::right}};
  for (const RecipeEvaluation& recipe : report.recipes) columns.push_back({recipe.recipe, Align::left});
  Table table(std::move(columns));
  bool any = false;
  const std::size_t count = report.recipes.front().segments.size();
  for (std::size_t row = 0; row < count; ++row) {
    const SegmentEvaluation& segment = report.recipes.front().segments[row];
    if ((segment.by == "category") != of_products) continue;
    any = true;
    std::vector<std::string> cells = {(segment.by == "segment" ? "segment " : "") + printable(segment.segment),
                                      with_thousands(segment.customers)};
    for (const RecipeEvaluation& recipe : report.recipes) {
      const SegmentEvaluation::AtK& at = recipe.segments[row].at.front();
      const MetricEstimate& estimate = of_products ? at.recall : at.ndcg;
      cells.push_back(report.recipes.size() > max_recipes_with_intervals ? mean(estimate) : with_interval(estimate));
    }
    table.add(std::move(cells));
  }
  if (!any) return "";
  const std::string k = std::to_string(report.ks.front());
  return (of_products ? "\nRecall@" + k + " by category of the product\n"
                      : "\nNDCG@" + k + " by customer group: new or returning, products bought before, segment\n") +
         table.text(terminal_width);
}

// How far confidence is from what was bought, and the share bought of the products listed with at least a confidence.
// The latter for up to 3 recipes: the JSON report has them all.
std::string calibration_table(const EvaluationReport& report, std::size_t terminal_width) {
  constexpr std::size_t max_recipes_with_cuts = 3;
  Table errors({{"recipe", Align::left},
                {"known customers", Align::right},
                {"answers", Align::right},
                {"error", Align::right},
                {"who bought", Align::right},
                {"error", Align::right},
                {"a purchase", Align::left}});
  Table cuts({{"recipe", Align::left},
              {"at least", Align::right},
              {"answers", Align::right},
              {"confidence", Align::right},
              {"bought", Align::right}});
  std::string none;
  bool any = false;
  for (const RecipeEvaluation& recipe : report.recipes) {
    if (!recipe.no_confidence.empty()) none += "no confidence: " + recipe.recipe + ": " + recipe.no_confidence + "\n";
    if (!recipe.calibration) continue;
    any = true;
    const CalibrationEvaluation& found = *recipe.calibration;
    errors.add({recipe.recipe, with_thousands(found.customers_known), with_thousands(found.answers),
                percent(found.error_known, 1), with_thousands(found.customers_back), percent(found.error_back, 1),
                found.days ? "within " + std::to_string(*found.days) + " days" : "in the next order"});
    for (const ConfidenceCut& cut : found.cuts) {
      cuts.add({&cut == &found.cuts.front() ? recipe.recipe : "", percent(cut.least), with_thousands(cut.answers),
                percent(cut.confidence, 1), percent(cut.bought, 1)});
    }
  }
  if (!none.empty()) none = "\n" + none;
  if (!any) return none;
  const std::string of_cuts =
      "\nproducts listed with at least a confidence: its mean, and the share bought\n" + cuts.text(terminal_width);
  return "\nexpected calibration error of the confidence: of customers with a history, and of those who bought, given "
         "that they buy\n" +
         errors.text(terminal_width) + (report.recipes.size() > max_recipes_with_cuts ? "" : of_cuts) + none;
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
            "\nrecall of popular (head), middle and rare (tail) products; of repeat purchases and of new products "
            "(explore)\n" +
            reach.text(terminal_width);
  }
  text += calibration_table(report, terminal_width);
  text += segment_table(report, false, terminal_width) + segment_table(report, true, terminal_width);
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

std::string tuning_table(const TuneReport& report, std::size_t terminal_width) {
  const auto gain_text = [](const MetricEstimate& gain) {
    return signed_percent(gain.mean) + " [" + signed_percent(gain.low) + ", " + signed_percent(gain.high) + "]";
  };
  const Trial* defaults = &report.trials.front();
  for (const Trial& trial : report.trials) {
    if (trial.number == 0) defaults = &trial;
  }
  // The settings that differ from the defaults.
  const auto changes = [&](const Trial& trial) {
    std::string text;
    for (const auto& [name, value] : trial.settings) {
      if (value == defaults->settings.at(name)) continue;
      char number[32];
      std::snprintf(number, sizeof number, "%g", value);
      text += (text.empty() ? "" : " ") + name + "=" + number;
    }
    return text.empty() ? std::string("the defaults") : text;
  };
  Table table({{"", Align::left},
               {"trial", Align::right},
               {"customers", Align::right},
               {"NDCG@10", Align::left},
               {"against the defaults", Align::left},
               {"time", Align::right},
               {"settings", Align::left, std::numeric_limits<std::size_t>::max(), true}});
  for (const Trial& trial : report.trials) {
    const bool best = &trial == &report.trials[report.best];
    table.add({best ? "→" : "", std::to_string(trial.number), percent(trial.share), with_interval(trial.ndcg),
               trial.number == 0 || trial.relative.customers == 0 ? "" : gain_text(trial.relative),
               duration(trial.seconds), changes(trial)});
  }
  std::string text = report.recipe + ", " + report.protocol + "\n" + with_thousands(report.choosing) +
                     " customers choose, " + with_thousands(report.confirming) + " others confirm; " +
                     purchased_rule(report.include_purchased) + "\n\n" + table.text(terminal_width) + "\n";
  const Trial& best = report.trials[report.best];
  if (best.number == 0) {
    text += "The defaults are best";
    if (report.confirmed && report.confirmed->customers > 0)
      text += ": the other customers do not confirm the leading trial, " + gain_text(*report.confirmed) + " NDCG@10";
    return text + "\n";
  }
  text += "Trial " + std::to_string(best.number) + " is best";
  if (report.confirmed && report.confirmed->customers > 0) {
    text += ": " + gain_text(*report.confirmed) + " NDCG@10 over the defaults, on the other customers" +
            (report.confirmed->low <= 0 ? "; this may be chance" : "");
  } else if (!report.confirmed) {
    text += " of those tried; the other customers have not confirmed it";
  }
  return text + "\n";
}

}  // namespace moshaver::tools
