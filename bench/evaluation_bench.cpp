#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <vector>

#include "models/evaluation/bootstrap.hpp"
#include "models/evaluation/evaluator.hpp"

namespace {

using namespace moshaver;

std::vector<double> random_values(std::size_t count) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<double> values(count);
  for (double& value : values) value = uniform(random);
  return values;
}

// Sketch, 30,000 customers, 22 columns, 1,000 resamples: 30 million draws of about 1.5 ns, and
// 30,000 * 22 * 1,000 * 2 = 1.3 Gflop at some 8 Gflop/s of SSE2: .05 + .17 s.
void bootstrap_all_metrics(benchmark::State& state) {
  const auto customers = static_cast<std::size_t>(state.range(0)), columns = static_cast<std::size_t>(state.range(1));
  const std::vector<double> values = random_values(customers * columns);
  for (auto _ : state) benchmark::DoNotOptimize(resample({values, columns}, {}));
}
BENCHMARK(bootstrap_all_metrics)
    ->ArgNames({"customers", "columns"})
    ->Args({1'000, 22})
    ->Args({30'000, 22})
    ->Args({300'000, 22})
    ->Unit(benchmark::kMillisecond);

// Baseline: every metric draws its own customers, 30 million draws with a gather, 22 times.
void bootstrap_plain(benchmark::State& state) {
  const auto customers = static_cast<std::size_t>(state.range(0)), columns = static_cast<std::size_t>(state.range(1));
  const std::vector<double> values = random_values(customers * columns);
  for (auto _ : state) {
    std::vector<double> means;
    for (std::size_t column = 0; column < columns; ++column) {
      std::mt19937_64 random(column);
      std::uniform_int_distribution<std::size_t> pick(0, customers - 1);
      for (int resample = 0; resample < 1000; ++resample) {
        double sum = 0;
        for (std::size_t i = 0; i < customers; ++i) sum += values[pick(random) * columns + column];
        means.push_back(sum / static_cast<double>(customers));
      }
    }
    benchmark::DoNotOptimize(means);
  }
}
BENCHMARK(bootstrap_plain)->ArgNames({"customers", "columns"})->Args({1'000, 22})->Unit(benchmark::kMillisecond);

// Sketch, one customer at k 10 and 20, 30 bought and 100 owned: (20 + 10) searches in the truth and 2 * 30 in the owned
// products at some 10 ns each, so about 1 us.
void add_one_customer(benchmark::State& state) {
  std::mt19937 random(2);
  std::vector<ItemId> all;
  for (std::uint32_t row = 0; row < 4000; ++row) all.push_back({row});
  std::shuffle(all.begin(), all.end(), random);
  const std::vector<ItemId> ranked(all.begin(), all.begin() + 20);
  std::vector<ItemId> truth(all.begin() + 10, all.begin() + 40), owned(all.begin() + 30, all.begin() + 130);
  std::sort(truth.begin(), truth.end());
  std::sort(owned.begin(), owned.end());
  const std::vector<std::uint32_t> popularity(4000, 1);
  const std::size_t slots = 10'000;
  std::size_t slot = slots;
  const EvaluatorSettings settings{.ks = {10, 20}, .popularity = popularity, .customer_count = slots, .bootstrap = {}};
  Evaluator evaluator(settings);
  for (auto _ : state) {
    if (slot == slots) {
      state.PauseTiming();
      evaluator = Evaluator(settings);
      slot = 0;
      state.ResumeTiming();
    }
    evaluator.add(slot++, {ranked, truth, 1, owned});
  }
}
BENCHMARK(add_one_customer);

}  // namespace
