#include "models/blend/candidate_generators.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/parallel/parallel_for.hpp"
#include "models/evaluation/metrics.hpp"

namespace moshaver {

namespace {

constexpr std::uint16_t not_generated = std::numeric_limits<std::uint16_t>::max();

// A customer's candidates from all generators, best first by the weighted sum.
struct CandidateCase {
  std::vector<bool> wanted, always;  // by candidate; always: owned products, candidates whatever the generators
  std::vector<std::uint16_t> ranks;  // candidates x parts: position among the part's own candidates
  double ideal = 0;                  // DCG
};

CandidateCase make_case(const AdditiveScorer& scorer, const EvaluationTask& task, UserId user, std::size_t k) {
  const CustomerState customer{task.known().of(user), user};
  const auto excluded = excluded_items(customer.history, task.known().hidden_of(user), task.include_purchased);
  const Candidates found = scorer.candidates(customer);
  const auto generated_candidates = scorer.generated_candidates(customer);
  const std::size_t parts = generated_candidates.size(), width = scorer.features().size();

  std::vector<std::size_t> order;
  for (std::size_t at = 0; at < found.items.size(); ++at) {
    if (!std::binary_search(excluded.begin(), excluded.end(), found.items[at])) order.push_back(at);
  }
  const auto sum = [&](std::size_t at) { return found.features[at * width + AdditiveScorer::sum_feature]; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sum(a) > sum(b); });

  CandidateCase one;
  const auto truth = task.truth_of(user);
  one.ranks.resize(order.size() * parts, not_generated);
  for (std::size_t at = 0; at < order.size(); ++at) {
    const ItemId item = found.items[order[at]];
    one.wanted.push_back(std::binary_search(truth.begin(), truth.end(), item));
    one.always.push_back(found.owned[order[at]]);
    for (std::size_t part = 0; part < parts; ++part) {
      const auto rank = std::find(generated_candidates[part].begin(), generated_candidates[part].end(), item) -
                        generated_candidates[part].begin();
      if (rank < std::ssize(generated_candidates[part])) {
        one.ranks[at * parts + part] = static_cast<std::uint16_t>(rank);
      }
    }
  }
  one.ideal = ideal_dcg(std::min(k, truth.size()));
  return one;
}

// Which parts generate candidates, and how many each.
struct Choice {
  std::vector<bool> generates_candidates;  // by part
  std::uint32_t count = 0;
};

double ndcg_of(const CandidateCase& one, const Choice& choice, std::size_t k) {
  const std::size_t parts = choice.generates_candidates.size();
  double gain = 0;
  std::size_t shown = 0;
  for (std::size_t at = 0; at < one.wanted.size() && shown < k; ++at) {
    bool is_candidate = one.always[at];
    for (std::size_t part = 0; part < parts; ++part) {
      is_candidate = is_candidate || (choice.generates_candidates[part] && one.ranks[at * parts + part] < choice.count);
    }
    if (!is_candidate) continue;
    if (one.wanted[at]) gain += 1 / std::log2(2 + static_cast<double>(shown));
    ++shown;
  }
  return gain / one.ideal;
}

double mean_ndcg(const std::vector<CandidateCase>& cases, const Choice& choice, std::size_t k) {
  double sum = 0;
  for (const CandidateCase& one : cases) sum += ndcg_of(one, choice, k);
  return sum / static_cast<double>(std::max<std::size_t>(cases.size(), 1));
}

}  // namespace

CandidateGenerators choose_candidate_generators(const AdditiveScorer& scorer, std::uint32_t candidates_per_part,
                                                std::vector<std::string> costliest_first, const EvaluationTask& task,
                                                const CandidateGeneratorsConfig& config) {
  const std::vector<UserId> users = returning_customers(task, config.customers);
  std::vector<CandidateCase> cases(users.size());
  parallel_for(users.size(), 16, thread_count_or_all(config.threads),
               [&](std::size_t first, std::size_t last, std::size_t) {
                 for (std::size_t at = first; at < last; ++at) {
                   cases[at] = make_case(scorer, task, users[at], config.k);
                 }
               });
  std::vector<std::string> names;
  for (const BlendedPart& part : scorer.parts()) names.push_back(part.name);

  Choice choice{std::vector<bool>(names.size(), true), candidates_per_part};
  CandidateGenerators found;
  found.widest_ndcg = mean_ndcg(cases, choice, config.k);
  const double least = found.widest_ndcg * (1 - config.most_lost);
  const auto enough = [&](const Choice& tried) { return mean_ndcg(cases, tried, config.k) >= least; };
  for (const std::string& name : costliest_first) {
    Choice without = choice;
    without
        .generates_candidates[static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin())] =
        false;
    const bool any_left =
        std::count(without.generates_candidates.begin(), without.generates_candidates.end(), true) > 0;
    if (any_left && !cases.empty() && enough(without)) choice = without;
  }
  while (!cases.empty() && choice.count / 2 >= config.fewest) {
    const Choice fewer{choice.generates_candidates, choice.count / 2};
    if (!enough(fewer)) break;
    choice = fewer;
  }
  for (std::size_t part = 0; part < names.size(); ++part) {
    if (choice.generates_candidates[part]) found.parts.push_back(names[part]);
  }
  found.candidates_per_part = choice.count;
  found.ndcg = mean_ndcg(cases, choice, config.k);
  return found;
}

}  // namespace moshaver
