#include "models/ials/ials.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <mutex>
#include <numeric>
#include <string>

#include "engine/embedding/ridge_solver.hpp"
#include "engine/linalg/blas.hpp"
#include "engine/linalg/dot.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "models/random/initial_factors.hpp"

namespace moshaver {

namespace {

// λ (|S| + a0 n)^ν
double ridge_of(std::size_t interactions, std::size_t others, const IalsConfig& config) {
  const double frequency = static_cast<double>(interactions) + config.unobserved_weight * static_cast<double>(others);
  return config.regularization * std::pow(frequency, config.frequency_exponent);
}

// Σ ridge |x|² over the rows.
double regularization_of(const SparseRows& rows, const FactorMatrix& factors, std::size_t others,
                         const IalsConfig& config) {
  double sum = 0;
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    if (rows.size_of(row) == 0) continue;  // its factors are 0
    const auto values = factors.row(row);
    sum += ridge_of(rows.size_of(row), others, config) * static_cast<double>(dot(values, values));
  }
  return sum;
}

std::string loss_text(double loss) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), ", loss %.4f", loss);
  return text.data();
}

// Rotates the factors into the eigenbasis of their gramian, where fold-in is cheap.
FactorsPart make_part(FactorMatrix item_factors, const IalsConfig& config) {
  const std::size_t threads = thread_count_or_all(config.threads);
  const Eigenbasis basis = eigenbasis(gramian(item_factors, threads), config.dim);
  rotate(item_factors, basis.vectors, threads);
  FactorsPart part;
  part.item_factors = std::move(item_factors);
  for (const double value : basis.values) part.eigenvalues.push_back(static_cast<float>(std::max(value, 0.0)));
  part.unobserved_weight = static_cast<float>(config.unobserved_weight);
  part.regularization = static_cast<float>(config.regularization);
  part.frequency_exponent = static_cast<float>(config.frequency_exponent);
  part.count_exponent = config.confidence.count_exponent;
  part.half_life_days = config.confidence.half_life_days;
  return part;
}

// A counting sort, linear in the rows. Rows of equal length keep their order.
std::vector<std::uint32_t> longest_first(const SparseRows& rows) {
  std::size_t longest = 0;
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) longest = std::max(longest, rows.size_of(row));
  std::vector<std::uint32_t> next(longest + 2);  // by longest - length: where the next row of that length goes
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) ++next[longest - rows.size_of(row) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<std::uint32_t> order(rows.row_count());
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) order[next[longest - rows.size_of(row)]++] = row;
  return order;
}

}  // namespace

double solve_rows(const SparseRows& rows, FactorMatrix& fixed, FactorMatrix& target, const IalsConfig& config,
                  const ProgressSink& progress) {
  const std::size_t dim = fixed.dim(), threads = thread_count_or_all(config.threads);
  const Eigenbasis basis = eigenbasis(gramian(fixed, threads), dim);
  rotate(fixed, basis.vectors, threads);
  std::vector<float> base(dim);
  for (std::size_t at = 0; at < dim; ++at) {
    base[at] = static_cast<float>(config.unobserved_weight * std::max(basis.values[at], 0.0));
  }

  // Longest first, so that no thread is left with the longest rows at the end, and rows of equal length, which share
  // their regularization, are solved together.
  const std::vector<std::uint32_t> order = longest_first(rows);
  struct Worker {
    RidgeSolver solver;
    std::vector<float> diagonal;
    std::vector<RidgeRow> same_length;
  };
  std::vector<Worker> workers(threads);
  std::vector<double> losses(rows.row_count());
  std::mutex reporting;
  std::uint64_t done = 0;
  parallel_for(order.size(), 256, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    auto& [solver, diagonal, same_length] = workers[thread];
    for (std::size_t next = first; next < last;) {
      const std::size_t length = rows.size_of(order[next]);
      same_length.clear();
      for (; next < last && rows.size_of(order[next]) == length; ++next) {
        const std::uint32_t row = order[next];
        const auto weights = config.weighted() ? rows.values_of(row) : std::span<const float>();
        same_length.push_back({rows.columns_of(row), weights, target.row(row), &losses[row]});
      }
      const auto ridge = static_cast<float>(ridge_of(length, fixed.rows(), config));
      diagonal.assign(base.begin(), base.end());
      for (float& value : diagonal) value += ridge;
      solver.solve(fixed, diagonal, same_length);
    }
    const std::lock_guard lock(reporting);
    done += last - first;
    report(progress, {"", done, rows.row_count(), "rows"});
  });
  return std::accumulate(losses.begin(), losses.end(), 0.0);
}

double automatic_unobserved_weight(const SparseRows& by_user, std::uint32_t item_count) {
  std::vector<bool> bought(item_count, false);
  double buyers = 0, products = 0;
  for (std::uint32_t user = 0; user < by_user.row_count(); ++user) buyers += by_user.size_of(user) > 0;
  for (const std::uint32_t item : by_user.columns) {
    products += !bought[item];
    bought[item] = true;
  }
  if (buyers == 0) return 1;
  return std::clamp(20 * static_cast<double>(by_user.columns.size()) / (buyers * products), 1e-5, 1.0);
}

FactorsPart train_ials(const SparseRows& by_user, std::uint32_t item_count, const IalsConfig& requested,
                       const ProgressSink& progress, const SweepCallback& after_sweep) {
  IalsConfig config = requested;
  if (config.unobserved_weight == 0) config.unobserved_weight = automatic_unobserved_weight(by_user, item_count);
  const SparseRows by_item = transpose(by_user, item_count);
  FactorMatrix user_factors(by_user.row_count(), config.dim);
  FactorMatrix item_factors = initial_factors(item_count, config.dim, config.seed);
  const double evidence = config.weighted() ? std::accumulate(by_user.values.begin(), by_user.values.end(), 0.0)
                                            : static_cast<double>(by_user.values.size());
  const std::uint64_t rows_a_sweep = std::uint64_t{by_user.row_count()} + item_count;
  const std::uint64_t total = config.sweeps * rows_a_sweep;
  std::string loss;  // of the previous sweep
  for (std::size_t sweep = 0; sweep < config.sweeps; ++sweep) {
    const std::string stage = "iALS sweep " + std::to_string(sweep + 1) + " of " + std::to_string(config.sweeps);
    const auto after = [&](std::uint64_t before) -> ProgressSink {
      return [&, before](const Progress& half) {
        // The end of a sweep is reported below, with its loss.
        const std::uint64_t done = sweep * rows_a_sweep + before + half.done;
        if (done < (sweep + 1) * rows_a_sweep) report(progress, {stage + loss, done, total, "embeddings"});
      };
    };
    solve_rows(by_user, item_factors, user_factors, config, after(0));
    const double left = solve_rows(by_item, user_factors, item_factors, config, after(by_user.row_count()));
    if (progress) {
      loss = loss_text((left + regularization_of(by_user, user_factors, item_count, config)) / std::max(evidence, 1.0));
      report(progress, {stage + loss, (sweep + 1) * rows_a_sweep, total, "embeddings"});
    }
    if (after_sweep && !after_sweep(sweep + 1, make_part(item_factors, config))) break;
  }
  user_factors = {};
  return make_part(std::move(item_factors), config);
}

}  // namespace moshaver
