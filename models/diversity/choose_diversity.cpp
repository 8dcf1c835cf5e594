#include "models/diversity/choose_diversity.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/parallel/parallel_for.hpp"
#include "engine/ranking/diversity.hpp"
#include "models/evaluation/metrics.hpp"

namespace moshaver {

namespace {

constexpr std::size_t shown = 10, first_shown = 5;

double ndcg_of(std::span<const ScoredItem> list, std::span<const ItemId> truth) {
  double gain = 0;
  for (std::size_t at = 0; at < list.size(); ++at) {
    if (std::binary_search(truth.begin(), truth.end(), list[at].item))
      gain += 1 / std::log2(static_cast<double>(at) + 2);
  }
  return gain / ideal_dcg(std::min(shown, truth.size()));
}

// What one customer's list is like.
struct ListFigures {
  double ndcg = 0, categories = 0, alike = 0, crowded = 0;
};

ListFigures figures_of(std::span<const ScoredItem> list, std::span<const ItemId> truth,
                       std::span<const ProductKind> kinds) {
  ListFigures figures;
  figures.ndcg = ndcg_of(list, truth);
  std::set<std::uint32_t> categories;
  double pairs = 0;
  for (std::size_t a = 0; a < list.size(); ++a) {
    const ProductKind& kind = kinds[list[a].item.row];
    if (kind.steps > 0) categories.insert(kind.path[kind.steps - 1U]);
    std::size_t duplicates = 0;
    for (std::size_t b = 0; b < list.size(); ++b) {
      const ProductKind& other = kinds[list[b].item.row];
      if (b < a) {
        figures.alike += similarity(kind, other);
        ++pairs;
      }
      if (a < first_shown && b < first_shown && b != a && near_duplicates(kind, other)) ++duplicates;
    }
    if (duplicates >= 2) figures.crowded = 1;
  }
  figures.categories = static_cast<double>(categories.size());
  if (pairs > 0) figures.alike /= pairs;
  return figures;
}

}  // namespace

DiversityTrials try_diversities(const Ranker& ranker, const EvaluationTask& task, const DiversityConfig& config) {
  DiversityTrials tried;
  if (task.catalogue->empty()) return tried;
  const std::vector<ProductKind> kinds = kinds_of_products(*task.catalogue, task.train.item_count);
  if (std::all_of(kinds.begin(), kinds.end(), [](const ProductKind& kind) { return kind.is_unknown(); })) return tried;
  std::vector<UserId> users = evaluated_users(task);
  std::erase_if(users, [&](UserId user) { return !ranker.knows_any(task.known().of(user)); });
  if (users.size() > config.most_customers) {
    for (std::size_t at = 0; at < config.most_customers; ++at)
      users[at] = users[at * users.size() / config.most_customers];
    users.resize(config.most_customers);
  }
  if (users.empty()) return tried;
  tried.customers = users.size();
  tried.trials.resize(1 + tried_diversities.size());
  for (std::size_t at = 0; at < tried_diversities.size(); ++at) tried.trials[at + 1].value = tried_diversities[at];

  std::vector<std::vector<ListFigures>> found(users.size());
  parallel_for(
      users.size(), 16, thread_count_or_all(config.threads), [&](std::size_t first, std::size_t last, std::size_t) {
        for (std::size_t at = first; at < last; ++at) {
          const auto history = task.known().of(users[at]);
          const auto excluded = excluded_items(history, task.known().hidden_of(users[at]), task.include_purchased);
          const auto best =
              ranker.top({history, users[at]}, candidates_for_diversity(shown, tried_diversities.back()), {excluded});
          for (const DiversityTrial& trial : tried.trials) {
            const auto first_of = candidates_for_diversity(shown, trial.value);
            const auto candidates = std::span(best).first(std::min(first_of, best.size()));
            const auto list = diversified(candidates, shown, trial.value, [&](ItemId item) { return kinds[item.row]; });
            found[at].push_back(figures_of(list, task.truth_of(users[at]), kinds));
          }
        }
      });

  const auto count = static_cast<double>(users.size());
  for (std::size_t at = 0; at < tried.trials.size(); ++at) {
    DiversityTrial& trial = tried.trials[at];
    double difference = 0, squares = 0;
    for (const auto& figures : found) {
      const double lost = figures.front().ndcg - figures[at].ndcg;
      trial.ndcg += figures[at].ndcg / count;
      trial.categories += figures[at].categories / count;
      trial.alike += figures[at].alike / count;
      trial.crowded += figures[at].crowded / count;
      difference += lost / count;
      squares += lost * lost / count;
    }
    const double whole = tried.trials.front().ndcg;
    if (whole <= 0) continue;
    trial.loss = difference / whole;
    trial.error = std::sqrt(std::max(squares - difference * difference, 0.0) / count) / whole;
  }
  return tried;
}

ListDiversity chosen_diversity(const DiversityTrials& tried) {
  ListDiversity chosen;
  if (tried.trials.empty() || tried.trials.front().ndcg <= 0) return chosen;
  if (tried.customers < least_diversity_customers) return chosen;
  chosen.customers = tried.customers;
  for (const DiversityTrial& trial : tried.trials) {
    if (trial.loss + trial.error > most_ndcg_loss) continue;
    chosen.value = static_cast<float>(trial.value);
    chosen.ndcg_loss = trial.loss;
  }
  return chosen;
}

}  // namespace moshaver
