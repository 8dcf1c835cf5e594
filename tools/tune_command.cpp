#include <unistd.h>

#include <cstdio>
#include <optional>

#include "moshaver/index_frontier.hpp"
#include "moshaver/tune.hpp"
#include "tools/command.hpp"
#include "tools/evaluation_table.hpp"
#include "tools/index_table.hpp"
#include "tools/number_text.hpp"
#include "tools/output.hpp"
#include "tools/progress_bar.hpp"
#include "tools/source_options.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view help_head =
    R"(Searches settings of one recipe on a held-out window of the data (never on test files) by successive halving: all
trials run on a share of the customers, the best third of them on three times as many, up to all. The first trial is the
defaults. 27 trials cost about as much as 10 trainings on all data. Half of the held-out customers choose the trial with
the best NDCG@10; the other half measures its gain. If they do not confirm a gain, the defaults are kept.

Settings in --set and --config stay fixed; the others are searched (range; log: uniform over the logarithm):
)";

constexpr std::string_view help_tail = R"(
The --state file keeps finished trials, each on disk before the next begins. By default it is SHOP/tune-RECIPE.jsonl,
else FILE.state.jsonl beside --json FILE, else there is none. The same command resumes from it, if data, recipe, settings
and seed are the same (--trials may differ), and else is refused; --restart starts again.

Examples:
  moshaver tune --shop my-shop --recipe ials --out-config tuned.toml
  moshaver train --shop my-shop --config tuned.toml
  moshaver tune --events orders.csv.gz --recipe item-item --trials 81 --budget 10m --json tuned.json
  moshaver tune --shop my-shop --recipe ials --set dim=64

With --index nothing is trained: tune measures every index (exact search, an inverted file, an HNSW graph, the last also
over int8 codes) at several settings over the model's embeddings, with customers of the data as queries, and prints the
share of the exact top 20 that each finds and its time. An arrow marks the one that train would record.

  moshaver tune --index --shop my-shop --min-recall 0.95
  moshaver tune --index --model model --json frontier.json --plot frontier.svg
)";

// One line for each recipe: "ials: dim 32..512 log, sweeps 4..16".
std::string searched_settings() {
  std::string text;
  for (const RecipeInfo& recipe : recipe_infos()) {
    std::string line;
    for (const SettingInfo& setting : recipe.settings) {
      if (setting.tune_low >= setting.tune_high || recipe.name == "blend") continue;
      char range[128];
      std::snprintf(range, sizeof range, "%s%s %g..%g%s", line.empty() ? "" : ", ", std::string(setting.name).c_str(),
                    setting.tune_low, setting.tune_high, setting.logarithmic ? " log" : "");
      line += range;
    }
    if (recipe.name == "blend") line = "the settings of all its parts";
    text += wrapped("  " + std::string(recipe.name) + ": " + line, 6, 100) + "\n";
  }
  return text;
}

void describe(po::options_description& options) {
  options.add_options()("events", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
                        "event files, instead of a shop")("recipe", po::value<std::string>()->value_name("NAME"),
                                                          "search this recipe's settings; may be given in --config")(
      "trials", po::value<std::uint32_t>()->value_name("N")->default_value(27),
      "number of settings to try, the defaults included")("budget", po::value<std::string>()->value_name("TIME"),
                                                          "90s, 5m, 1h: start no trial that would take longer")(
      "include-purchased", "evaluate on all purchases, repeats included")(
      "json", po::value<std::string>()->value_name("FILE"),
      "write every trial as JSON; - is standard output, and then no table is printed")(
      "out-config", po::value<std::string>()->value_name("FILE.toml"), "write the best settings, for train --config")(
      "state", po::value<std::string>()->value_name("FILE"), "keep finished trials in FILE, see below")(
      "restart", "discard the trials in the state file")("index",
                                                         "measure the indexes of a trained model instead, see below")(
      "model", po::value<std::string>()->value_name("DIR"), "with --index: a model that train --out wrote")(
      "min-recall", po::value<double>()->value_name("SHARE"),
      "with --index: mark the fastest index that finds this share of the exact top 20")(
      "plot", po::value<std::string>()->value_name("FILE.svg"), "with --index: plot recall and latency");
  describe_training(options);
}

// By default in the shop, else beside the JSON result.
std::filesystem::path state_path(const po::variables_map& options, const TuneOptions& tuning) {
  if (has(options, "state")) return string_of(options, "state");
  if (!tuning.source.shop.empty()) return tuning.source.shop / ("tune-" + tuning.recipe + ".jsonl");
  const std::string json = string_of(options, "json");
  return json.empty() || json == "-" ? "" : json + ".state.jsonl";
}

Result<TuneOptions> tune_options(const po::variables_map& options) {
  MOSHAVER_TRY(training, training_options(options));
  TuneOptions tuning;
  tuning.source = training.source;
  for (const std::string& file : strings(options, "events")) tuning.source.events.emplace_back(file);
  if (tuning.source.shop.empty() == tuning.source.events.empty())
    return failure(ErrorCode::invalid_argument, "name either --shop DIR or --events FILE...");
  tuning.recipe = option_or(options, "recipe", training.recipe);
  if (tuning.recipe.empty())
    return failure(ErrorCode::invalid_argument, "--recipe NAME is missing: settings are searched for one recipe");
  tuning.settings = training.settings;
  tuning.trials = options["trials"].as<std::uint32_t>();
  tuning.include_purchased = has(options, "include-purchased");
  tuning.seed = training.seed;
  tuning.threads = training.threads;
  if (has(options, "budget")) {
    MOSHAVER_TRY(seconds, parse_duration(string_of(options, "budget"), "--budget"));
    tuning.budget_seconds = seconds;
  }
  tuning.state = state_path(options, tuning);
  tuning.restart = has(options, "restart");
  tuning.progress = progress_to_stderr(has(options, "quiet"));
  return tuning;
}

// Opened before the work, so that a path that cannot be written is reported at once.
Result<std::optional<ResultFile>> file_of(const po::variables_map& options, const char* name) {
  if (!has(options, name)) return std::optional<ResultFile>();
  MOSHAVER_TRY(file, ResultFile::open(string_of(options, name), "--" + std::string(name)));
  return std::optional<ResultFile>(std::move(file));
}

void print_remarks(const TuneReport& report, const std::string& config) {
  if (!report.notice.empty()) std::fprintf(stderr, "%s.\n", printable(report.notice).c_str());
  if (report.resumed > 0)
    std::fprintf(stderr, "%s results came from the state file.\n", with_thousands(report.resumed).c_str());
  if (report.out_of_time) std::fprintf(stderr, "The budget ended before the last trial.\n");
  std::fprintf(stderr, "Took %s.\n", duration(report.seconds).c_str());
  if (!config.empty()) std::fprintf(stderr, "Next: moshaver train ... --config %s\n", config.c_str());
}

Result<void> run_index(const po::variables_map& options) {
  for (const char* name : {"recipe", "events", "out-config", "state", "restart", "budget"}) {
    if (has(options, name)) {
      return failure(ErrorCode::invalid_argument,
                     "--" + std::string(name) + " is for tuning a recipe; --index takes a trained model");
    }
  }
  IndexFrontierOptions frontier_options;
  frontier_options.shop = string_of(options, "shop");
  frontier_options.model = string_of(options, "model");
  if (has(options, "min-recall")) frontier_options.policy.min_recall = options["min-recall"].as<double>();
  frontier_options.progress = progress_to_stderr(has(options, "quiet"));
  MOSHAVER_TRY(json, file_of(options, "json"));
  MOSHAVER_TRY(plot, file_of(options, "plot"));
  if (json && plot && json->is_stdout() && plot->is_stdout())
    return failure(ErrorCode::invalid_argument, "only one of --json and --plot can go to standard output");
  MOSHAVER_TRY(frontier, measure_index_frontier(frontier_options));
  end_progress();
  if (json) {
    json->write(to_json(frontier));
    MOSHAVER_CHECK(json->close());
  }
  if (plot) {
    plot->write(to_svg(frontier));
    MOSHAVER_CHECK(plot->close());
  }
  if ((json && json->is_stdout()) || (plot && plot->is_stdout())) return {};
  std::fputs(frontier_table(frontier, terminal_columns(STDOUT_FILENO)).c_str(), stdout);
  return {};
}

Result<void> run(const po::variables_map& options) {
  if (has(options, "index")) return run_index(options);
  for (const char* name : {"model", "min-recall", "plot"}) {
    if (has(options, name))
      return failure(ErrorCode::invalid_argument, "--" + std::string(name) + " goes with --index");
  }
  MOSHAVER_TRY(tuning, tune_options(options));
  MOSHAVER_TRY(json, file_of(options, "json"));
  MOSHAVER_TRY(config, file_of(options, "out-config"));
  if (json && config && json->is_stdout() && config->is_stdout())
    return failure(ErrorCode::invalid_argument, "only one of --json and --out-config can go to standard output");
  MOSHAVER_TRY(report, tune(tuning));
  end_progress();
  bool printed = false;
  if (json) {
    json->write(to_json(report));
    MOSHAVER_CHECK(json->close());
    printed |= json->is_stdout();
  }
  if (config) {
    config->write(to_toml(report));
    MOSHAVER_CHECK(config->close());
    printed |= config->is_stdout();
  }
  if (!printed) std::fputs(tuning_table(report, terminal_columns(STDOUT_FILENO)).c_str(), stdout);
  if (!has(options, "quiet")) print_remarks(report, string_of(options, "out-config"));
  return {};
}

}  // namespace

const Command tune_command{"tune",
                           "search a recipe's settings on held-out purchases, or measure indexes",
                           "--shop DIR | --events FILE...  --recipe NAME | --index  [--trials N] [options]",
                           [] {
                             static const std::string help =
                                 std::string(help_head) + searched_settings() + std::string(help_tail);
                             return std::string_view(help);
                           }(),
                           describe,
                           run};

}  // namespace moshaver::tools
