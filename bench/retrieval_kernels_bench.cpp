// The parts of retrieval: batches, rules, inner products, top-k selection, memory bandwidth. Trained factors where their
// distribution matters (trained_factors.hpp), elsewhere a synthetic mixture (tests/retrieval/mixture.hpp).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "bench/trained_factors.hpp"
#include "engine/data/line_allocator.hpp"
#include "engine/linalg/dot.hpp"
#include "engine/linalg/score_block.hpp"
#include "engine/retrieval/exact_index.hpp"
#include "engine/retrieval/top_k.hpp"
#include "tests/retrieval/mixture.hpp"

namespace {

using namespace moshaver;

constexpr std::size_t wanted = 20;

// Cached by shape: building takes longer than measuring.
const Mixture& world_of(std::size_t products, std::size_t dim) {
  static std::map<std::pair<std::size_t, std::size_t>, Mixture> worlds;
  const auto [at, is_new] = worlds.try_emplace({products, dim});
  if (is_new) at->second = mixture(products, bench_queries, dim, 1);
  return at->second;
}

// Sketch: 2 * products * dim flops a query; 26 Mflop at 100,000 x 128, 0.2 ms at 128 GFLOP/s, plus the selection.
void exact_batch_of_256(benchmark::State& state) {
  const auto products = static_cast<std::size_t>(state.range(0));
  const TrainedFactors& world = trained_factors(products, 128);
  const ExactIndex index = ExactIndex::build(world.items).value();
  for (auto _ : state) benchmark::DoNotOptimize(index.search_batch(world.queries, wanted, {}));
  const auto queries = static_cast<double>(state.iterations()) * bench_queries;
  state.counters["queries"] = benchmark::Counter(queries, benchmark::Counter::kIsRate);
  state.counters["flops"] = benchmark::Counter(2.0 * static_cast<double>(world.items.rows() * 128) * queries,
                                               benchmark::Counter::kIsRate, benchmark::Counter::kIs1000);
}
BENCHMARK(exact_batch_of_256)->ArgName("products")->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

// The share of items that the rules let through, in thousandths of a percent; 100,000: no rules.
void exact_with_rules(benchmark::State& state) {
  const TrainedFactors& world = trained_factors(static_cast<std::size_t>(state.range(0)), 128);
  const std::size_t products = world.items.rows();
  const ExactIndex index = ExactIndex::build(world.items).value();
  EligibleItems eligible(products, false);
  std::mt19937 random(1);
  while (eligible.count() < products * static_cast<std::size_t>(state.range(1)) / 100'000) {
    eligible.set(ItemId{static_cast<std::uint32_t>(random() % products)}, true);
  }
  const Exclusions exclusions{.eligible = state.range(1) == 100'000 ? nullptr : &eligible};
  std::size_t q = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(index.search(world.queries.row(q), wanted, exclusions));
    q = (q + 1) % bench_queries;
  }
}
BENCHMARK(exact_with_rules)
    ->ArgNames({"products", "eligible_per_100k"})
    ->ArgsProduct({{100'000}, {100'000, 50'000, 25'000, 10'000, 5'000, 2'500, 1'000, 100, 10}})
    ->Iterations(2048)  // a fixed count: the index is then built only once
    ->Unit(benchmark::kMicrosecond);
const bool large_rules_registered = [] {
  if (std::getenv("MOSHAVER_BENCH_PRODUCTS") == nullptr) return true;
  for (const std::int64_t eligible : {100'000, 50'000, 25'000, 10'000, 5'000, 2'500, 1'000, 100, 10}) {
    benchmark::RegisterBenchmark("exact_with_rules", exact_with_rules)
        ->ArgNames({"products", "eligible_per_100k"})
        ->Args({1'000'000, eligible})
        ->Iterations(512)
        ->Unit(benchmark::kMicrosecond);
  }
  return true;
}();

// How fast one core reads, the bound of every scan: 6 MiB fit into the last cache, 400 MiB do not.
void read_memory(benchmark::State& state) {
  const std::vector<std::uint64_t, LineAllocator<std::uint64_t>> words(static_cast<std::size_t>(state.range(0)) << 17,
                                                                       1);
  for (auto _ : state) {
    std::array<std::uint64_t, 64> sums{};  // enough independent sums; vectorised at any compiler option
    for (std::size_t at = 0; at + sums.size() <= words.size(); at += sums.size()) {
      for (std::size_t lane = 0; lane < sums.size(); ++lane) sums[lane] += words[at + lane];
    }
    benchmark::DoNotOptimize(sums);
  }
  state.counters["bytes"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(words.size()) * 8,
                         benchmark::Counter::kIsRate, benchmark::Counter::kIs1000);
}
BENCHMARK(read_memory)->ArgName("MiB")->Arg(6)->Arg(400);

// Sketch: one multiply-add for 4 bytes of the row, so bandwidth / 4: from L1 two vectors a cycle, from memory 12 G a
// second.
void dot_rows_scan(benchmark::State& state) {
  const auto products = static_cast<std::size_t>(state.range(0));
  const auto dim = static_cast<std::size_t>(state.range(1));
  const Mixture& world = world_of(products, dim);
  std::vector<float> scores(products);
  for (auto _ : state) {
    dot_rows(world.queries.row(0), world.items.values(), scores);
    benchmark::DoNotOptimize(scores.data());
  }
  const auto rows = static_cast<double>(state.iterations() * state.range(0));
  state.counters["bytes"] = benchmark::Counter(rows * static_cast<double>(dim) * 4, benchmark::Counter::kIsRate);
  state.counters["flops"] = benchmark::Counter(rows * static_cast<double>(dim) * 2, benchmark::Counter::kIsRate);
}
BENCHMARK(dot_rows_scan)
    ->ArgNames({"products", "dim"})
    ->Args({64, 128})
    ->Args({10'000, 128})
    ->Args({41'000, 128})
    ->Args({41'000, 256})
    ->Args({100'000, 128})
    ->Unit(benchmark::kMicrosecond);

// Baseline: one dependent chain of additions, in source order.
void dot_rows_plain(benchmark::State& state) {
  const auto products = static_cast<std::size_t>(state.range(0));
  const Mixture& world = world_of(products, 128);
  const auto query = world.queries.row(0);
  std::vector<float> scores(products);
  for (auto _ : state) {
    for (std::size_t i = 0; i < products; ++i) {
      const auto row = world.items.row(i);
      float sum = 0;
      for (std::size_t j = 0; j < row.size(); ++j) sum += query[j] * row[j];
      scores[i] = sum;
    }
    benchmark::DoNotOptimize(scores.data());
  }
}
BENCHMARK(dot_rows_plain)->ArgName("products")->Arg(41'000)->Unit(benchmark::kMicrosecond);

void score_block_tile(benchmark::State& state) {
  const Mixture& world = world_of(10'000, 128);
  const auto queries = world.queries.block(0, 128);
  std::vector<float> scores(128 * 1024);
  for (auto _ : state) {
    score_block(queries, world.items.block(0, 1024), 128, scores);
    benchmark::DoNotOptimize(scores.data());
  }
  state.counters["flops"] =
      benchmark::Counter(2.0 * 128 * 1024 * 128 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(score_block_tile)->Unit(benchmark::kMicrosecond);

std::vector<float> random_scores(std::size_t count) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> scores(count);
  for (float& score : scores) score = normal(random);
  return scores;
}

// Sketch: 100,000 compares, 16 at once, 5 us; and some count * (1 + ln(n / count)) candidates at 10 ns.
void top_k(benchmark::State& state) {
  const auto scores = random_scores(100'000);
  for (auto _ : state) {
    TopK best(static_cast<std::size_t>(state.range(0)));
    best.push_block(scores, ItemId{0}, [](ItemId) { return true; });
    benchmark::DoNotOptimize(best.take());
  }
}
BENCHMARK(top_k)->ArgName("count")->Arg(20)->Arg(300)->Unit(benchmark::kMicrosecond);

void top_k_plain_partial_sort(benchmark::State& state) {
  const auto scores = random_scores(100'000);
  for (auto _ : state) {
    std::vector<ScoredItem> items(scores.size());
    for (std::uint32_t i = 0; i < scores.size(); ++i) items[i] = {ItemId{i}, scores[i]};
    std::partial_sort(items.begin(), items.begin() + state.range(0), items.end(), ranks_before);
    items.resize(static_cast<std::size_t>(state.range(0)));
    benchmark::DoNotOptimize(items.data());
  }
}
BENCHMARK(top_k_plain_partial_sort)->ArgName("count")->Arg(20)->Arg(300)->Unit(benchmark::kMicrosecond);

}  // namespace
