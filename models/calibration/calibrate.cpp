#include "models/calibration/calibrate.hpp"

#include <algorithm>
#include <utility>

#include "engine/parallel/parallel_for.hpp"
#include "models/blend/boosting.hpp"
#include "models/calibration/monotone_logistic.hpp"
#include "models/evaluation/calibration.hpp"
#include "models/random/splitmix64.hpp"

namespace moshaver {

namespace {

constexpr std::uint32_t folds = 5;
constexpr std::size_t best_new = 100, sampled_rest = 20, measured_k = 20;
constexpr std::size_t most_owned = 500;  // of one customer: the best
// With so many customers in the fit, one fold of the others is enough to measure on.
constexpr std::size_t enough_for_one_fold = 2'500;

bool in_list(std::span<const ItemId> ascending, ItemId item) {
  return std::binary_search(ascending.begin(), ascending.end(), item);
}

struct Case {
  float score, weight;
  bool owned, bought;
};

void keep_best(std::vector<Case>& cases, std::size_t most) {
  std::stable_sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.score > b.score; });
  if (cases.size() > most) cases.resize(most);
}

std::vector<Case> cases_of_owned(Query& query, const EvaluationTask& task, UserId user) {
  const auto hidden = task.known().hidden_of(user);
  const auto truth = task.truth_of(user);
  std::vector<ItemId> owned;
  for (const ItemId item : excluded_items(task.known().of(user), {}, false)) {
    if (item.row < task.train.item_count && !in_list(hidden, item)) owned.push_back(item);
  }
  const CandidateItems items(owned, task.train.item_count);
  std::vector<float> scores(items.size());
  query.score(items, scores);
  std::vector<Case> cases;
  for (std::size_t at = 0; at < items.size(); ++at) {
    cases.push_back({scores[at], 1, true, in_list(truth, items.items()[at])});
  }
  return cases;
}

// The cases of one customer who bought in the window.
std::vector<Case> cases_of(const Ranker& ranker, const EvaluationTask& task, UserId user, std::uint64_t seed) {
  const CustomerState customer{task.known().of(user), user};
  const auto hidden = task.known().hidden_of(user);
  const std::uint32_t item_count = task.train.item_count;
  const auto truth = task.truth_of(user);
  const std::vector<ItemId> not_new = excluded_items(customer.history, hidden, false);
  const auto query = ranker.query(customer);
  std::vector<Case> cases;
  std::vector<ItemId> best;
  for (const ScoredItem& scored : query->top(best_new, {not_new})) {
    cases.push_back({scored.score, 1, false, in_list(truth, scored.item)});
    best.push_back(scored.item);
  }
  std::sort(best.begin(), best.end());
  const auto is_rest = [&](ItemId item) { return !in_list(best, item) && !in_list(not_new, item); };

  // Of the rest, all that was bought, and a sample of what was not. A product drawn twice counts once.
  std::vector<ItemId> asked;
  for (const ItemId item : truth) {
    if (is_rest(item)) asked.push_back(item);
  }
  const std::size_t bought = asked.size(),
                    rest = item_count - std::min<std::size_t>(item_count, best.size() + not_new.size() + bought);
  Random random(seed, user.row);
  for (std::size_t draw = 0; draw < sampled_rest && rest > 0; ++draw) {
    const ItemId item{static_cast<std::uint32_t>(random.below(item_count))};
    if (is_rest(item) && !in_list(truth, item)) asked.push_back(item);
  }
  const CandidateItems others(asked, item_count);
  std::vector<float> scores(others.size());
  query->score(others, scores);
  const std::size_t drawn = others.size() - bought;
  const float weight = drawn > 0 ? static_cast<float>(rest) / static_cast<float>(drawn) : 1;
  for (std::size_t at = 0; at < others.size(); ++at) {
    const bool is_bought = in_list(truth, others.items()[at]);
    cases.push_back({scores[at], is_bought ? 1 : weight, false, is_bought});
  }

  std::vector<Case> of_owned = cases_of_owned(*query, task, user);
  keep_best(of_owned, most_owned);
  cases.insert(cases.end(), of_owned.begin(), of_owned.end());
  return cases;
}

// The first products of each kind for a known customer, who may have bought nothing.
std::vector<Case> offers_to(const Ranker& ranker, const EvaluationTask& task, UserId user) {
  const CustomerState customer{task.known().of(user), user};
  const auto hidden = task.known().hidden_of(user);
  const auto truth = task.truth_of(user);
  const auto query = ranker.query(customer);
  std::vector<Case> offers;
  for (const ScoredItem& scored : query->top(measured_k, {excluded_items(customer.history, hidden, false)})) {
    offers.push_back({scored.score, 1, false, in_list(truth, scored.item)});
  }
  std::vector<Case> again = cases_of_owned(*query, task, user);
  keep_best(again, measured_k);
  offers.insert(offers.end(), again.begin(), again.end());
  return offers;
}

class Calibrating {
 public:
  Calibrating(const Ranker& ranker, const EvaluationTask& task, LatestWindow window, bool shows_returns,
              const CalibrationConfig& config)
      : ranker_(ranker),
        task_(task),
        window_(window),
        shows_returns_(shows_returns),
        config_(config),
        threads_(thread_count_or_all(config.threads)),
        now_(last_time(task.known().purchases)) {}

  Calibrated run() {
    Calibrated result;
    returning_ = keep_known(returning_customers(task_, config_.most_customers));
    if (returning_.size() < least_bought) {
      result.reliability.why_none = too_few_customers(returning_.size());
      return result;
    }
    collect();
    ScoreCalibration all = fit(std::nullopt);
    if (!all.fresh && !all.owned) {
      result.reliability.why_none =
          "fewer than " + std::to_string(least_bought) + " of the products bought in the held-out window can be ranked";
      return result;
    }
    measure(result.reliability);
    result.calibration = std::move(all);
    return result;
  }

 private:
  // Others are answered by popularity, without confidence.
  [[nodiscard]] std::vector<UserId> keep_known(std::vector<UserId> users) const {
    std::erase_if(users, [&](UserId user) { return !ranker_.knows_any(task_.known().of(user)); });
    return users;
  }
  [[nodiscard]] CustomerSummary summary_of(UserId user) const {
    return {task_.known().of(user), task_.train.item_count, now_};
  }

  void collect() {
    std::vector<std::vector<Case>> found(returning_.size());
    parallel_for(returning_.size(), 16, threads_, [&](std::size_t first, std::size_t last, std::size_t) {
      for (std::size_t at = first; at < last; ++at) {
        found[at] = cases_of(ranker_, task_, returning_[at], config_.seed);
      }
    });
    for (std::uint32_t at = 0; at < returning_.size(); ++at) {
      covariates_.push_back(calibration_covariates(summary_of(returning_[at]).features()));
      for (const Case& one : found[at]) {
        (one.owned ? owned_ : fresh_).push(one.score, one.weight, one.bought, at);
      }
    }
    offered_ = keep_known(shows_returns_ ? known_customers(task_, config_.most_customers) : returning_);
    offers_.resize(offered_.size());
    parallel_for(offered_.size(), 16, threads_, [&](std::size_t first, std::size_t last, std::size_t) {
      for (std::size_t at = first; at < last; ++at) offers_[at] = offers_to(ranker_, task_, offered_[at]);
    });
    if (!shows_returns_) return;
    const std::size_t most = 2 * config_.most_customers;
    for (const UserId user : keep_known(known_customers(task_, most))) {
      known_.push_back(user);
      const CustomerSummary summary = summary_of(user);
      known_features_.insert(known_features_.end(), summary.features().begin(), summary.features().end());
    }
  }

  [[nodiscard]] ScoredCases without(const ScoredCases& all, const CustomerFold& left_out) const {
    ScoredCases kept;
    for (std::size_t at = 0; at < all.size(); ++at) {
      if (left_out.holds(returning_[all.customer[at]].row)) continue;
      kept.push(all.scores[at], all.weights[at], all.bought[at] != 0, all.customer[at]);
    }
    return kept;
  }

  [[nodiscard]] ScoreCalibration fit(std::optional<CustomerFold> left_out) const {
    const auto scores = [&](const ScoredCases& all) {
      return fit_calibrated_scores(left_out ? without(all, *left_out) : all, covariates_, threads_);
    };
    ScoreCalibration calibration;
    calibration.window = window_;
    calibration.fresh = scores(fresh_);
    calibration.owned = scores(owned_);
    if (shows_returns_) calibration.returns = fit_returns(left_out);
    level(calibration, left_out);
    return calibration;
  }

  [[nodiscard]] AdditiveModel fit_returns(std::optional<CustomerFold> left_out) const {
    AdditiveCases cases;
    cases.width = customer_feature_count;
    for (std::size_t at = 0; at < known_.size(); ++at) {
      if (left_out && left_out->holds(known_[at].row)) continue;
      const auto features = std::span(known_features_).subspan(at * cases.width, cases.width);
      cases.features.insert(cases.features.end(), features.begin(), features.end());
      cases.wanted.push_back(!task_.truth_of(known_[at]).empty());
    }
    std::vector<std::string> names;
    for (const FeatureInfo& feature : customer_feature_list()) names.push_back(feature.name);
    BoostingConfig boosting;
    boosting.threads = config_.threads;
    return fit_additive(cases, names, boosting);
  }

  // Shifts the intercepts so that as much is bought as is expected, over the first products of each kind for all known
  // customers. The fit above sees deep lists too, and that customers who return more also buy more.
  void level(ScoreCalibration& calibration, std::optional<CustomerFold> left_out) const {
    for (const bool owned : {false, true}) {
      std::optional<CalibratedScores>& scores = owned ? calibration.owned : calibration.fresh;
      if (!scores) continue;
      double bought = 0;
      std::vector<std::pair<double, double>> expected;  // the chance to return, the log odds given that
      for (std::size_t at = 0; at < offered_.size(); ++at) {
        if (left_out && left_out->holds(offered_[at].row)) continue;
        const CustomerSummary summary = summary_of(offered_[at]);
        const double chance = Confidence(calibration, summary).chance_to_return();
        const double of_customer = scores->of_customer(calibration_covariates(summary.features()));
        for (const Case& one : offers_[at]) {
          if (one.owned != owned) continue;
          expected.emplace_back(chance, of_customer + scores->curve(one.score));
          bought += one.bought ? 1 : 0;
        }
      }
      double low = -2, high = 2;
      for (int halving = 0; halving < 30; ++halving) {
        const double middle = (low + high) / 2;
        double sum = 0;
        for (const auto& [chance, log_odds] : expected) sum += chance * probability(log_odds + middle);
        (sum < bought ? low : high) = middle;
      }
      // Little is shifted where little was bought.
      scores->intercept += static_cast<float>(low * bought / (bought + static_cast<double>(least_bought)));
    }
  }

  void measure(Reliability& reliability) const {
    const std::uint32_t measured_folds = returning_.size() >= enough_for_one_fold ? 1 : folds;
    std::vector<AnswerOutcome> outcomes;
    for (std::uint32_t fold = 0; fold < measured_folds; ++fold) {
      const CustomerFold left_out{fold, folds};
      const ScoreCalibration calibration = fit(left_out);
      // Without returns, only customers who bought say anything.
      const std::size_t most = config_.most_customers / measured_folds;
      const std::vector<UserId> users = keep_known(shows_returns_ ? known_customers(task_, most, left_out)
                                                                  : returning_customers(task_, most, left_out));
      std::vector<std::vector<AnswerOutcome>> found(users.size());
      parallel_for(users.size(), 16, threads_, [&](std::size_t first, std::size_t last, std::size_t) {
        for (std::size_t at = first; at < last; ++at) found[at] = outcomes_of(users[at], calibration);
      });
      for (const auto& one : found) {
        outcomes.insert(outcomes.end(), one.begin(), one.end());
        reliability.customers += one.empty() ? 0 : 1;
      }
    }
    reliability.bins = reliability_bins(std::move(outcomes));
  }

  [[nodiscard]] std::vector<AnswerOutcome> outcomes_of(UserId user, const ScoreCalibration& calibration) const {
    const CustomerState customer{task_.known().of(user), user};
    const Confidence confidence(calibration, summary_of(user));
    const auto excluded = excluded_items(customer.history, task_.known().hidden_of(user), task_.include_purchased);
    std::vector<AnswerOutcome> outcomes;
    for (const ScoredItem& scored : ranker_.top(customer, measured_k, {excluded})) {
      const auto sure = confidence.of(scored.item, scored.score);
      if (sure) outcomes.push_back({*sure, in_list(task_.truth_of(user), scored.item)});
    }
    return outcomes;
  }

  const Ranker& ranker_;
  const EvaluationTask& task_;
  LatestWindow window_;
  bool shows_returns_;
  const CalibrationConfig& config_;
  std::size_t threads_;
  std::uint32_t now_;
  std::vector<UserId> returning_, known_;
  std::vector<CalibrationCovariates> covariates_;  // of returning_
  std::vector<float> known_features_;              // known_ x customer_feature_count
  ScoredCases fresh_, owned_;                      // of returning_
  std::vector<UserId> offered_;
  std::vector<std::vector<Case>> offers_;  // to offered_
};

}  // namespace

std::string too_few_customers(std::size_t bought) {
  return "only " + std::to_string(bought) + " known customers bought in the held-out window; " +
         std::to_string(least_bought) + " are needed";
}

Calibrated calibrate(const Ranker& ranker, const EvaluationTask& task, LatestWindow window, bool shows_returns,
                     const CalibrationConfig& config) {
  return Calibrating(ranker, task, window, shows_returns, config).run();
}

}  // namespace moshaver
