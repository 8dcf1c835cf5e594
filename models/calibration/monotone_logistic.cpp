#include "models/calibration/monotone_logistic.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

constexpr std::size_t most_pieces = 10, bought_a_piece = 30;
constexpr std::size_t covariates = calibration_covariate_count;
constexpr std::size_t most_parameters = 1 + most_pieces + covariates;
constexpr double covariate_ridge = 10, unlike_pieces = 1, rise_ridge = 0.05;

using Vector = std::array<double, most_parameters>;

// The lowest score of all, then quantiles of the scores of what was bought.
std::vector<float> knots_of(const ScoredCases& cases) {
  std::vector<float> bought;
  for (std::size_t at = 0; at < cases.size(); ++at) {
    if (cases.bought[at] != 0) bought.push_back(cases.scores[at]);
  }
  std::sort(bought.begin(), bought.end());
  const std::size_t pieces = std::clamp<std::size_t>(bought.size() / bought_a_piece, 1, most_pieces);
  std::vector<float> knots = {*std::min_element(cases.scores.begin(), cases.scores.end())};
  const float span = bought.back() - knots.front();
  for (std::size_t piece = 1; piece <= pieces; ++piece) {
    const float knot = piece == pieces ? bought.back() : bought[piece * bought.size() / pieces];
    // A piece much narrower than the others would be a step.
    if (knot - knots.back() > span * 1e-3F) knots.push_back(knot);
  }
  return knots;
}

// Loss, gradient and curvature of a sum of cases.
struct Sums {
  double loss = 0;
  Vector gradient{};
  std::array<Vector, most_parameters> curvature{};
};

class Fit {
 public:
  Fit(const ScoredCases& cases, std::span<const CalibrationCovariates> covariates_of, std::size_t threads)
      : cases_(cases),
        covariates_of_(covariates_of),
        threads_(thread_count_or_all(threads)),
        knots_(knots_of(cases)),
        pieces_(knots_.size() - 1),
        count_(1 + pieces_ + covariates) {
    standardise();
    double bought = 0, all = 0;
    for (std::size_t at = 0; at < cases.size(); ++at) {
      all += static_cast<double>(cases.weights[at]);
      if (cases.bought[at] != 0) bought += static_cast<double>(cases.weights[at]);
    }
    parameters_[0] = std::log((bought + 0.5) / (all - bought + 0.5));
  }

  CalibratedScores run() {
    constexpr int most_steps = 60;
    Sums now = sums(parameters_);
    for (int step = 0; step < most_steps; ++step) {
      const Vector direction = newton_step(now);
      double largest = 0, damping = 1;
      for (std::size_t at = 0; at < count_; ++at) largest = std::max(largest, std::abs(direction[at]));
      if (largest < 1e-5) break;
      bool better = false;
      for (int halving = 0; halving < 12 && !better; ++halving, damping /= 2) {
        Vector next = parameters_;
        for (std::size_t at = 0; at < count_; ++at) next[at] += damping * direction[at];
        const Sums there = sums(next);
        better = there.loss < now.loss;
        if (better) {
          parameters_ = next;
          now = there;
        }
      }
      if (!better) break;
    }
    return result();
  }

 private:
  void standardise() {
    means_.fill(0);
    deviations_.fill(1);
    for (std::size_t of = 0; of < covariates; ++of) {
      double sum = 0, squares = 0, number = 0;
      for (const CalibrationCovariates& one : covariates_of_) {
        const auto value = static_cast<double>(one[of]);
        if (std::isnan(value)) continue;
        sum += value;
        squares += value * value;
        ++number;
      }
      if (number == 0) continue;
      // Rounded as it will be stored.
      means_[of] = static_cast<double>(static_cast<float>(sum / number));
      const double variance = squares / number - (sum / number) * (sum / number);
      if (variance > 1e-9) deviations_[of] = std::sqrt(variance);
    }
  }

  // The values of the parameters' features for a case.
  void features_of(std::size_t at, Vector& x) const {
    x[0] = 1;
    const float score = cases_.scores[at];
    for (std::size_t piece = 0; piece < pieces_; ++piece) {
      const float low = knots_[piece], high = knots_[piece + 1];
      x[1 + piece] = static_cast<double>(std::clamp((score - low) / (high - low), 0.0F, 1.0F));
    }
    const CalibrationCovariates& of = covariates_of_[cases_.customer[at]];
    for (std::size_t one = 0; one < covariates; ++one) {
      const auto value = static_cast<double>(of[one]);
      x[1 + pieces_ + one] = std::isnan(value) ? 0 : (value - means_[one]) / deviations_[one];
    }
  }

  void add(const Vector& parameters, std::size_t first, std::size_t last, Sums& sums) const {
    Vector x{};
    for (std::size_t at = first; at < last; ++at) {
      features_of(at, x);
      double log_odds = 0;
      for (std::size_t one = 0; one < count_; ++one) log_odds += parameters[one] * x[one];
      const double weight = static_cast<double>(cases_.weights[at]), chance = probability(log_odds);
      const bool bought = cases_.bought[at] != 0;
      // log(1 + e^z) without overflow.
      const double of_bought = bought ? -log_odds : log_odds;
      sums.loss += weight * (std::max(of_bought, 0.0) + std::log1p(std::exp(-std::abs(of_bought))));
      const double gradient = weight * (chance - (bought ? 1 : 0)), curvature = weight * chance * (1 - chance);
      for (std::size_t one = 0; one < count_; ++one) {
        if (x[one] == 0) continue;
        sums.gradient[one] += gradient * x[one];
        const double scaled = curvature * x[one];
        for (std::size_t other = 0; other <= one; ++other) sums.curvature[one][other] += scaled * x[other];
      }
    }
  }

  [[nodiscard]] Sums sums(const Vector& parameters) const {
    constexpr std::size_t block = 16'384;
    std::vector<Sums> of_block((cases_.size() + block - 1) / block);
    parallel_for(cases_.size(), block, threads_, [&](std::size_t first, std::size_t last, std::size_t) {
      add(parameters, first, last, of_block[first / block]);
    });
    Sums all;
    for (const Sums& one : of_block) {
      all.loss += one.loss;
      for (std::size_t at = 0; at < count_; ++at) {
        all.gradient[at] += one.gradient[at];
        for (std::size_t other = 0; other <= at; ++other) all.curvature[at][other] += one.curvature[at][other];
      }
    }
    for (std::size_t at = 0; at < count_; ++at) {
      for (std::size_t other = 0; other < at; ++other) all.curvature[other][at] = all.curvature[at][other];
    }
    add_priors(parameters, all);
    return all;
  }

  // Half of weight x (value)^2, for each prior.
  void add_priors(const Vector& parameters, Sums& sums) const {
    const auto ridge = [&](std::size_t at, double weight) {
      sums.loss += weight / 2 * parameters[at] * parameters[at];
      sums.gradient[at] += weight * parameters[at];
      sums.curvature[at][at] += weight;
    };
    ridge(0, 1e-6);
    for (std::size_t piece = 0; piece < pieces_; ++piece) ridge(1 + piece, rise_ridge);
    for (std::size_t one = 0; one < covariates; ++one) ridge(1 + pieces_ + one, covariate_ridge);
    for (std::size_t at = 1; at + 1 <= pieces_; ++at) {
      const double difference = parameters[at] - parameters[at + 1];
      sums.loss += unlike_pieces / 2 * difference * difference;
      sums.gradient[at] += unlike_pieces * difference;
      sums.gradient[at + 1] -= unlike_pieces * difference;
      sums.curvature[at][at] += unlike_pieces;
      sums.curvature[at + 1][at + 1] += unlike_pieces;
      sums.curvature[at][at + 1] -= unlike_pieces;
      sums.curvature[at + 1][at] -= unlike_pieces;
    }
  }

  // Minimises gradient · d + d · curvature d / 2, with no rise below 0 afterwards.
  [[nodiscard]] Vector newton_step(const Sums& sums) const {
    Vector step{};
    Vector slope = sums.gradient;  // of the quadratic at `step`
    for (int sweep = 0; sweep < 2'000; ++sweep) {
      double largest = 0;
      for (std::size_t at = 0; at < count_; ++at) {
        const bool is_rise = at >= 1 && at <= pieces_;
        double to = step[at] - slope[at] / sums.curvature[at][at];
        if (is_rise) to = std::max(to, -parameters_[at]);
        const double change = to - step[at];
        if (change == 0) continue;
        step[at] = to;
        for (std::size_t other = 0; other < count_; ++other) slope[other] += change * sums.curvature[other][at];
        largest = std::max(largest, std::abs(change));
      }
      if (largest < 1e-9) break;
    }
    return step;
  }

  [[nodiscard]] CalibratedScores result() const {
    CalibratedScores scores;
    scores.intercept = static_cast<float>(parameters_[0]);
    scores.knots = knots_;
    for (std::size_t piece = 0; piece < pieces_; ++piece) {
      scores.rises.push_back(static_cast<float>(std::max(parameters_[1 + piece], 0.0)));
    }
    for (std::size_t one = 0; one < covariates; ++one) {
      scores.weights[one] = static_cast<float>(parameters_[1 + pieces_ + one] / deviations_[one]);
      scores.means[one] = static_cast<float>(means_[one]);
    }
    return scores;
  }

  const ScoredCases& cases_;
  std::span<const CalibrationCovariates> covariates_of_;
  std::size_t threads_;
  std::vector<float> knots_;
  std::size_t pieces_, count_;
  std::array<double, covariates> means_{}, deviations_{};
  Vector parameters_{};  // intercept, rises, weights of the standardised covariates
};

}  // namespace

std::optional<CalibratedScores> fit_calibrated_scores(const ScoredCases& cases,
                                                      std::span<const CalibrationCovariates> covariates_of,
                                                      std::size_t threads) {
  const auto bought = static_cast<std::size_t>(std::count(cases.bought.begin(), cases.bought.end(), 1));
  if (bought < least_bought) return std::nullopt;
  return Fit(cases, covariates_of, threads).run();
}

}  // namespace moshaver
