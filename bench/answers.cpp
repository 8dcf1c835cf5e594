// Measures a blend's whole answer and each of its steps: bench/RESULTS.md, "A blend's answer".
//
//   answers MODEL [CUSTOMERS [COUNT]]     MODEL: a directory that `train --out` wrote, or a shop with a model
//
// Prints p50 and p99 of wall time on one thread over evenly spaced customers, after a round that warms the caches: first
// of the answer as it is served, then of each part of the blend.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <utility>

#include "engine/advice/answer.hpp"
#include "engine/advice/describe.hpp"
#include "engine/advice/reasons.hpp"
#include "engine/live/shop_state.hpp"
#include "engine/ranking/additive_scorer.hpp"
#include "engine/ranking/ranker.hpp"

namespace {

using namespace moshaver;

class Times {
 public:
  void add(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    us_.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  [[nodiscard]] double at(double share) {
    if (us_.empty()) return 0;
    std::sort(us_.begin(), us_.end());
    return us_[static_cast<std::size_t>(share * static_cast<double>(us_.size() - 1))];
  }

 private:
  std::vector<double> us_;
};

Result<ShopState> open(const std::filesystem::path& directory) {
  const bool is_shop = std::filesystem::exists(directory / "events.db");
  return is_shop ? read_shop_state(directory, SearchIndex::as_recorded, {})
                 : read_model_state(directory, SearchIndex::as_recorded);
}

void answer_all(const ShopState& shop, std::span<const UserId> users, std::size_t count) {
  const Dataset& data = shop.base->data;
  const Ranker& ranker = shop.model->ranker;
  const ProductNames names = names_from(*shop.catalogue, Language::english);
  Times asked, ranked, reasoned, whole, by_score;
  std::size_t reasons = 0;
  const auto answer_one = [&](UserId user) {
    const CustomerState customer{data.histories.of(user), user};
    const auto excluded = excluded_items(customer.history, data.histories.hidden_of(user), false);
    std::unique_ptr<Query> query;
    std::vector<ScoredItem> items;
    asked.add([&] { query = ranker.query(customer); });
    ranked.add([&] { items = query->top(count, {excluded}); });
    reasoned.add([&] {
      for (const ScoredItem& scored : items) {
        reasons += make_reasons(query->evidence(scored.item), 3, customer.history, names).size();
      }
    });
    AdviceRequest request;
    request.customer_id = data.customers.key(user.row);
    request.count = count;
    whole.add([&] { (void)answer(shop, request, 0); });
    request.diversity = 0;
    by_score.add([&] { (void)answer(shop, request, 0); });
  };
  for (const UserId user : users) answer_one(user);
  asked = ranked = reasoned = whole = by_score = Times();
  for (const UserId user : users) answer_one(user);
  std::printf("%zu customers, %zu products, %zu shown, %.1f reasons an answer\n", users.size(),
              static_cast<std::size_t>(data.histories.item_count), count,
              static_cast<double>(reasons) / static_cast<double>(2 * users.size()));
  std::printf("diversity of the model %g\n", static_cast<double>(ranker.model().diversity.value));
  std::printf("%-36s %8s %8s\n", "us", "p50", "p99");
  for (auto& [name, times] :
       std::vector<std::pair<const char*, Times*>>{{"history, candidates, parts' scores", &asked},
                                                   {"tables and order", &ranked},
                                                   {"reasons", &reasoned},
                                                   {"the whole answer, rules included", &whole},
                                                   {"the same by score, without diversity", &by_score}}) {
    std::printf("%-36s %8.1f %8.1f\n", name, times->at(0.5), times->at(0.99));
  }
}

void ask_parts(const ShopState& shop, std::span<const UserId> users, std::size_t count) {
  const AdditiveScorer& blend = *shop.model->ranker.additive();
  const std::size_t wanted = shop.model->ranker.model().ranker->candidates_per_part;
  std::vector<Times> make_query(blend.parts().size()), generate(make_query.size()), score(make_query.size()),
      explain(make_query.size());
  double candidates = 0;
  std::size_t terms = 0;
  for (const UserId user : users) {
    const CustomerState customer{shop.base->data.histories.of(user), user};
    const auto owned = excluded_items(customer.history, {}, false);
    std::vector<std::unique_ptr<Query>> queries(make_query.size());
    std::vector<ItemId> generated;
    for (std::size_t part = 0; part < make_query.size(); ++part) {
      make_query[part].add([&] { queries[part] = blend.parts()[part].scorer->query(customer); });
      if (!blend.parts()[part].generates_candidates) continue;
      generate[part].add([&] { queries[part]->generate_candidates(wanted, {owned}, generated); });
    }
    const CandidateItems items(generated, shop.base->data.histories.item_count);
    candidates += static_cast<double>(items.size());
    std::vector<float> scores(items.size());
    for (std::size_t part = 0; part < make_query.size(); ++part) {
      score[part].add([&] { queries[part]->score(items, scores); });
    }
    const auto shown = blend.query(customer)->top(count, {owned});
    for (std::size_t part = 0; part < make_query.size(); ++part) {
      explain[part].add([&] {
        for (const ScoredItem& scored : shown) terms += queries[part]->evidence(scored.item).size();
      });
    }
  }
  const auto a_customer = [&](double sum) { return sum / static_cast<double>(users.size()); };
  std::printf("\na customer: %.0f candidates, %.0f evidence terms of the %zu products shown\n", a_customer(candidates),
              a_customer(static_cast<double>(terms)), count);
  for (const double share : {0.5, 0.99}) {
    std::printf("%-16s %8s %8s %8s %8s\n", share < 0.9 ? "part, us p50" : "part, us p99", "query", "generate", "score",
                "explain");
    for (std::size_t part = 0; part < make_query.size(); ++part) {
      std::printf("%-16s %8.1f %8.1f %8.1f %8.1f\n", blend.parts()[part].name.c_str(), make_query[part].at(share),
                  generate[part].at(share), score[part].at(share), explain[part].at(share));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: answers MODEL [CUSTOMERS [COUNT]]\n", stderr);
    return 2;
  }
  const auto shop = open(argv[1]);
  if (!shop) {
    std::fprintf(stderr, "%s\n", shop.error().message.c_str());
    return 1;
  }
  if (shop->model->ranker.additive() == nullptr) {
    std::fputs("the model is not a blend with a ranker: train one with --recipe blend\n", stderr);
    return 1;
  }
  const std::size_t most = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 2'000;
  const std::size_t count = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 10;
  std::vector<UserId> users;
  const std::size_t all = shop->base->data.histories.user_count(),
                    step = std::max<std::size_t>(all / std::max(most, std::size_t{1}), 1);
  for (std::size_t row = 0; row < all && users.size() < most; row += step) {
    const UserId user{static_cast<std::uint32_t>(row)};
    if (!shop->base->data.histories.of(user).empty()) users.push_back(user);
  }
  answer_all(*shop, users, count);
  ask_parts(*shop, users, count);
}
