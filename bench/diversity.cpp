// What diversity costs and brings, value by value: bench/RESULTS.md, "Diversity".
//
//   diversity --events FILE... --products FILE... [--recipe NAME]... [options]
//
// Holds out the newest window as training does (models/blend/windows.hpp), trains each recipe on the rest, and reorders
// the held-out customers' lists of ten at every value (models/diversity). With --repeats lists hold what is owned too.
#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdio>
#include <sstream>

#include "bench/command_line.hpp"
#include "engine/data/dataset.hpp"
#include "engine/ingest/read_dataset.hpp"
#include "models/blend/windows.hpp"
#include "models/diversity/choose_diversity.hpp"
#include "models/evaluation/comparison.hpp"

namespace {

namespace po = boost::program_options;
using namespace moshaver;

struct Arguments {
  std::vector<std::string> events, products, map, recipes;
  double max_reject_rate = 0.01;
  std::size_t threads = 0;
  bool repeats = false;
};

void print(const DiversityTrials& tried) {
  std::printf("%zu customers\n%9s %8s %16s %11s %6s %8s\n", tried.customers, "diversity", "NDCG@10", "loss",
              "categories", "alike", "crowded");
  for (const DiversityTrial& trial : tried.trials) {
    std::printf("%9.3f %8.4f %7.2f%% +- %4.2f%% %11.2f %6.3f %8.3f\n", trial.value, trial.ndcg, 100 * trial.loss,
                100 * trial.error, trial.categories, trial.alike, trial.crowded);
  }
  std::printf("chosen: %g\n", static_cast<double>(chosen_diversity(tried).value));
  std::fflush(stdout);
}

Result<void> run(const Arguments& given) {
  DatasetFiles files;
  files.events.assign(given.events.begin(), given.events.end());
  files.products.assign(given.products.begin(), given.products.end());
  files.column_map = bench::pairs_of(given.map);
  files.max_reject_rate = given.max_reject_rate;
  MOSHAVER_TRY(table, read_files(files));
  Dataset data = make_dataset(std::move(table));
  group_variants(data);
  std::optional<EvaluationTask> window = Windows(data.histories, 2).next();
  if (!window) return failure(ErrorCode::no_data, "nothing can be held out");
  window->catalogue = &data.catalogue;
  const EvaluationTask task = given.repeats ? *window : without_owned(*window);
  MOSHAVER_TRY(recipes, contenders(given.recipes, {}));
  for (const Contender& contender : recipes) {
    MOSHAVER_TRY(model, train_recipe(*contender.recipe, contender.settings, {task.train, data.catalogue},
                                     {1, given.threads, {}, given.repeats}));
    MOSHAVER_TRY(ranker, Ranker::build(std::move(model), task.train));
    std::printf("%s, ", std::string(contender.recipe->name).c_str());
    print(try_diversities(ranker, task, {.threads = given.threads}));
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  Arguments given;
  po::options_description options("diversity --events FILE... --products FILE... [options]");
  options.add_options()("events", po::value(&given.events)->multitoken()->required(), "event files")(
      "products", po::value(&given.products)->multitoken()->required(), "product files")(
      "map", po::value(&given.map)->composing(), "OURS=THEIRS,..., as for moshaver train")(
      "max-reject-rate", po::value(&given.max_reject_rate), "share of bad rows allowed")(
      "recipe", po::value(&given.recipes)->composing(), "may be repeated; default: blend")(
      "threads", po::value(&given.threads), "0: all")("repeats", po::bool_switch(&given.repeats),
                                                      "lists hold what is owned too");
  const auto run_given = [&] {
    if (given.recipes.empty()) given.recipes = {"blend"};
    return run(given);
  };
  return bench::run_with(argc, argv, "diversity", options, run_given);
}
