#include "models/blend/blend.hpp"

#include <algorithm>
#include <optional>

#include "models/blend/additive_training.hpp"
#include "models/blend/blend_weights.hpp"
#include "models/blend/budget.hpp"
#include "models/blend/candidate_generators.hpp"
#include "models/blend/windows.hpp"
#include "models/calibration/calibrate.hpp"
#include "models/calibration/monotone_logistic.hpp"
#include "models/diversity/choose_diversity.hpp"
#include "models/evaluation/calibration.hpp"
#include "models/training/event_source.hpp"

namespace moshaver {

namespace {

TrainingRun named(const TrainingRun& run, std::string_view recipe) {
  TrainingRun part = run;
  part.progress = [&run, recipe](const Progress& progress) {
    const std::string stage = "blend, " + std::string(recipe) + ": " + std::string(progress.stage);
    report(run.progress, {stage, progress.done, progress.total, progress.unit});
  };
  return part;
}

struct WeightedPart {
  BlendPart part;
  float weight = 1;
  double seconds = 0;  // of its latest training
};

// Trains all parts on the same histories. Removes from `parts` those that lack data or do not fit into the budget.
Result<Model> train_parts(std::vector<WeightedPart>& parts, const TrainingSource& source, const TrainingRun& run,
                          BlendBudget* budget = nullptr) {
  Model blend;
  std::vector<WeightedPart> supported;
  for (const WeightedPart& part : parts) {
    const RecipeSpec& recipe = *part.part.recipe;
    if (budget != nullptr && !supported.empty()) {
      MOSHAVER_TRY(admitted, budget->admits(recipe, part.part.settings));
      if (!admitted) continue;
    }
    const Stopwatch watch;
    auto model = train_recipe(recipe, part.part.settings, source, named(run, recipe.name));
    if (!model && model.error().code == ErrorCode::no_data) {
      if (run.left_out) run.left_out(recipe.name, model.error());
      continue;
    }
    if (!model) return tl::unexpected(std::move(model).error());
    blend.popularity = std::move(model->popularity);
    blend.parts.push_back(std::move(model->parts.front()));
    blend.parts.back().weight = part.weight;
    supported.push_back(part);
    supported.back().seconds = watch.seconds();
    if (budget != nullptr) budget->commit(supported.back().seconds);
  }
  parts = std::move(supported);
  return blend;
}

constexpr std::size_t timing_customers = 50;

// Finds the weights, and removes parts that add nothing from `parts` and `blend`.
Result<Model> weigh(std::vector<WeightedPart>& parts, Model blend, const EvaluationTask& task, const TrainingRun& run,
                    BlendBudget& budget, double& seconds_a_customer) {
  std::vector<Ranker> rankers;
  for (ModelPart& part : blend.parts) {
    Model alone;
    alone.popularity = blend.popularity;
    alone.parts.push_back(std::move(part));
    MOSHAVER_TRY(ranker, Ranker::build(std::move(alone), task.train));
    rankers.push_back(std::move(ranker));
  }
  BlendWeightConfig config;
  config.threads = run.threads;
  if (budget.is_limited()) {
    BlendWeightConfig few = config;
    few.customers = timing_customers;
    const Stopwatch watch;
    (void)find_blend_weights(rankers, task, few, run.progress);
    seconds_a_customer = watch.seconds() / timing_customers;
    const std::size_t affordable = budget.affordable(config.customers, seconds_a_customer, 0.25);
    if (affordable < config.customers) {
      budget.cut("parts were weighted on " + std::to_string(affordable) + " customers");
    }
    config.customers = std::max(affordable, timing_customers);
  }
  const std::vector<float> weights = find_blend_weights(rankers, task, config, run.progress).weights;
  std::vector<WeightedPart> kept;
  std::vector<ModelPart> kept_parts;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    if (weights[at] == 0) {
      budget.release(parts[at].seconds);
      if (run.left_out) {
        run.left_out(parts[at].part.recipe->name,
                     {ErrorCode::no_data, "adds nothing to the blend on the held-out window"});
      }
      continue;
    }
    kept.push_back({parts[at].part, weights[at], parts[at].seconds});
    kept_parts.push_back(std::move(std::move(rankers[at]).release().parts.front()));
    kept_parts.back().weight = weights[at];
  }
  parts = std::move(kept);
  blend.parts = std::move(kept_parts);
  return blend;
}

// Part names by the cost of generating candidates: neighbours' histories are scattered in memory, an index is scanned,
// rows of products are short, a table is sorted in advance.
std::vector<std::string> costliest_first(const Model& model) {
  const auto cost = [](const ModelPart& part) {
    if (std::holds_alternative<RepeatPart>(part.data)) return 3;
    if (std::holds_alternative<FactorsPart>(part.data)) return 2;
    return std::holds_alternative<ItemItemPart>(part.data) ? 1 : 0;
  };
  std::vector<const ModelPart*> parts;
  for (const ModelPart& part : model.parts) parts.push_back(&part);
  std::stable_sort(parts.begin(), parts.end(),
                   [&](const ModelPart* a, const ModelPart* b) { return cost(*a) > cost(*b); });
  std::vector<std::string> names;
  for (const ModelPart* part : parts) names.push_back(part->name);
  return names;
}

// Fits the weights and the additive ranker on the windows, newest first.
class RankerFit {
 public:
  RankerFit(std::vector<WeightedPart>& parts, const TrainingSource& source, const TrainingRun& run)
      // Not the seed of the outer evaluation, so that a random share held out here is a different one.
      : parts_(parts), source_(source), run_(run), windows_(source.histories, run.seed + 1), budget_(run) {
    shape_.window = windows_.latest();
    // In a small catalogue not every product should be a candidate.
    shape_.candidates_per_part = std::clamp<std::uint32_t>(source.histories.item_count / 20, 10, 100);
    shape_.fresh.slope = shape_.owned.slope = 1;  // the weighted sum, until it is fitted
    boosting_.threads = run.threads;
  }

  struct Found {
    std::optional<AdditiveRanker> ranker;  // none: nothing can be held out, or it is no better than the weighted sum
    std::optional<ScoreCalibration> calibration;  // of the weighted sum
    Reliability reliability;
    ListDiversity diversity;
  };
  // Sets the weights of `parts`.
  Result<Found> run() {
    MOSHAVER_TRY(found, fit());
    budget_.report_cuts();
    return std::move(found);
  }

 private:
  static constexpr CustomerFold evaluation_fold{0, 5};  // excluded from the fit that is evaluated
  static constexpr std::size_t evaluation_k = 20, most_evaluated = 2'000, most_customers = 8'000;
  // With fewer, no ranker is fitted.
  static constexpr std::size_t least_customers = 300, least_rounds = 30;

  Result<Found> fit() {
    std::optional<EvaluationTask> newest = windows_.next();
    if (!newest || newest->train.purchases.empty()) return unsure(std::string(nothing_held_out));
    newest->catalogue = &source_.catalogue;
    EvaluationTask evaluation = run_.include_purchased ? *newest : without_owned(*newest);
    if (evaluation.truth.empty()) return unsure(std::string(nothing_held_out));
    budget_.set_window(*newest, source_.histories.purchases.size());
    MOSHAVER_TRY(model, train_parts(parts_, {newest->train, source_.catalogue}, run_, &budget_));
    if (budget_.is_limited() && budget_.free_seconds() <= 0) {
      budget_.cut("all parts have equal weights, and no ranker orders their candidates");
      return unsure(std::string(no_time_to_calibrate));
    }
    double seconds_a_customer = 0;
    MOSHAVER_TRY(weighed, weigh(parts_, std::move(model), evaluation, run_, budget_, seconds_a_customer));

    const std::size_t evaluated = budget_.affordable(most_evaluated, seconds_a_customer, 0.1);
    most_customers_ = budget_.affordable(most_customers, seconds_a_customer, 0.25);
    if (evaluated < least_customers || most_customers_ < least_customers) {
      budget_.cut("no ranker orders the candidates of the parts");
      return calibrated_sum(std::move(weighed), *newest, seconds_a_customer);
    }
    evaluation.whom = [](UserId user) { return evaluation_fold.holds(user.row); };
    evaluation.most_customers = evaluated;
    weighed.ranker = shape_;
    MOSHAVER_TRY(widest, Ranker::build(std::move(weighed), newest->train));
    choose(widest, evaluation);
    model = std::move(widest).release();
    model.ranker = shape_;
    MOSHAVER_TRY(sum, Ranker::build(std::move(model), newest->train));
    const Evaluated by_sum = evaluate_ranker(sum, evaluation, {evaluation_k}, run_.threads, run_.progress);
    model = std::move(sum).release();
    const Stopwatch collecting;
    MOSHAVER_TRY(collected, collect(std::move(model), *newest));
    MOSHAVER_CHECK(collect_older(budget_.committed_seconds() + collecting.seconds()));
    model = std::move(collected);
    if (!afford_rounds()) return calibrated_sum(std::move(model), *newest, seconds_a_customer);

    model.ranker = fit_ranker(data_, evaluation_fold, shape_, boosting_, run_.progress);
    MOSHAVER_TRY(fitted, Ranker::build(std::move(model), newest->train));
    const Evaluated by_ranker = evaluate_ranker(fitted, evaluation, {evaluation_k}, run_.threads, run_.progress);
    const double gain =
        by_ranker.evaluation.at.front()[Metric::ndcg].mean - by_sum.evaluation.at.front()[Metric::ndcg].mean;
    if (!(gain > 0)) return calibrated_sum(std::move(fitted).release(), *newest, seconds_a_customer);
    Found found;
    found.diversity = diversity_of(fitted, *newest, seconds_a_customer);
    found.reliability =
        measure_calibration(fitted, *newest, evaluation_k, evaluated, run_.threads, evaluation_fold).known;
    // The order of candidates takes little; probabilities take more.
    if (const auto back = returning_customers(*newest, least_bought).size(); back < least_bought) {
      found.reliability = unsure(too_few_customers(back)).reliability;
    }
    found.ranker = fit_ranker(data_, std::nullopt, shape_, boosting_, run_.progress);
    return found;
  }

  static Found unsure(std::string why) {
    Found found;
    found.reliability.why_none = std::move(why);
    return found;
  }

  // Without a ranker: how sure the weighted sum of the parts, trained without the window, is of it.
  Result<Found> calibrated_sum(Model model, const EvaluationTask& window, double seconds_a_customer) {
    CalibrationConfig config;
    config.threads = run_.threads;
    config.seed = run_.seed;
    config.most_customers = budget_.affordable(config.most_customers, seconds_a_customer, 0.5);
    if (config.most_customers < least_bought) return unsure(std::string(no_time_to_calibrate));
    model.ranker.reset();
    MOSHAVER_TRY(sum, Ranker::build(std::move(model), window.train));
    Calibrated calibrated = calibrate(sum, window, windows_.length(), windows_.shows_returns(), config);
    Found found;
    found.diversity = diversity_of(sum, window, seconds_a_customer);
    found.calibration = std::move(calibrated.calibration);
    found.reliability = std::move(calibrated.reliability);
    return found;
  }

  // How varied lists are, by the blend as it is served, trained without the window.
  [[nodiscard]] ListDiversity diversity_of(const Ranker& ranker, const EvaluationTask& window,
                                           double seconds_a_customer) const {
    DiversityConfig config;
    config.threads = run_.threads;
    config.most_customers = budget_.affordable(config.most_customers, seconds_a_customer, 0.25);
    if (config.most_customers < least_bought) return {};
    return chosen_diversity(try_diversities(ranker, run_.include_purchased ? window : without_owned(window), config));
  }

  // Chooses the candidate generators, evaluated by the weighted sum.
  void choose(const Ranker& widest, const EvaluationTask& evaluation) {
    CandidateGeneratorsConfig config;
    config.threads = run_.threads;
    config.customers = std::min(config.customers, evaluation.most_customers);
    const CandidateGenerators chosen = choose_candidate_generators(*widest.additive(), shape_.candidates_per_part,
                                                                   costliest_first(widest.model()), evaluation, config);
    shape_.candidate_generators = chosen.parts;
    shape_.candidates_per_part = chosen.candidates_per_part;
  }

  // Adds the window's cases, and returns the model.
  Result<Model> collect(Model model, const EvaluationTask& window) {
    model.ranker = shape_;
    MOSHAVER_TRY(ranker, Ranker::build(std::move(model), window.train));
    add_cases(*ranker.additive(), window, most_customers_ - data_.customers, run_.threads, data_, run_.progress);
    // From the newest window only: the share of returning customers changes with the season.
    if (windows_.shows_returns() && data_.returns.customer.empty()) {
      add_returns(*ranker.additive(), window, most_customers_, data_);
    }
    return std::move(ranker).release();
  }

  // `seconds`: the time that one window takes.
  Result<void> collect_older(double seconds) {
    while (data_.customers < most_customers_) {
      if (budget_.affordable(1, seconds, 0.3) == 0) {
        budget_.cut("no older window was used");
        break;
      }
      const std::optional<EvaluationTask> window = windows_.next();
      if (!window) break;
      std::vector<WeightedPart> supported = parts_;
      TrainingRun silent = run_;  // a part that an early window does not support is still in the blend
      silent.left_out = {};
      MOSHAVER_TRY(model, train_parts(supported, {window->train, source_.catalogue}, silent));
      if (supported.size() < parts_.size()) break;  // the features of the unsupported part would be missing
      MOSHAVER_CHECK(collect(std::move(model), *window));
    }
    return {};
  }

  // Sets the number of boosting rounds that fit twice into the budget. False: too few.
  bool afford_rounds() {
    if (!budget_.is_limited()) return true;
    constexpr std::size_t timing_rounds = 5;
    BoostingConfig few = boosting_;
    few.rounds = timing_rounds;
    const Stopwatch watch;
    (void)fit_ranker(data_, evaluation_fold, shape_, few, run_.progress);
    const std::size_t rounds = budget_.affordable(2 * boosting_.rounds, watch.seconds() / timing_rounds, 0.6) / 2;
    if (rounds < least_rounds) {
      budget_.cut("no ranker orders the candidates of the parts");
      return false;
    }
    if (rounds < boosting_.rounds) budget_.cut("the ranker has " + std::to_string(rounds) + " boosting rounds");
    boosting_.rounds = std::min(rounds, boosting_.rounds);
    return true;
  }

  std::vector<WeightedPart>& parts_;
  const TrainingSource& source_;
  const TrainingRun& run_;
  Windows windows_;
  BlendBudget budget_;
  std::size_t most_customers_ = most_customers;
  AdditiveRanker shape_;
  BoostingConfig boosting_;
  RankingData data_;
};

}  // namespace

Result<Model> train_blend(std::vector<BlendPart> requested, const TrainingSource& source, const TrainingRun& run) {
  std::vector<WeightedPart> parts;
  for (BlendPart& part : requested) parts.push_back({std::move(part), 1});
  MOSHAVER_TRY(found, RankerFit(parts, source, run).run());
  const std::size_t fitted = parts.size();
  MOSHAVER_TRY(blend, train_parts(parts, source, run));
  if (parts.size() == fitted) {
    blend.ranker = std::move(found.ranker);
    blend.calibration = std::move(found.calibration);
    blend.reliability = std::move(found.reliability);
    blend.diversity = found.diversity;
  } else {
    blend.reliability.why_none = "a part of the blend could be trained on the held-out window only";
  }
  return std::move(blend);
}

}  // namespace moshaver
