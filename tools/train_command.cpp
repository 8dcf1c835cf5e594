#include <unistd.h>

#include <cstdio>

#include "moshaver/train.hpp"
#include "tools/evaluation_table.hpp"
#include "tools/index_table.hpp"
#include "tools/source_options.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view examples =
    R"(Without --recipe every recipe is tried on a held-out part of the data (the last days, else each customer's last basket,
else a random tenth), and the one with the best NDCG@10 is trained on everything.

With --budget a recipe is skipped, and said to be, when its trial and the training after it would go beyond the time left.
What a trial costs is measured first on small samples of the customers, and how it grows with them is carried on to all;
that takes at most a quarter of the time left at once. A blend is taken to cost four times its parts. The first recipe is
always tried, the chosen one always trained.

In a shop the new model becomes current unless it does significantly worse than the current one. As that one may have
seen the days that it would be evaluated on, its recipe and settings are trained again without them, and so are the new ones:
up to two trainings more, none when recipe and settings are the same. --force leaves the comparison out.

Embeddings (of ials, low-pass, content) are searched exactly. Where that takes more than 400 µs a customer, over more than
50,000 products, a graph and an inverted file are measured on customers of the data, and the fastest that finds 98% of
the exact top 20 is recorded in model.json and used from then on. In a blend, whose embeddings only propose, an inverted
file is taken that finds 99.5%, over more than 20,000 products, if it is faster. --min-recall (in --config: min_recall =
0.95) asks for another share, at any size; 1 is exact search or what finds as much. moshaver tune --index shows what
there is to choose.

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
      "replace", "a model that stands at --out is replaced")("recipe", po::value<std::string>()->value_name("NAME"),
                                                             "see below; without it the best is chosen")(
      "include-purchased", "choose the recipe by all that is bought, repeats included")(
      "budget", po::value<std::string>()->value_name("TIME"),
      "90s, 5m, 1h: skip recipes that would take longer; a blend does what it can")(
      "force", "in a shop: make the model current even if it does worse")(
      "min-recall", po::value<double>()->value_name("SHARE"),
      "embeddings: take the fastest index that finds this share of the exact top 20");
  describe_training(options);
}

std::string against_current_text(const RecipeComparison& comparison) {
  const MetricEstimate& gain = comparison.relative;
  if (gain.customers == 0) return "";
  return "Against the model that was current: " + signed_percent(gain.mean) + " [" + signed_percent(gain.low) + ", " +
         signed_percent(gain.high) + "] NDCG@" + std::to_string(comparison.k) + ".\n";
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
      std::fprintf(stderr, "The data tells no orders, so not what goes with what%s: import order_id or timestamps.\n",
                   report.tells_alternatives ? "" : ", nor what replaces it");
    }
    std::fprintf(stderr, "Read in %s, recipe chosen in %s, trained in %s, products related in %s, %swritten in %s.\n",
                 duration(report.read_seconds).c_str(), duration(report.selection_seconds).c_str(),
                 duration(report.train_seconds).c_str(), duration(report.relations_seconds).c_str(),
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
                            "learn a model from a shop or from event files",
                            "--shop DIR | --events FILE... --out DIR  [--recipe NAME] [options]",
                            [] {
                              static const std::string help = recipe_help() + std::string(examples);
                              return std::string_view(help);
                            }(),
                            describe,
                            run};

}  // namespace moshaver::tools
