#include <unistd.h>

#include <array>
#include <cstdio>

#include "moshaver/train.hpp"
#include "tools/evaluation_table.hpp"
#include "tools/index_table.hpp"
#include "tools/number_text.hpp"
#include "tools/progress_bar.hpp"
#include "tools/source_options.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view examples =
    R"(Without --recipe, train holds out a part of the data (the last days, else each customer's last basket, else a random
tenth), tries every recipe on it, and trains the one with the best NDCG@10 on all data.

With --budget, train skips a recipe, and says so, if its trial and the training after it would exceed the time left. It
measures a trial's cost on small samples of the customers and extrapolates; one such measurement takes at most a quarter
of the time left. A blend is assumed to cost four times its parts. The first recipe is always tried, and the chosen one
always trained.

In a shop the new model becomes current unless it is significantly worse than the current one. The current model may have
been trained on the held-out days. So both its recipe and settings and the new ones are trained again without those days:
up to two more trainings, or none if recipe and settings are the same. --force skips the comparison.

Embeddings (of ials, low-pass, content) are searched exactly. If that takes more than 400 µs a customer, over more than
50,000 products, train measures an HNSW graph and an inverted file on customers of the data, and records the fastest that
finds 98% of the exact top 20 in model.json; it is used from then on. In a blend embeddings only generate candidates, so
train chooses an inverted file that finds 99.5%, over more than 20,000 products, if that is faster. --min-recall (in
--config: min_recall = 0.95) sets another share, at any size; 1 is exact search or an index that finds as much. moshaver
tune --index shows the choices.

Examples:
  moshaver train --shop my-shop
  moshaver train --shop my-shop --budget 5m
  moshaver train --shop my-shop --recipe ials --dim 64
  moshaver train --shop my-shop --config tuned.toml
  moshaver train --events orders.csv.gz --out model --recipe item-item --set sources_per_target=1000
  moshaver train --events orders.csv.gz --products products.csv --out model --recipe content
  moshaver train --shop my-shop --recipe ials --min-recall 0.95
)";

void describe(po::options_description& options) {
  options.add_options()("events", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
                        "event files, instead of a shop")("out", po::value<std::string>()->value_name("DIR"),
                                                          "the model directory, with --events")(
      "replace", "replace an existing model at --out")("recipe", po::value<std::string>()->value_name("NAME"),
                                                       "see below; default: the best on held-out purchases")(
      "include-purchased", "choose the recipe on all purchases, repeats included")(
      "budget", po::value<std::string>()->value_name("TIME"),
      "90s, 5m, 1h: skip recipes that would take longer; a blend uses the parts that fit")(
      "force", "in a shop: make the model current even if it is worse")(
      "min-recall", po::value<double>()->value_name("SHARE"),
      "embeddings: choose the fastest index that finds this share of the exact top 20");
  describe_training(options);
}

std::string against_current_text(const RecipeComparison& comparison) {
  const MetricEstimate& gain = comparison.relative;
  if (gain.customers == 0) return "";
  return "Against the model that was current: " + signed_percent(gain.mean) + " [" + signed_percent(gain.low) + ", " +
         signed_percent(gain.high) + "] NDCG@" + std::to_string(comparison.k) + ".\n";
}

// "Confidence: of a purchase within 30 days; off by 1.3% on average over 27,540 answers to 1,377 customers."
std::string confidence_text(const TrainedConfidence& confidence) {
  if (!confidence.why_none.empty()) return "Confidence: none; " + printable(confidence.why_none) + ".\n";
  const std::string when =
      confidence.days ? "within " + std::to_string(*confidence.days) + " days" : "in the next order";
  return "Confidence: of a purchase " + when + "; off by " + percent(confidence.error, 1) + " on average over " +
         with_thousands(confidence.answers) + " answers to " + with_thousands(confidence.customers) +
         " held-out customers.\n";
}

// "Diversity of lists: 0.1, which costs 0.6% of NDCG@10 on 1,377 held-out customers."
std::string diversity_text(const TrainedDiversity& diversity) {
  if (diversity.customers == 0) return "";
  std::array<char, 32> value{};
  std::snprintf(value.data(), value.size(), "%g", diversity.value);
  return std::string("Diversity of lists: ") + value.data() + ", which costs " + percent(diversity.ndcg_loss, 1) +
         " of NDCG@10 on " + with_thousands(diversity.customers) + " held-out customers.\n";
}

Result<void> run(const po::variables_map& options) {
  MOSHAVER_TRY(training, training_options(options));
  TrainOptions train_options;
  train_options.source = training.source;
  for (const std::string& file : strings(options, "events")) train_options.source.events.emplace_back(file);
  train_options.out = string_of(options, "out");
  train_options.replace = has(options, "replace");
  train_options.recipe = option_or(options, "recipe", training.recipe);
  train_options.include_purchased = has(options, "include-purchased");
  train_options.force = has(options, "force");
  if (has(options, "budget")) {
    MOSHAVER_TRY(seconds, parse_duration(string_of(options, "budget"), "--budget"));
    train_options.budget_seconds = seconds;
  }
  train_options.index.min_recall = training.min_recall;
  if (has(options, "min-recall")) train_options.index.min_recall = options["min-recall"].as<double>();
  train_options.settings = training.settings;
  train_options.seed = training.seed;
  train_options.threads = training.threads;
  train_options.progress = progress_to_stderr(has(options, "quiet"));
  MOSHAVER_TRY(report, train(train_options));
  end_progress();
  if (report.selection) {
    std::printf("%s\n", selection_table(*report.selection, report.recipe, terminal_columns(STDOUT_FILENO)).c_str());
  }
  if (const std::string lines = left_out_lines(report.left_out, ""); !lines.empty()) {
    std::printf("%s\n", lines.c_str());
  }
  if (report.index) std::printf("%s\n", chosen_index_lines(*report.index).c_str());
  std::printf("Model %s\nin    %s\nfrom  %s events of %s customers and %s products\n", report.model_id.c_str(),
              report.directory.string().c_str(), with_thousands(report.events).c_str(),
              with_thousands(report.customers).c_str(), with_thousands(report.products).c_str());
  std::printf("%s%s", confidence_text(report.confidence).c_str(), diversity_text(report.diversity).c_str());
  if (!has(options, "quiet")) {
    for (const SkippedRecipe& skipped : report.skipped) {
      std::fprintf(stderr, "Skipped %s: trying it would have taken about %s.\n", skipped.recipe.c_str(),
                   duration(skipped.expected_seconds).c_str());
    }
    if (!report.not_compared.empty()) {
      std::fprintf(stderr, "Not compared with the model that was current: %s.\n",
                   printable(report.not_compared).c_str());
    }
    if (report.against_current) std::fprintf(stderr, "%s", against_current_text(*report.against_current).c_str());
    if (!report.selection && train_options.recipe.empty()) {
      std::fprintf(stderr, "Too little data to compare recipes: took %s; --recipe names another.\n",
                   report.recipe.c_str());
    }
    if (!report.tells_complements) {
      std::fprintf(stderr,
                   "The data has no orders, so the model has no complements%s: import order_id or timestamps.\n",
                   report.tells_alternatives ? "" : " and no alternatives");
    }
    std::fprintf(
        stderr,
        "Read in %s, recipe chosen in %s, trained in %s, confidence in %s, products related in %s, %swritten in %s.\n",
        duration(report.read_seconds).c_str(), duration(report.selection_seconds).c_str(),
        duration(report.train_seconds).c_str(), duration(report.confidence_seconds).c_str(),
        duration(report.relations_seconds).c_str(),
        report.index ? ("index chosen in " + duration(report.index_seconds) + ", ").c_str() : "",
        duration(report.write_seconds).c_str());
    const std::string where = train_options.out.empty() ? "--shop " + train_options.source.shop.string()
                                                        : "--model " + train_options.out.string();
    std::fprintf(stderr, "Next: moshaver recommend %s --customer ID --explain\n", where.c_str());
  }
  return {};
}

}  // namespace

const Command train_command{"train",
                            "train a model on a shop or on event files",
                            "--shop DIR | --events FILE... --out DIR  [--recipe NAME] [options]",
                            [] {
                              static const std::string help = recipe_help() + std::string(examples);
                              return std::string_view(help);
                            }(),
                            describe,
                            run};

}  // namespace moshaver::tools
