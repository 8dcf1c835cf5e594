// Measures how often products without any purchase are recommended to the customers who then buy them, against chance:
// bench/RESULTS.md, "New products". models/evaluation/new_products.hpp defines what is hidden and what chance is.
#include <boost/program_options.hpp>
#include <cstdio>

#include "bench/command_line.hpp"
#include "engine/data/dataset.hpp"
#include "engine/ingest/read_dataset.hpp"
#include "models/evaluation/comparison.hpp"
#include "models/evaluation/new_products.hpp"
#include "models/training/event_source.hpp"

namespace {

namespace po = boost::program_options;
using namespace moshaver;

struct Arguments {
  std::vector<std::string> events, products, map, recipes, set;
  NewProductsPlan plan;
  double max_reject_rate = 0.01;
  std::size_t k = 20, threads = 0, repeats = 1;
};

// Parses NAME=VALUE[,NAME=VALUE...].
void print(const char* name, const FoundNew& found) {
  std::printf("  %-24s %8llu found of %llu; by chance %.1f; %.2f times as often\n", name,
              static_cast<unsigned long long>(found.found), static_cast<unsigned long long>(found.wanted),
              found.expected, found.lift());
}

Result<void> run(const Arguments& given) {
  DatasetFiles files;
  files.events.assign(given.events.begin(), given.events.end());
  files.products.assign(given.products.begin(), given.products.end());
  files.column_map = bench::pairs_of(given.map);
  files.max_reject_rate = given.max_reject_rate;
  MOSHAVER_TRY(table, read_files(files));
  const Dataset data = make_dataset(std::move(table));
  SettingValues settings;
  for (const auto& [name, value] : bench::pairs_of(given.set)) settings[name] = std::stod(value);
  MOSHAVER_TRY(recipes, contenders(given.recipes, settings));
  for (std::size_t repeat = 0; repeat < given.repeats; ++repeat) {
    NewProductsPlan plan = given.plan;
    plan.seed += repeat;
    const NewProductsTask task = hide_products(data.histories, plan);
    std::printf("%s; %zu products with a buyer, top %zu\n", task.evaluation.protocol.c_str(),
                data.histories.item_count - task.unbought.size(), given.k);
    for (const Contender& contender : recipes) {
      const Stopwatch watch;
      MOSHAVER_TRY(model, train_recipe(*contender.recipe, contender.settings, {task.evaluation.train, data.catalogue},
                                       {1, given.threads, {}}));
      const double seconds = watch.seconds();
      MOSHAVER_TRY(ranker, Ranker::build(std::move(model), task.evaluation.train));
      const NewProductsFigures figures = evaluate_new_products(ranker, task, given.k, given.threads);
      std::printf("%s, %llu customers, trained in %.1f s\n", std::string(contender.recipe->name).c_str(),
                  static_cast<unsigned long long>(figures.of_all.customers), seconds);
      print("among all products", figures.of_all);
      print("among hidden products", figures.of_hidden);
      std::fflush(stdout);
    }
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  Arguments given;
  po::options_description options("new_products --events FILE... --products FILE... [options]");
  options.add_options()("events", po::value(&given.events)->multitoken()->required(), "event files")(
      "products", po::value(&given.products)->multitoken()->required(), "product files")(
      "map", po::value(&given.map)->composing(), "OURS=THEIRS,..., as for moshaver train")(
      "max-reject-rate", po::value(&given.max_reject_rate), "share of bad rows allowed")(
      "recipe", po::value(&given.recipes)->composing(), "may be repeated")("set", po::value(&given.set)->composing(),
                                                                           "settings, NAME=NUMBER,...")(
      "fraction", po::value(&given.plan.fraction), "share of products to hide")(
      "min-buyers", po::value(&given.plan.min_buyers), "least number of buyers of a hidden product")(
      "seed", po::value(&given.plan.seed), "chooses the hidden products")("repeats", po::value(&given.repeats),
                                                                          "number of seeds, counting up from --seed")(
      "k", po::value(&given.k), "length of a list")("threads", po::value(&given.threads), "0: all");
  const auto run_given = [&] {
    if (given.recipes.empty()) given.recipes = {"content"};
    return run(given);
  };
  return bench::run_with(argc, argv, "new_products", options, run_given);
}
