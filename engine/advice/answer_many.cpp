// Batch answers: rules that are the same for all customers run once, and the model ranks a block of customers together.
#include <algorithm>

#include "engine/advice/answer.hpp"
#include "engine/advice/answer_steps.hpp"
#include "engine/advice/describe.hpp"
#include "engine/advice/history.hpp"
#include "engine/advice/ranking.hpp"
#include "engine/advice/rules/rules.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "engine/ranking/diversity.hpp"

namespace moshaver {

namespace {

constexpr std::size_t block_size = 256;  // customers that the model ranks together

// Only for placement for_you without reasons.
void answer_block(const ShopState& shop, const CheckedRequest& checked, const Allowed& allowed,
                  std::span<const std::string> customer_ids, std::span<Advice> answers) {
  const AdviceRequest& request = checked.request;
  std::vector<AdviceHistory> histories;
  std::vector<Situation> situations;
  std::vector<std::pair<Situation, EligibleProducts>> met;
  std::vector<EligibleProducts> eligible;
  std::vector<CustomerState> states;
  std::vector<Exclusions> exclusions;
  histories.reserve(customer_ids.size());
  eligible.reserve(customer_ids.size());  // exclusions view its elements
  for (std::size_t at = 0; at < customer_ids.size(); ++at) {
    histories.push_back(find_history(shop, request, customer_ids[at], std::nullopt, checked.now, answers[at].ignored));
    situations.push_back(situation_of(shop, request, checked.situation, histories[at].customer, customer_ids[at]));
    // Most customers of a block are in one of a few situations.
    auto same = std::find_if(met.begin(), met.end(),
                             [&](const auto& one) { return same_obtainable(one.first, situations[at]); });
    if (same == met.end()) {
      met.emplace_back(situations[at], allowed_to(shop, checked, allowed, situations[at]));
      same = met.end() - 1;
    }
    eligible.push_back(same->second);
    apply_customer_rules(*shop.catalogue, request, std::nullopt, histories[at], eligible[at]);
    eligible[at].freeze();
    states.push_back(histories[at].state);
    exclusions.push_back(eligible[at].exclusions());
  }
  const std::size_t candidates = candidates_for_diversity(request.count, list_diversity(shop, request));
  const auto best = shop.model->ranker.top_batch(states, NegativeFeedback::depth(shop, candidates), exclusions);
  for (std::size_t at = 0; at < customer_ids.size(); ++at) {
    Ranking ranking(shop, request, histories[at], eligible[at], best[at]);
    answers[at].customer_id = customer_ids[at];
    describe(shop, request, situations[at], histories[at], ranking, eligible[at], answers[at]);
  }
}

}  // namespace

Result<void> answer_many(const ShopState& shop, std::span<const std::string> customer_ids, const AdviceRequest& request,
                         std::int64_t clock, std::size_t threads, const std::function<bool(Advice&)>& on_answer,
                         const ProgressSink& progress) {
  MOSHAVER_TRY(checked, check(shop, request, clock));
  std::vector<std::string> ignored;
  const Allowed allowed = allowed_by_shop(shop, checked, ignored);
  const bool within_sum = request.context.budget && request.context.budget_scope == BudgetScope::list;
  const bool in_blocks = request.placement == Placement::for_you && request.max_reasons == 0 && !within_sum;
  threads = thread_count_or_all(threads);
  // Four blocks a thread at a time: answers are returned in order, and memory stays small.
  const std::size_t wave = block_size * threads * 4;
  for (std::size_t begin = 0; begin < customer_ids.size(); begin += wave) {
    const auto ids = customer_ids.subspan(begin, std::min(wave, customer_ids.size() - begin));
    std::vector<Advice> answers(ids.size());
    parallel_for(ids.size(), block_size, threads, [&](std::size_t first, std::size_t last, std::size_t) {
      if (in_blocks) {
        answer_block(shop, checked, allowed, ids.subspan(first, last - first),
                     std::span(answers).subspan(first, last - first));
        return;
      }
      for (std::size_t at = first; at < last; ++at) answers[at] = answer_to(shop, checked, ids[at], &allowed);
    });
    for (Advice& advice : answers) {
      advice.ignored.insert(advice.ignored.end(), ignored.begin(), ignored.end());
      if (!on_answer(advice)) return {};
    }
    report(progress, {"recommending", begin + ids.size(), customer_ids.size(), "customers"});
  }
  return {};
}

}  // namespace moshaver
