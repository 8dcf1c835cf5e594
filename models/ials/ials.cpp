#include "models/ials/ials.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>
#include <numeric>
#include <string>

#include "engine/embedding/ridge_solver.hpp"
#include "engine/linalg/blas.hpp"
#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014) at position `counter`.
std::uint64_t random_bits(std::uint64_t counter) {
  std::uint64_t bits = counter * 0x9e3779b97f4a7c15ULL;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
  return bits ^ (bits >> 31);
}

double uniform(std::uint64_t counter) { return (static_cast<double>(random_bits(counter) >> 11) + 0.5) * 0x1p-53; }

// Counted, not compared: linear in the rows. Rows of one length stay in their order.
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

FactorMatrix initial_factors(std::size_t rows, std::size_t dim, std::uint64_t seed) {
  FactorMatrix factors(rows, dim);
  const double deviation = 0.1 / std::sqrt(static_cast<double>(dim));
  std::uint64_t counter = random_bits(seed + 1);
  for (std::size_t row = 0; row < rows; ++row) {
    for (float& value : factors.row(row)) {
      // Box and Muller: library distributions differ from one standard library to the next.
      const double radius = std::sqrt(-2 * std::log(uniform(counter++)));
      value = static_cast<float>(deviation * radius * std::cos(2 * std::numbers::pi * uniform(counter++)));
    }
  }
  return factors;
}

void solve_rows(const SparseRows& rows, FactorMatrix& fixed, FactorMatrix& target, const IalsConfig& config,
                const ProgressSink& progress) {
  const std::size_t dim = fixed.dim(), threads = thread_count_or_all(config.threads);
  const Eigenbasis basis = eigenbasis(gramian(fixed, threads), dim);
  rotate(fixed, basis.vectors, threads);
  std::vector<float> base(dim);
  for (std::size_t at = 0; at < dim; ++at) {
    base[at] = static_cast<float>(config.unobserved_weight * std::max(basis.values[at], 0.0));
  }

  // Longest first: no thread is left with the heaviest rows at the end, and rows of one length, which share their
  // regularization, come together.
  const std::vector<std::uint32_t> order = longest_first(rows);
  struct Worker {
    RidgeSolver solver;
    std::vector<float> diagonal;
    std::vector<float> weights;
    std::vector<RidgeRow> alike;
  };
  std::vector<Worker> workers(threads);
  std::mutex reporting;
  std::uint64_t done = 0;
  parallel_for(order.size(), 256, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    auto& [solver, diagonal, weights, alike] = workers[thread];
    const bool weighted = config.count_exponent != 0;
    for (std::size_t next = first; next < last;) {
      const std::size_t length = rows.size_of(order[next]);
      alike.clear();
      weights.clear();
      for (; next < last && rows.size_of(order[next]) == length; ++next) {
        const std::uint32_t row = order[next];
        if (weighted) {
          for (const float count : rows.values_of(row)) {
            weights.push_back(count == 1 ? 1 : std::pow(count, static_cast<float>(config.count_exponent)));
          }
        }
        alike.push_back({rows.columns_of(row), {}, target.row(row)});
      }
      for (std::size_t at = 0; weighted && at < alike.size(); ++at) {
        alike[at].weights = std::span(weights).subspan(at * length, length);
      }
      const double frequency =
          static_cast<double>(length) + config.unobserved_weight * static_cast<double>(fixed.rows());
      const auto ridge = static_cast<float>(config.regularization * std::pow(frequency, config.frequency_exponent));
      diagonal.assign(base.begin(), base.end());
      for (float& value : diagonal) value += ridge;
      solver.solve(fixed, diagonal, alike);
    }
    const std::lock_guard lock(reporting);
    done += last - first;
    report(progress, {"", done, rows.row_count(), "rows"});
  });
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

FactorsPart train_ials(const SparseRows& by_user, std::uint32_t item_count, const IalsConfig& asked,
                       const ProgressSink& progress) {
  IalsConfig config = asked;
  if (config.unobserved_weight == 0) config.unobserved_weight = automatic_unobserved_weight(by_user, item_count);
  const SparseRows by_item = transpose(by_user, item_count);
  FactorMatrix user_factors(by_user.row_count(), config.dim);
  FactorMatrix item_factors = initial_factors(item_count, config.dim, config.seed);
  const std::uint64_t rows_a_sweep = std::uint64_t{by_user.row_count()} + item_count;
  for (std::size_t sweep = 0; sweep < config.sweeps; ++sweep) {
    const std::string stage = "iALS sweep " + std::to_string(sweep + 1) + " of " + std::to_string(config.sweeps);
    const auto after = [&](std::uint64_t before) -> ProgressSink {
      return [&, before](const Progress& half) {
        report(progress, {stage, sweep * rows_a_sweep + before + half.done, config.sweeps * rows_a_sweep, "embeddings"});
      };
    };
    solve_rows(by_user, item_factors, user_factors, config, after(0));
    solve_rows(by_item, user_factors, item_factors, config, after(by_user.row_count()));
  }

  const Eigenbasis basis = eigenbasis(gramian(item_factors, thread_count_or_all(config.threads)), config.dim);
  rotate(item_factors, basis.vectors, thread_count_or_all(config.threads));
  FactorsPart part;
  part.item_factors = std::move(item_factors);
  for (const double value : basis.values) part.eigenvalues.push_back(static_cast<float>(std::max(value, 0.0)));
  part.unobserved_weight = static_cast<float>(config.unobserved_weight);
  part.regularization = static_cast<float>(config.regularization);
  part.frequency_exponent = static_cast<float>(config.frequency_exponent);
  part.count_exponent = static_cast<float>(config.count_exponent);
  return part;
}

}  // namespace moshaver
