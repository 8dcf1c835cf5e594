// iALS training: one sweep (both half-sweeps) and its parts, on synthetic purchases of Gowalla's shape (shop_shape.hpp).
//
//   ials_sweep/<dim>/<threads>        30,000 customers, 41,000 products, some 810,000 purchases
//   ials_sweep_small/<dim>/<threads>  a tenth of both
//   ials_textbook_small/<dim>         baseline on the same data: forms and factors a dim x dim system for every row
//   ials_sweep_file/<dim>/<threads>   a sweep over the purchases of the file that MOSHAVER_BENCH_EVENTS names;
//                                     bench/implicit_sweep.py compares it with implicit
//   counters  gemm_share: flops the method needs / CPU time / GEMM peak (BLAS or ours, the faster) of the same run
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <vector>

#include "bench/shop_shape.hpp"
#include "engine/data/dataset.hpp"
#include "engine/ingest/read_dataset.hpp"
#include "engine/linalg/blas.hpp"
#include "engine/linalg/dense_kernels.hpp"
#include "engine/linalg/score_block.hpp"
#include "models/ials/ials.hpp"
#include "models/random/initial_factors.hpp"

namespace {

using namespace moshaver;

struct Shop {
  SparseRows by_user;
  SparseRows by_item;

  [[nodiscard]] std::uint32_t users() const { return by_user.row_count(); }
  [[nodiscard]] std::uint32_t items() const { return by_item.row_count(); }
};

const Shop& shop_of(const ShopShape& shape) {
  static std::map<std::uint32_t, Shop> shops;
  const auto [at, is_new] = shops.try_emplace(shape.users);
  if (is_new) {
    at->second.by_user = made_purchases(shape);
    at->second.by_item = transpose(at->second.by_user, shape.items);
  }
  return at->second;
}

const Shop& shop_of_file() {
  static const Shop shop = [] {
    auto table = read_files(
        {.events = {std::getenv("MOSHAVER_BENCH_EVENTS")}, .products = {}, .column_map = {}, .max_reject_rate = 0});
    if (!table) {
      std::fprintf(stderr, "MOSHAVER_BENCH_EVENTS: %s\n", table.error().message.c_str());
      std::exit(1);
    }
    const Dataset data = make_dataset(std::move(*table));
    Shop read;
    read.by_user = interactions(data.histories);
    read.by_item = transpose(read.by_user, data.histories.item_count);
    return read;
  }();
  return shop;
}

constexpr ShopShape gowalla = {30'000, 41'000};
constexpr ShopShape small = {3'000, 4'100};

template <class Call>
double best_seconds(int repeats, const Call& call) {
  double best = 1e9;
  for (int i = 0; i < repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    call();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

// Peak flops a second of one thread: the best of many tries, as other programs may share the cores.
double gemm_peak() {
  static const double peak = [] {
    constexpr std::size_t n = 768;
    const FactorMatrix a = initial_factors(n, n, 1);
    const FactorMatrix b = initial_factors(n, n, 2);
    std::vector<float> c(n * n);
    const double blas = best_seconds(20, [&] { score_block(a.values(), b.values(), n, c); });
    Scratch right_side, product;
    const Block right = right_side.block(n, n), out = product.block(n, n);
    for (std::size_t row = 0; row < n; ++row) std::copy_n(b.row(row).data(), n, right.row(row));
    const double own = best_seconds(20, [&] { multiply_rows(a.values(), right, out); });
    return 2.0 * n * n * n / std::min(blas, own);
  }();
  return peak;
}

// Flops of the cheaper of the two forms for every row, plus the gramian and the rotation.
double flops_of(const SparseRows& rows, std::size_t fixed_rows, std::size_t dim) {
  const auto d = static_cast<double>(dim);
  double flops = static_cast<double>(fixed_rows) * 3 * d * d;
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    const auto c = static_cast<double>(rows.size_of(row));
    const double by_history = c * c * d + c * c * c / 3 + 4 * c * d;
    const double by_dim = c * d * d + d * d * d / 3 + 2 * c * d;
    flops += std::min(by_history, by_dim);
  }
  return flops;
}

// Sketch, Gowalla's shape: 5.7, 17 and 46 Gflop at dim 64, 128, 256; at half of 250 GFLOP/s .05, .14, .37 CPU seconds.
void ials_sweep(benchmark::State& state, const Shop& shop, std::size_t dim, std::size_t threads) {
  IalsConfig config;
  config.dim = dim;
  config.threads = threads;
  config.unobserved_weight = automatic_unobserved_weight(shop.by_user, shop.items());
  FactorMatrix users(shop.users(), dim);
  FactorMatrix items = initial_factors(shop.items(), dim, 1);
  solve_rows(shop.by_user, items, users, config);  // from here on the factors resemble those of a real sweep
  const double flops = flops_of(shop.by_user, shop.items(), dim) + flops_of(shop.by_item, shop.users(), dim);
  const double peak = gemm_peak();
  const std::clock_t start = std::clock();
  for (auto _ : state) {
    solve_rows(shop.by_item, users, items, config);
    solve_rows(shop.by_user, items, users, config);
  }
  // CPU time of all threads: wall time is unreliable while other programs share the cores.
  const double cpu_s =
      static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / static_cast<double>(state.iterations());
  state.counters["cpu_ms"] = cpu_s * 1e3;
  state.counters["rows_a_cpu_s"] = static_cast<double>(shop.users() + shop.items()) / cpu_s;
  state.counters["gemm_share"] = flops / cpu_s / peak;
}

// The textbook step: forms reg I + a0 G + Fᵀ F for every row and solves it by Cholesky.
void textbook_rows(const SparseRows& rows, const FactorMatrix& fixed, FactorMatrix& target, const IalsConfig& config) {
  const std::size_t dim = fixed.dim();
  const std::vector<double> gram = gramian(fixed, 1);
  std::vector<float> system(dim * dim);
  std::vector<float> history;
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    const double frequency =
        static_cast<double>(rows.size_of(row)) + config.unobserved_weight * static_cast<double>(fixed.rows());
    for (std::size_t at = 0; at < system.size(); ++at)
      system[at] = static_cast<float>(config.unobserved_weight * gram[at]);
    for (std::size_t at = 0; at < dim; ++at) {
      system[at * dim + at] += static_cast<float>(config.regularization * frequency);
    }
    history.clear();
    const auto out = target.row(row);
    std::fill(out.begin(), out.end(), 0.0F);
    for (const std::uint32_t column : rows.columns_of(row)) {
      const auto factors = fixed.row(column);
      history.insert(history.end(), factors.begin(), factors.end());
      for (std::size_t at = 0; at < dim; ++at) out[at] += factors[at];
    }
    add_inner_gram(history, system, rows.size_of(row), dim);
    if (!solve_cholesky(system, out, dim)) std::fill(out.begin(), out.end(), 0.0F);
  }
}

// Sketch: 7,100 rows of dim³ / 3 and 162,000 purchases of dim² flops: 1.3, 7.6 and 50 Gflop.
void ials_textbook(benchmark::State& state, std::size_t dim) {
  const Shop& shop = shop_of(small);
  IalsConfig config;
  config.dim = dim;
  FactorMatrix users(small.users, dim);
  FactorMatrix items = initial_factors(small.items, dim, 1);
  textbook_rows(shop.by_user, items, users, config);
  for (auto _ : state) {
    textbook_rows(shop.by_item, users, items, config);
    textbook_rows(shop.by_user, items, users, config);
  }
  state.counters["rows"] =
      benchmark::Counter(static_cast<double>(small.users + small.items) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
}

const bool registered = [] {
  const std::vector<std::pair<std::string, ShopShape>> shops = {{"ials_sweep/", gowalla}, {"ials_sweep_small/", small}};
  for (const auto& [name, shape] : shops) {
    for (const std::size_t dim : {64, 128, 256}) {
      for (const std::size_t threads : {1, 2}) {
        const std::string title = name + std::to_string(dim) + "/" + std::to_string(threads);
        benchmark::RegisterBenchmark(title.c_str(), [=, shape = shape](benchmark::State& state) {
          ials_sweep(state, shop_of(shape), dim, threads);
        })->Unit(benchmark::kMillisecond);
      }
    }
  }
  for (const std::size_t dim : {64, 128, 256}) {
    if (std::getenv("MOSHAVER_BENCH_EVENTS") == nullptr) break;
    for (const std::size_t threads : {1, 2}) {
      const std::string title = "ials_sweep_file/" + std::to_string(dim) + "/" + std::to_string(threads);
      benchmark::RegisterBenchmark(title.c_str(), [=](benchmark::State& state) {
        ials_sweep(state, shop_of_file(), dim, threads);
      })->Unit(benchmark::kMillisecond);
    }
  }
  for (const std::size_t dim : {64, 128, 256}) {
    const std::string title = "ials_textbook_small/" + std::to_string(dim);
    benchmark::RegisterBenchmark(title.c_str(), [=](benchmark::State& state) {
      ials_textbook(state, dim);
    })->Unit(benchmark::kMillisecond);
  }
  return true;
}();

// The parts of a half-sweep that are computed once, over the 41,000 products.
// Sketch: rows * dim² flops for half the symmetric gramian, twice that for the rotation: 2.7 and 5.4 Gflop at 256.
void ials_gramian(benchmark::State& state) {
  const auto dim = static_cast<std::size_t>(state.range(0));
  const FactorMatrix items = initial_factors(gowalla.items, dim, 1);
  for (auto _ : state) benchmark::DoNotOptimize(gramian(items, 1));
}
BENCHMARK(ials_gramian)
    ->ArgName("dim")
    ->Arg(64)
    ->Arg(128)
    ->Arg(256)
    ->Arg(512)
    ->Arg(1024)
    ->Unit(benchmark::kMillisecond);

void ials_rotate(benchmark::State& state) {
  const auto dim = static_cast<std::size_t>(state.range(0));
  FactorMatrix items = initial_factors(gowalla.items, dim, 1);
  const Eigenbasis basis = eigenbasis(gramian(items, 1), dim);
  for (auto _ : state) rotate(items, basis.vectors, 1);
}
BENCHMARK(ials_rotate)->ArgName("dim")->Arg(64)->Arg(128)->Arg(256)->Arg(512)->Arg(1024)->Unit(benchmark::kMillisecond);

// Sketch: some 9 dim³ flops in double, half of them memory-bound: 150 Mflop and some 10 ms at 256.
void ials_eigenbasis(benchmark::State& state) {
  const auto dim = static_cast<std::size_t>(state.range(0));
  const std::vector<double> symmetric = gramian(initial_factors(10 * dim, dim, 1), 1);
  for (auto _ : state) benchmark::DoNotOptimize(eigenbasis(symmetric, dim));
}
BENCHMARK(ials_eigenbasis)
    ->ArgName("dim")
    ->Arg(64)
    ->Arg(128)
    ->Arg(256)
    ->Arg(512)
    ->Arg(1024)
    ->Unit(benchmark::kMillisecond);

}  // namespace
