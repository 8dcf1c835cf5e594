#include "engine/embedding/ridge_evidence.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

using namespace moshaver;

namespace {

struct Problem {
  FactorMatrix factors;
  std::vector<float> diagonal;
  std::vector<WeightedItem> history;
};

Problem random_problem(std::size_t dim, std::size_t length, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, 1 / std::sqrt(static_cast<float>(dim)));
  std::uniform_real_distribution<float> weight(0.25F, 4.0F), ridge(0.5F, 2.0F);
  Problem problem{FactorMatrix(length + 5, dim), {}, {}};
  for (std::size_t row = 0; row < problem.factors.rows(); ++row) {
    for (float& value : problem.factors.row(row)) value = normal(random);
  }
  for (std::size_t at = 0; at < dim; ++at) problem.diagonal.push_back(ridge(random));
  for (std::size_t at = 0; at < length; ++at) {
    problem.history.push_back({ItemId{static_cast<std::uint32_t>(length - at)}, weight(random)});
  }
  return problem;
}

Eigen::VectorXd row_of(const Problem& problem, ItemId item) {
  const auto row = problem.factors.row(item.row);
  return Eigen::Map<const Eigen::VectorXf>(row.data(), static_cast<Eigen::Index>(row.size())).cast<double>();
}

// The reference: diag + Fᵀ C F and Fᵀ c as in the papers, in double.
struct NormalEquations {
  Eigen::MatrixXd matrix;
  Eigen::VectorXd target;

  explicit NormalEquations(const Problem& problem) {
    const auto dim = static_cast<Eigen::Index>(problem.factors.dim());
    matrix = Eigen::MatrixXd::Zero(dim, dim);
    target = Eigen::VectorXd::Zero(dim);
    for (Eigen::Index at = 0; at < dim; ++at)
      matrix(at, at) = static_cast<double>(problem.diagonal[static_cast<std::size_t>(at)]);
    for (const WeightedItem& held : problem.history) {
      const Eigen::VectorXd row = row_of(problem, held.item);
      const auto weight = static_cast<double>(held.weight);
      matrix += weight * row * row.transpose();
      target += weight * row;
    }
  }
  [[nodiscard]] Eigen::VectorXd solution() const { return matrix.ldlt().solve(target); }
  // The error of a backward-stable solve in float is a few unit roundoffs times the condition number. The factor 16
  // covers rounding while the matrix is summed, whose errors partly cancel.
  [[nodiscard]] double tolerance() const {
    const Eigen::VectorXd spectrum = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(matrix).eigenvalues();
    const double unit_roundoff = std::numeric_limits<float>::epsilon() / 2;
    return 16 * unit_roundoff * spectrum(spectrum.size() - 1) / spectrum(0);
  }
};

std::vector<float> solved(RidgeSolver& solver, const Problem& problem) {
  // Filled with a large value, so that an entry that the solver does not write would show.
  std::vector<float> out(problem.factors.dim(), 1e30F);
  solver.solve(problem.factors, problem.diagonal, problem.history, out);
  return out;
}

template <class Check>
void for_each_shape(const Check& check) {
  RidgeSolver solver;  // one for all: no state may leak from one problem to the next
  for (const std::size_t dim : {std::size_t{1}, std::size_t{8}, std::size_t{65}, std::size_t{128}}) {
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{1}, std::size_t{3}, dim * 3 / 4, dim * 3 / 4 + 1, dim, 3 * dim}) {
      CAPTURE(dim, length);
      check(solver, random_problem(dim, length, static_cast<std::uint32_t>(dim * 1'000 + length)));
    }
  }
}

}  // namespace

TEST_CASE("fold-in matches the textbook normal equations to float precision, for short and long histories") {
  for_each_shape([](RidgeSolver& solver, const Problem& problem) {
    const std::vector<float> out = solved(solver, problem);
    const NormalEquations reference(problem);
    const Eigen::VectorXd expected = reference.solution();
    const Eigen::VectorXd got =
        Eigen::Map<const Eigen::VectorXf>(out.data(), static_cast<Eigen::Index>(out.size())).cast<double>();
    CHECK((got - expected).norm() <= reference.tolerance() * expected.norm());
  });
}

TEST_CASE("each contribution matches the textbook inverse, and they sum to the score") {
  for_each_shape([](RidgeSolver&, const Problem& problem) {
    const ItemId target{static_cast<std::uint32_t>(problem.factors.rows() - 1)};
    std::vector<float> amounts(problem.history.size(), 1e30F);
    RidgeEvidence(problem.factors, problem.diagonal, problem.history).amounts(target, amounts);

    const NormalEquations reference(problem);
    const Eigen::VectorXd spread = reference.matrix.ldlt().solve(row_of(problem, target));
    double sum = 0, size = 0, largest_error = 0;
    for (std::size_t at = 0; at < amounts.size(); ++at) {
      const double expected =
          row_of(problem, problem.history[at].item).dot(spread) * static_cast<double>(problem.history[at].weight);
      const double amount = amounts[at];
      largest_error = std::max(largest_error, std::abs(amount - expected));
      sum += amount;
      size += std::abs(expected);
    }
    CHECK(largest_error <= reference.tolerance() * size);
    CHECK(std::abs(sum - reference.solution().dot(row_of(problem, target))) <= reference.tolerance() * (size + 1e-30));
  });
}

TEST_CASE("a product with twice the weight counts as two entries of it") {
  Problem doubled = random_problem(8, 5, 1), twice = random_problem(8, 5, 1);
  doubled.history[2].weight *= 2;
  twice.history.push_back(twice.history[2]);
  RidgeSolver solver;
  const auto a = solved(solver, doubled), b = solved(solver, twice);
  for (std::size_t at = 0; at < a.size(); ++at) CHECK(a[at] == Approx(b[at]).epsilon(1e-4));
}

TEST_CASE("an empty history gives zeros and no contributions") {
  const Problem problem = random_problem(16, 0, 1);
  RidgeSolver solver;
  CHECK(solved(solver, problem) == std::vector<float>(16, 0.0F));
  RidgeEvidence(problem.factors, problem.diagonal, {}).amounts(ItemId{0}, {});
}

TEST_CASE("a history longer than a block of the solver matches the normal equations") {
  const Problem problem = random_problem(8, 10'000, 1);
  RidgeSolver solver;
  const NormalEquations reference(problem);
  const Eigen::VectorXd expected = reference.solution();
  const auto out = solved(solver, problem);
  double error = 0;
  for (std::size_t at = 0; at < out.size(); ++at) {
    error += std::pow(static_cast<double>(out[at]) - expected(static_cast<Eigen::Index>(at)), 2);
  }
  CHECK(std::sqrt(error) <= reference.tolerance() * expected.norm());
}

TEST_CASE("a history that repeats one product gives a finite vector that scores it near 1") {
  Problem problem = random_problem(8, 3, 1);
  RidgeSolver solver;
  for (const std::size_t length : {std::size_t{5}, std::size_t{7}, std::size_t{1'000}}) {
    problem.history.assign(length, {ItemId{1}, 4.0F});
    const auto out = solved(solver, problem);
    double score = 0;
    for (std::size_t at = 0; at < out.size(); ++at)
      score += static_cast<double>(out[at]) * static_cast<double>(problem.factors.row(1)[at]);
    CHECK(score > 0.8);
    CHECK(score < 1.001);
  }
}
