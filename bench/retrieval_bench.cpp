// Maximum inner product search: `retrieval/<index>/<products>/<dim>`, and the kernels below it. Factors are a clustered
// mixture with log-normal norms, made on the spot; queries are distributed differently (tests/retrieval/mixture.hpp).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/linalg/dot.hpp"
#include "engine/linalg/score_block.hpp"
#include "engine/retrieval/exact_index.hpp"
#include "engine/retrieval/hnsw_index.hpp"
#include "engine/retrieval/top_k.hpp"
#include "tests/retrieval/mixture.hpp"

namespace {

using namespace moshaver;

constexpr std::size_t query_count = 256;
constexpr std::size_t wanted = 20;

// Made once a shape and kept: building takes longer than measuring.
const Mixture& world_of(std::size_t products, std::size_t dim) {
  static std::map<std::pair<std::size_t, std::size_t>, Mixture> worlds;
  const auto [at, is_new] = worlds.try_emplace({products, dim});
  if (is_new) at->second = mixture(products, query_count, dim, 1);
  return at->second;
}

using Builder = std::function<std::unique_ptr<Index>(const FactorMatrix&)>;

const Index& index_of(const std::string& name, const Builder& build, std::size_t products, std::size_t dim) {
  static std::map<std::string, std::unique_ptr<Index>> indexes;
  auto& index = indexes[name + "/" + std::to_string(products) + "/" + std::to_string(dim)];
  if (!index) index = build(world_of(products, dim).items);
  return *index;
}

std::unique_ptr<Index> exact(const FactorMatrix& items) {
  return std::make_unique<ExactIndex>(ExactIndex::build(items).value());
}
std::unique_ptr<Index> hnsw(const FactorMatrix& items) {
  return std::make_unique<HnswIndex>(HnswIndex::build(items, {}).value());
}

// Of the truth, found; equal scores count for one another.
double recall(const std::vector<ScoredItem>& found, const std::vector<ScoredItem>& truth) {
  const auto hits = std::ranges::count_if(truth, [&](const ScoredItem& item) {
    return std::ranges::any_of(found, [&](const ScoredItem& other) { return other.score == item.score; });
  });
  return static_cast<double>(hits) / static_cast<double>(truth.size());
}

// Sketch, exact: products * dim * 4 bytes / the bandwidth of one core; 100,000 x 128 are 51 MB, 1 ms at 50 GB/s.
// Sketch, hnsw: some 2,000 rows in no order at 100 ns a miss, half of it overlapped: 100 to 200 us.
void one_query(benchmark::State& state, const std::string& name, const Builder& build, std::size_t products,
               std::size_t dim) {
  const Mixture& world = world_of(products, dim);
  const Index& index = index_of(name, build, products, dim);
  const ExactIndex judge = ExactIndex::build(world.items).value();
  double found = 0;
  for (std::size_t q = 0; q < query_count; ++q) {
    found += recall(index.search(world.queries.row(q), wanted, {}), judge.search(world.queries.row(q), wanted, {}));
  }
  std::vector<double> latencies_us;
  std::size_t q = 0;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(index.search(world.queries.row(q), wanted, {}));
    const std::chrono::duration<double, std::micro> elapsed = std::chrono::steady_clock::now() - start;
    latencies_us.push_back(elapsed.count());
    q = (q + 1) % query_count;
  }
  std::ranges::sort(latencies_us);
  state.counters["recall_at_20"] = found / query_count;
  state.counters["p50_us"] = latencies_us[latencies_us.size() / 2];
  state.counters["p99_us"] = latencies_us[latencies_us.size() * 99 / 100];
  state.counters["index_bytes"] = static_cast<double>(index.bytes());
}

// Sketch: 2 * products * dim flops a query; 26 Mflop at 100,000 x 128, 0.2 ms at 128 GFLOP/s, beyond the selection.
void batch(benchmark::State& state, std::size_t products, std::size_t dim) {
  const Mixture& world = world_of(products, dim);
  const Index& index = index_of("exact", exact, products, dim);
  for (auto _ : state) benchmark::DoNotOptimize(index.search_batch(world.queries, wanted, {}));
  const auto queries = static_cast<double>(state.iterations()) * query_count;
  state.counters["queries"] = benchmark::Counter(queries, benchmark::Counter::kIsRate);
  state.counters["flops"] = benchmark::Counter(2.0 * static_cast<double>(products * dim) * queries,
                                               benchmark::Counter::kIsRate, benchmark::Counter::kIs1000);
}

const bool registered = [] {
  const std::vector<std::pair<std::string, Builder>> indexes = {{"exact", exact}, {"hnsw", hnsw}};
  for (const auto& [name, build] : indexes) {
    for (const std::size_t products : {10'000, 41'000, 100'000}) {
      for (const std::size_t dim : {64, 128, 256}) {
        // Building HNSW takes from half a minute on there.
        if (name == "hnsw" && products > 10'000 && dim != 128) continue;
        const std::string title = "retrieval/" + name + "/" + std::to_string(products) + "/" + std::to_string(dim);
        benchmark::RegisterBenchmark(title.c_str(), [=, name = name, build = build](benchmark::State& state) {
          one_query(state, name, build, products, dim);
        })->Unit(benchmark::kMicrosecond);
      }
    }
  }
  for (const std::size_t products : {41'000, 100'000}) {
    const std::string title = "retrieval/exact_batch_of_256/" + std::to_string(products) + "/128";
    benchmark::RegisterBenchmark(title.c_str(), [=](benchmark::State& state) {
      batch(state, products, 128);
    })->Unit(benchmark::kMillisecond);
  }
  return true;
}();

// The share of items that the rules let through, in thousandths of a percent.
void exact_scan_with_rules(benchmark::State& state) {
  constexpr std::size_t products = 100'000;
  const Mixture& world = world_of(products, 128);
  const Index& index = index_of("exact", exact, products, 128);
  EligibleItems eligible(products, false);
  std::mt19937 random(1);
  while (eligible.count() < products * static_cast<std::size_t>(state.range(0)) / 100'000) {
    eligible.set(ItemId{static_cast<std::uint32_t>(random() % products)}, true);
  }
  std::size_t q = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(index.search(world.queries.row(q), wanted, {.eligible = &eligible}));
    q = (q + 1) % query_count;
  }
}
BENCHMARK(exact_scan_with_rules)
    ->ArgName("eligible_per_100k")
    ->Arg(50'000)
    ->Arg(25'000)
    ->Arg(5'000)
    ->Arg(1'000)
    ->Arg(10)
    ->Unit(benchmark::kMicrosecond);

// Sketch: 4 bytes of the row a multiply-add, so bandwidth / 4: from L1 two vectors a cycle, from memory 12 G a second.
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

// The plain version beside it: one chain of additions in the order of the text.
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
