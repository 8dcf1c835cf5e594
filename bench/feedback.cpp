// Measures whether what people said of products tells how later buyers grade them: bench/RESULTS.md, "Feedback".
//
//   feedback SHOP RATINGS.csv QUALITY.csv PURCHASES.csv
//
// SHOP holds the events before a day and has a model. RATINGS.csv: customer_id,product_id,value of ratings after that
// day, without a header. QUALITY.csv: the truth of a generated shop, truth/products.csv. PURCHASES.csv:
// customer_id,product_id after that day. Prints the probability that a rating of 4 or 5 has a higher factor, or score,
// than one of 1 or 2 (area under the ROC curve), the rank correlation of the factor of products with their true quality,
// and Recall@10 and NDCG@10 of new products bought later, by the model's list and by the lowered one.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

#include "bench/command_line.hpp"
#include "engine/advice/negative_feedback.hpp"
#include "engine/live/shop_state.hpp"
#include "engine/ranking/candidate_items.hpp"

namespace {

using namespace moshaver;

// Mean ranks from 1; equal values share theirs.
std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    for (std::size_t at = first; at < last; ++at) ranks[order[at]] = static_cast<double>(first + last + 1) / 2;
    first = last;
  }
  return ranks;
}

double area_under_curve(const std::vector<double>& values, const std::vector<bool>& is_good) {
  const std::vector<double> ranks = ranks_of(values);
  double sum = 0, good = 0;
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (!is_good[at]) continue;
    sum += ranks[at];
    ++good;
  }
  const double bad = static_cast<double>(values.size()) - good;
  return (sum - good * (good + 1) / 2) / (good * bad);
}

double correlation(std::vector<double> a, std::vector<double> b) {
  a = ranks_of(a);
  b = ranks_of(b);
  const double mean = static_cast<double>(a.size() + 1) / 2;
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t at = 0; at < a.size(); ++at) {
    ab += (a[at] - mean) * (b[at] - mean);
    aa += (a[at] - mean) * (a[at] - mean);
    bb += (b[at] - mean) * (b[at] - mean);
  }
  return ab / std::sqrt(aa * bb);
}

struct Quality {
  double recall = 0, ndcg = 0;
  void add(const std::vector<ScoredItem>& list, const std::set<ItemId>& bought) {
    double gain = 0, ideal = 0, hits = 0;
    for (std::size_t at = 0; at < list.size(); ++at) {
      if (!bought.contains(list[at].item)) continue;
      ++hits;
      gain += 1 / std::log2(static_cast<double>(at) + 2);
    }
    for (std::size_t at = 0; at < std::min<std::size_t>(10, bought.size()); ++at)
      ideal += 1 / std::log2(static_cast<double>(at) + 2);
    recall += hits / static_cast<double>(bought.size());
    ndcg += gain / ideal;
  }
};

// Of products that the customers did not have before.
void measure_lists(const ShopState& shop, const char* path) {
  const ProductGroups& groups = shop.catalogue->groups();
  std::map<std::string, std::set<ItemId>> later;
  for (const auto& row : bench::rows_of(path, bench::Header::none)) {
    if (const auto product = shop.catalogue->find(row.at(1))) later[row.at(0)].insert(groups.head(*product));
  }
  Quality model, lowered;
  double customers = 0, differ = 0;
  for (auto& [id, bought] : later) {
    AdviceHistory history;
    history.customer = find_customer(shop, id);
    if (history.customer.history.empty()) continue;
    history.state = {history.customer.history, history.customer.user};
    const auto excluded = excluded_items(history.customer.history, history.customer.hidden, false);
    for (const ItemId item : excluded) bought.erase(item);
    if (bought.empty()) continue;
    NegativeFeedback feedback(shop, history, NegativeFeedback::For::customer);
    const auto query = shop.model->ranker.query(history.state);
    const auto top = [&](std::size_t most) { return query->top(most, {excluded}); };
    const auto plain = top(10), best = feedback.best(10, top);
    ++customers;
    const auto same = [](const ScoredItem& a, const ScoredItem& b) { return a.item == b.item; };
    differ += !std::equal(plain.begin(), plain.end(), best.begin(), best.end(), same);
    model.add(plain, bought);
    lowered.add(best, bought);
  }
  std::printf("%.0f customers, %.0f lists differ: Recall@10 %.4f -> %.4f, NDCG@10 %.4f -> %.4f\n", customers, differ,
              model.recall / customers, lowered.recall / customers, model.ndcg / customers, lowered.ndcg / customers);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::fputs("usage: feedback SHOP RATINGS.csv QUALITY.csv PURCHASES.csv\n", stderr);
    return 2;
  }
  const auto shop = read_shop_state(arguments[1], SearchIndex::as_recorded, {});
  if (!shop) {
    std::fprintf(stderr, "%s\n", shop.error().message.c_str());
    return 1;
  }
  const ProductGroups& groups = shop->catalogue->groups();
  std::vector<bool> is_good;
  std::map<std::string, std::vector<double>> values;
  for (const auto& row : bench::rows_of(arguments[2], bench::Header::none)) {
    const double value = std::stod(row.at(2));
    const auto product = shop->catalogue->find(row.at(1));
    if (!product || (value > 2 && value < 4)) continue;
    const ItemId item = groups.head(*product);
    AdviceHistory history;
    history.customer = find_customer(*shop, row.at(0));
    if (history.customer.history.empty()) continue;
    history.state = {history.customer.history, history.customer.user};
    NegativeFeedback feedback(*shop, history, NegativeFeedback::For::customer);
    const auto factors = feedback.of(item);
    is_good.push_back(value >= 4);
    values["everybody"].push_back(factors.everybody);
    values["alike"].push_back(factors.alike);
    values["own"].push_back(factors.own);
    values["all"].push_back(factors.all());
    const CandidateItems asked(std::vector<ItemId>{item}, shop->base->data.products.size());
    float score = 0;
    shop->model->ranker.query(history.state)->score(asked, std::span(&score, 1));
    values["score"].push_back(static_cast<double>(score));
    values["score lowered"].push_back(static_cast<double>(score + feedback.change_of(score, item)));
  }
  const auto good = std::count(is_good.begin(), is_good.end(), true);
  std::printf("%zu ratings, %td good\n", is_good.size(), good);
  for (const auto& [name, list] : values)
    std::printf("%-14s AUC %.4f\n", name.c_str(), area_under_curve(list, is_good));
  std::vector<double> factors, quality;
  for (const auto& row : bench::rows_of(arguments[3])) {
    const auto item = shop->catalogue->find(row.at(0));
    if (!item || groups.head(*item) != *item || shop->feedback->purchases(groups, *item) < 50) continue;
    factors.push_back(shop->feedback->factor(groups, *item));
    quality.push_back(std::stod(row.at(7)));
  }
  std::printf("%zu products with 50 purchases: rank correlation of factor and quality %.4f\n", factors.size(),
              correlation(factors, quality));
  measure_lists(*shop, arguments[4]);
  return 0;
}
