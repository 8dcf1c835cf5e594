// Measures complements, substitutes and similar products: bench/RESULTS.md, "Relations".
//
//   --truth DIR  a generated shop's truth: the share of a product's first five complements that the shop was generated
//                with, and of its first five substitutes that belong to the same family
//   --days N     orders of the last N days, which training does not see: given one product of an order, is another
//                among its first ten complements, substitutes, similar products of a recipe, or best sellers? The mean
//                over the products of an order, then over orders
#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "bench/command_line.hpp"
#include "engine/data/dataset.hpp"
#include "engine/data/sessions.hpp"
#include "engine/ingest/read_dataset.hpp"
#include "engine/ranking/relations.hpp"
#include "models/evaluation/comparison.hpp"
#include "models/evaluation/evaluation_task.hpp"
#include "models/relations/relations.hpp"
#include "models/training/event_source.hpp"

namespace {

namespace po = boost::program_options;
using namespace moshaver;

struct Arguments {
  std::vector<std::string> events, products, map, recipes;
  std::string truth;
  std::uint32_t days = 0;
  double max_reject_rate = 0.01;
  std::size_t threads = 1;
  bool without_sessions = false;
};

using Lists = std::function<std::vector<ScoredItem>(ItemId, std::size_t)>;

Result<Ranker> trained(const Contender& contender, const Histories& histories, const Catalogue& catalogue,
                       std::size_t threads) {
  return train_recipe(*contender.recipe, contender.settings, {histories, catalogue}, {1, threads, {}, true})
      .and_then([&](Model&& model) { return Ranker::build(std::move(model), histories); });
}

// Mean precision of the first five, and of a perfect list, over the products that have true relations.
void evaluate_against(const char* name, const std::map<std::uint32_t, std::set<std::uint32_t>>& wanted,
                      const Lists& list) {
  constexpr std::size_t k = 5;
  double found = 0, best = 0, recalled = 0;
  for (const auto& [item, others] : wanted) {
    std::size_t hits = 0;
    for (const ScoredItem& scored : list(ItemId{item}, k)) hits += others.count(scored.item.row);
    found += static_cast<double>(hits) / k;
    best += static_cast<double>(std::min(k, others.size())) / k;
    recalled += static_cast<double>(hits) / static_cast<double>(std::min(k, others.size()));
  }
  const auto count = static_cast<double>(wanted.size());
  std::printf("  %-22s precision@5 %.3f of %.3f possible; recall@5 %.3f; %zu products\n", name, found / count,
              best / count, recalled / count, wanted.size());
}

Result<void> evaluate_by_truth(const Arguments& given, const Dataset& data, const Relations& relations) {
  std::map<std::uint32_t, std::set<std::uint32_t>> complements, families;
  for (const auto& row : bench::rows_of(given.truth + "/complements.csv")) {
    const auto from = data.products.find(row.at(0)), to = data.products.find(row.at(1));
    if (from && to) complements[*from].insert(*to);
  }
  std::map<std::string, std::vector<std::uint32_t>> members;
  for (const auto& row : bench::rows_of(given.truth + "/products.csv")) {
    if (const auto product = data.products.find(row.at(0))) members[row.at(1)].push_back(*product);
  }
  for (const auto& [family, items] : members) {
    for (const std::uint32_t a : items) {
      for (const std::uint32_t b : items) {
        if (a != b) families[a].insert(b);
      }
    }
  }
  const auto rows = [](const SparseRows& related_rows) -> Lists {
    return [&](ItemId item, std::size_t count) { return related(related_rows, item, count); };
  };
  evaluate_against("complements", complements, rows(*relations.complements));
  evaluate_against("substitutes", families, rows(*relations.substitutes));
  if (relations.similar) evaluate_against("similar", families, rows(*relations.similar));
  MOSHAVER_TRY(recipes, contenders(given.recipes, {}));
  for (const Contender& contender : recipes) {
    MOSHAVER_TRY(ranker, trained(contender, data.histories, data.catalogue, given.threads));
    const Lists similar = [&](ItemId item, std::size_t count) { return ranker.similar(item, count, {}); };
    const std::string name = std::string(contender.recipe->name);
    evaluate_against((name + " as complements").c_str(), complements, similar);
    evaluate_against((name + " as substitutes").c_str(), families, similar);
  }
  return {};
}

std::vector<std::vector<ItemId>> orders_since(const Histories& histories, std::uint32_t time) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<ItemId>> orders;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    for (const Purchase& purchase : histories.of(UserId{user})) {
      if (purchase.time > time && purchase.quantity > 0) orders[{user, purchase.order}].insert(purchase.item);
    }
  }
  std::vector<std::vector<ItemId>> out;
  for (const auto& [key, items] : orders) {
    if (items.size() > 1) out.emplace_back(items.begin(), items.end());
  }
  return out;
}

void evaluate_on_orders(const char* name, const std::vector<std::vector<ItemId>>& orders, const Lists& list) {
  constexpr std::size_t k = 10;
  double hit = 0, precision = 0, shown = 0;
  std::map<ItemId, std::vector<ScoredItem>> known;
  for (const auto& order : orders) {
    double hits = 0, together = 0, length = 0;
    for (const ItemId given : order) {
      const auto found = known.find(given);
      const auto& answer = found != known.end() ? found->second : known.emplace(given, list(given, k)).first->second;
      const auto in_order = std::count_if(answer.begin(), answer.end(), [&](const ScoredItem& scored) {
        return scored.item != given && std::binary_search(order.begin(), order.end(), scored.item);
      });
      hits += in_order > 0;
      together += static_cast<double>(in_order) / k;
      length += static_cast<double>(answer.size());
    }
    const auto size = static_cast<double>(order.size());
    hit += hits / size;
    precision += together / size;
    shown += length / size;
  }
  const auto count = static_cast<double>(orders.size());
  std::printf("  %-22s hit rate@10 %.4f, precision@10 %.4f, %.1f shown\n", name, hit / count, precision / count,
              shown / count);
}

Result<void> evaluate_by_orders(const Arguments& given, const Dataset& data) {
  const EvaluationTask task = hold_out_from(data.histories, {.kind = HoldoutKind::last_days, .days = given.days}, true);
  const auto orders = orders_since(data.histories, data.last_time - given.days * day_seconds);
  std::printf("%zu orders with two or more products in the last %u days\n", orders.size(), given.days);
  const Stopwatch watch;
  RelationsConfig config;
  config.threads = given.threads;
  // No sessions: those of the held-out days would be seen too.
  const Relations relations = train_relations(task.train, {}, data.catalogue, config);
  std::printf("relations trained in %.2f s\n", watch.seconds());
  evaluate_on_orders("complements", orders,
                     [&](ItemId item, std::size_t count) { return related(*relations.complements, item, count); });
  evaluate_on_orders("substitutes", orders,
                     [&](ItemId item, std::size_t count) { return related(*relations.substitutes, item, count); });
  MOSHAVER_TRY(recipes, contenders(given.recipes, {}));
  for (const Contender& contender : recipes) {
    MOSHAVER_TRY(ranker, trained(contender, task.train, data.catalogue, given.threads));
    evaluate_on_orders(("similar, " + std::string(contender.recipe->name)).c_str(), orders,
                       [&](ItemId item, std::size_t count) { return ranker.similar(item, count, {}); });
  }
  return {};
}

Result<void> run(const Arguments& given) {
  DatasetFiles files;
  files.events.assign(given.events.begin(), given.events.end());
  files.products.assign(given.products.begin(), given.products.end());
  files.column_map = bench::pairs_of(given.map);
  files.max_reject_rate = given.max_reject_rate;
  MOSHAVER_TRY(table, read_files(files));
  const SparseRows sessions = given.without_sessions ? SparseRows{} : build_sessions(table);
  const Dataset data = make_dataset(std::move(table));
  if (given.days > 0) return evaluate_by_orders(given, data);
  const Stopwatch watch;
  RelationsConfig config;
  config.threads = given.threads;
  const Relations relations = train_relations(data.histories, sessions, data.catalogue, config);
  std::printf("%u sessions; relations trained in %.2f s\n", sessions.row_count(), watch.seconds());
  return evaluate_by_truth(given, data, relations);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments given;
  po::options_description options("relations --events FILE... --truth DIR | --days N  [options]");
  options.add_options()("events", po::value(&given.events)->multitoken()->required(), "event files")(
      "products", po::value(&given.products)->multitoken(), "product files")("map", po::value(&given.map)->composing(),
                                                                             "OURS=THEIRS,..., as for moshaver train")(
      "max-reject-rate", po::value(&given.max_reject_rate), "share of bad rows allowed")(
      "truth", po::value(&given.truth), "truth/ of a generated shop")(
      "days", po::value(&given.days), "days to hold out")("recipe", po::value(&given.recipes)->composing(),
                                                          "compare its similar products; may be repeated")(
      "threads", po::value(&given.threads), "0: all")("without-sessions", po::bool_switch(&given.without_sessions),
                                                      "do not learn from views and carts");
  const auto run_given = [&] {
    if (given.recipes.empty()) given.recipes = {"popular", "item-item"};
    return run(given);
  };
  const auto usage_error = [&] {
    return std::string(given.truth.empty() == (given.days == 0) ? "name either --truth DIR or --days N" : "");
  };
  return bench::run_with(argc, argv, "relations", options, run_given, usage_error);
}
