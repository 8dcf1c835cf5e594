#include "models/blend/blend_weights.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "engine/parallel/parallel_for.hpp"
#include "engine/ranking/additive_scorer.hpp"
#include "models/evaluation/metrics.hpp"

namespace moshaver {

namespace {

// One sampled customer, as the search needs it.
struct Case {
  std::vector<float> scores;  // candidates x parts
  std::vector<bool> wanted;   // by candidate
  double ideal = 0;           // DCG
};

Case make_case(std::span<const Ranker> rankers, const EvaluationTask& task, UserId user,
               const BlendWeightConfig& config) {
  const CustomerState customer{task.known().of(user), user};
  const auto owned = excluded_items(customer.history, {}, false);
  const auto excluded = excluded_items(customer.history, task.known().hidden_of(user), task.include_purchased);
  std::vector<std::unique_ptr<Query>> parts;
  std::vector<ItemId> generated;
  for (const Ranker& ranker : rankers) {
    parts.push_back(ranker.query(customer));
    parts.back()->generate_candidates(config.candidates_per_part, {owned}, generated);
  }
  generated.insert(generated.end(), owned.begin(), owned.end());
  std::erase_if(generated, [&](ItemId item) { return std::binary_search(excluded.begin(), excluded.end(), item); });
  const CandidateItems candidates(std::move(generated), task.train.item_count);

  Case found;
  const auto truth = task.truth_of(user);
  for (const ItemId candidate : candidates.items()) {
    found.wanted.push_back(std::binary_search(truth.begin(), truth.end(), candidate));
  }
  found.scores.resize(candidates.size() * rankers.size());
  std::vector<float> scores(candidates.size());
  for (std::size_t part = 0; part < rankers.size(); ++part) {
    parts[part]->score(candidates, scores);
    std::vector<float> fresh;  // as in serving, the standard deviation is over candidates that are new
    for (std::size_t at = 0; at < scores.size(); ++at) {
      if (!std::binary_search(owned.begin(), owned.end(), candidates.items()[at])) fresh.push_back(scores[at]);
    }
    const float scale = 1 / deviation(fresh);
    for (std::size_t at = 0; at < scores.size(); ++at) found.scores[at * rankers.size() + part] = scale * scores[at];
  }
  found.ideal = ideal_dcg(std::min(config.k, truth.size()));
  return found;
}

double ndcg_of(const Case& one, std::span<const float> weights, std::size_t k) {
  std::vector<std::pair<float, std::size_t>> ranked;
  for (std::size_t candidate = 0; candidate < one.wanted.size(); ++candidate) {
    float score = 0;
    for (std::size_t part = 0; part < weights.size(); ++part) {
      score += weights[part] * one.scores[candidate * weights.size() + part];
    }
    ranked.emplace_back(-score, candidate);
  }
  const std::size_t shown = std::min(k, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(shown), ranked.end());
  double gain = 0;
  for (std::size_t at = 0; at < shown; ++at) {
    if (one.wanted[ranked[at].second]) gain += 1 / std::log2(2 + static_cast<double>(at));
  }
  return gain / one.ideal;
}

class Search {
 public:
  Search(const std::vector<Case>& cases, std::size_t parts, const BlendWeightConfig& config)
      : cases_(cases), parts_(parts), config_(config) {}

  BlendWeights run() {
    BlendWeights found;
    for (std::size_t part = 0; part < parts_; ++part) {
      std::vector<float> alone(parts_, 0.0F);
      alone[part] = 1;
      found.best_alone = std::max(found.best_alone, ndcg(alone));
    }
    std::vector<float> weights(parts_, 1.0F);
    double best = ascend(weights);
    while (leave_one_out(weights, best)) best = ascend(weights);
    const float largest = *std::max_element(weights.begin(), weights.end());
    for (float& weight : weights) weight /= largest;
    found.weights = std::move(weights);
    found.ndcg = best;
    return found;
  }

 private:
  // Mean over the cases, summed in their order.
  double ndcg(const std::vector<float>& weights) const {
    std::vector<double> each(cases_.size());
    parallel_for(cases_.size(), 256, config_.threads, [&](std::size_t first, std::size_t last, std::size_t) {
      for (std::size_t at = first; at < last; ++at) each[at] = ndcg_of(cases_[at], weights, config_.k);
    });
    double sum = 0;
    for (const double one : each) sum += one;
    return sum / static_cast<double>(std::max<std::size_t>(cases_.size(), 1));
  }

  // Coordinate ascent: tries multiples of each nonzero weight until none helps.
  double ascend(std::vector<float>& weights) const {
    double best = ndcg(weights);
    for (bool improved = true; improved;) {
      improved = false;
      for (std::size_t part = 0; part < parts_; ++part) {
        const float now = weights[part];
        if (now == 0) continue;
        float kept = now;
        for (const float factor : {0.25F, 0.5F, 0.7F, 1.4F, 2.0F, 4.0F}) {
          weights[part] = std::clamp(now * factor, 0.01F, 100.0F);
          if (const double tried = ndcg(weights); tried > best * (1 + 1e-4)) {
            best = tried;
            kept = weights[part];
            improved = true;
          }
        }
        weights[part] = kept;
      }
    }
    return best;
  }

  // Drops the part whose removal costs least, if that is less than min_gain.
  bool leave_one_out(std::vector<float>& weights, double best) const {
    std::size_t least = parts_;
    double without_least = best * (1 - config_.min_gain);
    for (std::size_t part = 0; part < parts_; ++part) {
      const bool last_one = std::count_if(weights.begin(), weights.end(), [](float weight) { return weight > 0; }) == 1;
      if (weights[part] == 0 || last_one) continue;
      std::vector<float> without = weights;
      without[part] = 0;
      if (const double tried = ndcg(without); tried > without_least) {
        without_least = tried;
        least = part;
      }
    }
    if (least == parts_) return false;
    weights[least] = 0;
    return true;
  }

  const std::vector<Case>& cases_;
  std::size_t parts_;
  const BlendWeightConfig& config_;
};

}  // namespace

BlendWeights find_blend_weights(std::span<const Ranker> rankers, const EvaluationTask& task,
                                const BlendWeightConfig& requested, const ProgressSink& progress) {
  BlendWeightConfig config = requested;
  config.threads = thread_count_or_all(requested.threads);
  const std::vector<UserId> users = returning_customers(task, config.customers);
  std::vector<Case> cases(users.size());
  std::mutex reporting;
  std::uint64_t done = 0;
  parallel_for(users.size(), 16, config.threads, [&](std::size_t first, std::size_t last, std::size_t) {
    for (std::size_t at = first; at < last; ++at) cases[at] = make_case(rankers, task, users[at], config);
    const std::lock_guard lock(reporting);
    done += last - first;
    report(progress, {"weighting parts", done, users.size(), "customers"});
  });
  if (cases.empty()) return {std::vector<float>(rankers.size(), 1.0F), 0, 0};
  return Search(cases, rankers.size(), config).run();
}

}  // namespace moshaver
