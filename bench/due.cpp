// Measures when products are due again, and the placement buy_again: bench/RESULTS.md, "Due again".
//
//   --truth DIR    a generated shop's truth: the error of the due day, and which products are taken for durables
//   --days N       holds out the last N days; of what customers then bought again, how much do the first ten products of
//                  buy_again hold? Compared with the order by a recipe's score (--recipe), without regard to what is due
//   --last-basket  the same with each customer's last order held out, which needs no dates
#include <algorithm>
#include <boost/program_options.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "bench/command_line.hpp"
#include "engine/advice/due.hpp"
#include "engine/data/dataset.hpp"
#include "engine/ingest/read_dataset.hpp"
#include "models/evaluation/comparison.hpp"
#include "models/evaluation/evaluation_task.hpp"
#include "models/repurchase/repurchase.hpp"
#include "models/training/event_source.hpp"

namespace {

namespace po = boost::program_options;
using namespace moshaver;

struct Arguments {
  std::vector<std::string> events, products, map;
  std::string truth, recipe;
  std::uint32_t days = 0;
  bool last_basket = false;
  double max_reject_rate = 0.01;
  std::size_t threads = 1, most_customers = 0;
  std::vector<double> chances = {0.2}, elapsed = {0.05}, lapsed = {0.1}, soon = {0.02};
};

double day_of(const std::string& date) {
  int year = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(date.c_str(), "%d-%u-%u", &year, &month, &day) != 3) return 0;
  const std::chrono::sys_days days = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return static_cast<double>(days.time_since_epoch().count());
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

struct Errors {
  std::vector<double> days, gaps;
  double signed_sum = 0;
  void add(double error, double gap) {
    days.push_back(std::abs(error));
    gaps.push_back(gap);
    signed_sum += error;
  }
  void print(const char* name) const {
    const auto count = static_cast<double>(days.size());
    const auto close = std::count_if(days.begin(), days.end(), [](double error) { return error <= 3; });
    std::printf(
        "  %-34s %6zu  median error %5.1f days, mean of signed errors %+5.1f, within 3 days %.3f; median gap %.1f "
        "days\n",
        name, days.size(), median(days), signed_sum / count, static_cast<double>(close) / count, median(gaps));
  }
};

void evaluate_by_truth(const Arguments& given, const Dataset& data, const Repurchase& learned) {
  std::map<std::uint32_t, std::string> roles;
  for (const auto& row : bench::rows_of(given.truth + "/products.csv")) {
    if (const auto item = data.products.find(row[0])) roles[data.groups.head(ItemId{*item}).row] = row[2];
  }
  std::map<std::uint32_t, std::map<std::uint32_t, std::vector<std::string>>> truth;
  for (const auto& row : bench::rows_of(given.truth + "/due.csv")) {
    const auto user = data.customers.find(row[0]), item = data.products.find(row[1]);
    if (user && item) truth[*user][data.groups.head(ItemId{*item}).row] = row;
  }
  Errors all, came, dated, repeated, twice, once;
  std::map<std::string, std::array<std::size_t, 4>> states;
  std::array<std::size_t, 4> of_staples{};
  std::size_t without_purchase = 0;
  for (std::uint32_t user = 0; user < data.customers.size(); ++user) {
    const auto history = data.histories.of(UserId{user});
    const auto products = due_products(learned, history, data.last_time);
    const auto expected = truth.find(user);
    std::size_t found = 0;
    for (const DueProduct& product : products) {
      ++states[roles[product.item.row]][static_cast<std::size_t>(product.state)];
      if (expected == truth.end()) continue;
      const auto due = expected->second.find(product.item.row);
      if (due == expected->second.end()) continue;
      ++found;
      ++of_staples[static_cast<std::size_t>(product.state)];
      const double gap = std::stod(due->second[4]);
      std::set<std::uint32_t> days;
      for (const Purchase& bought : history) {
        if (bought.item == product.item && bought.quantity > 0) days.insert(bought.time / day_seconds);
      }
      if (product.due_on == 0) continue;
      const double error = std::floor(product.due_on / static_cast<double>(day_seconds)) - day_of(due->second[2]);
      all.add(error, gap);
      came.add(std::floor(product.due_on / static_cast<double>(day_seconds)) - day_of(due->second[3]), gap);
      if (product.state == DueState::due || product.state == DueState::not_yet) dated.add(error, gap);
      (days.size() == 1 ? once : days.size() < 4 ? twice : repeated).add(error, gap);
    }
    if (expected != truth.end()) without_purchase += expected->second.size() - found;
  }
  std::printf("staples of present customers; %zu more were never bought yet\n", without_purchase);
  all.print("against the day it is due");
  came.print("against the day they come");
  dated.print("of these due or not yet due");
  once.print("bought once");
  twice.print("bought 2 or 3 times");
  repeated.print("bought 4 times or more");
  std::printf("what is taken for    durable  not yet due  due  lapsed\n");
  for (const auto& [role, of_role] : states) {
    std::printf("  %-18s %8zu %8zu %8zu %8zu\n", role.c_str(), of_role[0], of_role[1], of_role[2], of_role[3]);
  }
  std::printf("  %-18s %8zu %8zu %8zu %8zu\n", "true staples", of_staples[0], of_staples[1], of_staples[2],
              of_staples[3]);
}

// Means over customers who bought something again.
struct Quality {
  double recall = 0, ndcg = 0, shown = 0, precision = 0, customers = 0, answered = 0;
  void add(std::span<const ItemId> list, std::span<const ItemId> truth, std::size_t length) {
    constexpr std::size_t k = 10;
    double hits = 0, gain = 0, ideal = 0;
    for (std::size_t rank = 0; rank < std::min(k, list.size()); ++rank) {
      if (!std::binary_search(truth.begin(), truth.end(), list[rank])) continue;
      hits += 1;
      gain += 1 / std::log2(2 + static_cast<double>(rank));
    }
    for (std::size_t rank = 0; rank < std::min(k, truth.size()); ++rank)
      ideal += 1 / std::log2(2 + static_cast<double>(rank));
    shown += static_cast<double>(length);
    if (!list.empty()) {
      answered += 1;
      precision += hits / static_cast<double>(std::min(k, list.size()));
    }
    if (truth.empty()) return;
    customers += 1;
    recall += hits / static_cast<double>(truth.size());
    ndcg += gain / ideal;
  }
  void print(const char* name, double asked) const {
    std::printf("  %-40s recall@10 %.4f  NDCG@10 %.4f  precision@10 %.4f  answered %.3f  products offered %.1f\n", name,
                recall / customers, ndcg / customers, precision / std::max(1.0, answered), answered / asked,
                shown / asked);
  }
};

Result<void> evaluate_by_repeats(const Arguments& given, const Dataset& data) {
  HoldoutPlan plan{.kind = HoldoutKind::last_days, .days = given.days};
  if (given.last_basket) plan.kind = HoldoutKind::last_basket;
  EvaluationTask task = hold_out_from(data.histories, plan, true);
  const std::int64_t now = std::int64_t{data.last_time} - std::int64_t{given.days} * day_seconds;
  const Stopwatch watch;
  const auto learned = learn_repurchase(task.train, data.catalogue, {.threads = given.threads});
  std::printf("%zu purchases; learned in %.2f s, in %s\n", task.train.purchases.size(), watch.seconds(),
              learned && learned->in_days ? "days" : "orders");
  if (!learned) return failure(ErrorCode::no_data, "nobody bought anything twice");
  std::optional<Ranker> ranker;
  if (!given.recipe.empty()) {
    MOSHAVER_TRY(recipes, contenders(std::vector{given.recipe}, {}));
    MOSHAVER_TRY(model, train_recipe(*recipes.front().recipe, recipes.front().settings, {task.train, data.catalogue},
                                     {1, given.threads, {}, true}));
    MOSHAVER_TRY(built, Ranker::build(std::move(model), task.train));
    ranker.emplace(std::move(built));
  }
  struct Setting {
    DueThresholds thresholds;
    Quality by_due, by_score;
  };
  std::vector<Setting> settings;
  for (const double chance : given.chances) {
    for (const double share : given.elapsed) {
      for (const double lapsed : given.lapsed) {
        for (const double soon : given.soon) settings.push_back({{chance, share, lapsed, soon}, {}, {}});
      }
    }
  }
  Quality by_score, by_count;
  double asked = 0;
  std::size_t row = 0;
  for (std::uint32_t user = 0; user < task.train.user_count(); ++user) {
    const auto history = task.train.of(UserId{user});
    // With the last order held out, customers with an order held out; else all known ones: who stays away counts too.
    if (history.empty() || (given.last_basket && task.truth_of(UserId{user}).empty())) continue;
    if (given.most_customers > 0 && row++ % (1 + task.train.user_count() / given.most_customers) != 0) continue;
    asked += 1;
    const auto owned = distinct_items(history);
    std::vector<ItemId> truth;
    const auto all = task.truth_of(UserId{user});
    std::set_intersection(all.begin(), all.end(), owned.begin(), owned.end(), std::back_inserter(truth));
    std::map<ItemId, float> scores;
    if (ranker) {
      const CandidateItems candidates(owned, task.train.item_count);
      std::vector<float> values(candidates.size());
      ranker->query({history, UserId{user}})->score(candidates, values);
      std::vector<ScoredItem> order;
      for (std::size_t at = 0; at < values.size(); ++at) order.push_back({candidates.items()[at], values[at]});
      std::sort(order.begin(), order.end(), ranks_before);
      std::vector<ItemId> list;
      for (const ScoredItem& one : order) {
        scores[one.item] = one.score;
        list.push_back(one.item);
      }
      by_score.add(list, truth, list.size());
    }
    std::map<ItemId, float> counts;
    for (const Purchase& one : history) counts[one.item] += one.quantity > 0 ? 1 : 0;
    std::vector<ScoredItem> order;
    for (const ItemId item : owned) order.push_back({item, counts[item]});
    std::sort(order.begin(), order.end(), ranks_before);
    std::vector<ItemId> counted;
    for (const ScoredItem& one : order) counted.push_back(one.item);
    by_count.add(counted, truth, counted.size());
    for (Setting& setting : settings) {
      std::vector<ScoredItem> due, scored;
      for (const DueProduct& product : due_products(*learned, history, now, setting.thresholds)) {
        if (product.state != DueState::due) continue;
        due.push_back({product.item, product.score});
        if (ranker) scored.push_back({product.item, scores[product.item]});
      }
      for (auto* list : {&due, &scored}) {
        std::sort(list->begin(), list->end(), ranks_before);
        std::vector<ItemId> items;
        for (const ScoredItem& one : *list) items.push_back(one.item);
        (list == &due ? setting.by_due : setting.by_score).add(items, truth, items.size());
      }
    }
  }
  std::printf("%.0f customers, of whom %.0f bought something again\n", asked, by_count.customers);
  by_count.print("owned, by number of purchases", asked);
  if (ranker) by_score.print("owned, by score (before)", asked);
  for (const Setting& setting : settings) {
    char name[96];
    std::snprintf(name, sizeof name, "due, chance %.2f, elapsed %.2f, lapsed %.2f, soon %.3f",
                  setting.thresholds.least_chance, setting.thresholds.least_elapsed, setting.thresholds.lapsed_chance,
                  setting.thresholds.least_soon);
    setting.by_due.print(name, asked);
    if (ranker) setting.by_score.print("    the same by score", asked);
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
  Dataset data = make_dataset(std::move(table));
  group_variants(data);
  if (given.truth.empty()) return evaluate_by_repeats(given, data);
  const Stopwatch watch;
  const auto learned = learn_repurchase(data.histories, data.catalogue, {.threads = given.threads});
  if (!learned) return failure(ErrorCode::no_data, "nobody bought anything twice");
  std::printf("%zu purchases; learned in %.2f s\n", data.histories.purchases.size(), watch.seconds());
  evaluate_by_truth(given, data, *learned);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  Arguments given;
  po::options_description options("due --events FILE... --truth DIR | --days N | --last-basket  [options]");
  options.add_options()("events", po::value(&given.events)->multitoken()->required(), "event files")(
      "products", po::value(&given.products)->multitoken(), "product files")("map", po::value(&given.map)->composing(),
                                                                             "OURS=THEIRS,..., as for moshaver train")(
      "max-reject-rate", po::value(&given.max_reject_rate), "share of bad rows allowed")(
      "truth", po::value(&given.truth), "truth/ of a generated shop")(
      "days", po::value(&given.days), "days to hold out")("last-basket", po::bool_switch(&given.last_basket),
                                                          "hold out each customer's last order")(
      "recipe", po::value(&given.recipe), "compare the order by its score")(
      "chance", po::value(&given.chances)->multitoken(), "thresholds to try")(
      "elapsed", po::value(&given.elapsed)->multitoken(), "thresholds to try")(
      "lapsed", po::value(&given.lapsed)->multitoken(), "thresholds to try")(
      "soon", po::value(&given.soon)->multitoken(), "thresholds to try")(
      "most-customers", po::value(&given.most_customers), "evenly chosen; 0: all")("threads", po::value(&given.threads),
                                                                                   "0: all");
  const auto usage_error = [&] {
    return std::string(
        given.truth.empty() && given.days == 0 && !given.last_basket ? "name --truth, --days or --last-basket" : "");
  };
  return bench::run_with(
      argc, argv, "due", options, [&] { return run(given); }, usage_error);
}
