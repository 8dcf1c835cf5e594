#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <filesystem>

#include "models/simulation/simulation.hpp"
#include "moshaver/generate.hpp"

namespace {

using namespace moshaver;

double peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Sketch: a purchase costs some ten random draws (20 ns) and six cache misses beyond the caches (customer, staples,
// filter, alias slots, product, calendar: 80 ns each), shared with its views: 300 ns an event for 1,000,000 customers.
// Formatting takes 90 bytes at 1 ns a byte, on the other core. Peak memory must not grow from 1 to 10 million events.
void generate_files(benchmark::State& state) {
  GenerateOptions options;
  options.customers = static_cast<std::uint64_t>(state.range(0));
  options.products = options.customers / 10;
  options.events = static_cast<std::uint64_t>(state.range(1));
  options.compression = static_cast<Compression>(state.range(2));
  options.force = true;
  options.out = std::filesystem::temp_directory_path() / "moshaver_generate_bench";
  double bytes = 0;
  for (auto _ : state) {
    const auto made = generate_shop(options);
    if (!made) return state.SkipWithError(made.error().message.c_str());
    bytes = static_cast<double>(made->bytes);
  }
  std::filesystem::remove_all(options.out);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(options.events));
  state.counters["file_bytes_per_event"] = bytes / static_cast<double>(options.events);
  state.counters["peak_MiB_so_far"] = peak_mebibytes();  // the process's peak so far: run small sizes first
}
BENCHMARK(generate_files)
    ->ArgNames({"customers", "events", "compression"})
    ->Args({100'000, 1'000'000, 0})
    ->Args({100'000, 10'000'000, 0})
    ->Args({1'000'000, 10'000'000, 0})
    ->Args({100'000, 10'000'000, 2})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->UseRealTime();

// The simulation alone, on one core, without writing files.
void simulate_days(benchmark::State& state) {
  using namespace moshaver::simulation;
  const auto customers = static_cast<std::uint32_t>(state.range(0)), products = customers / 10;
  const std::uint64_t quota = 20'000;
  const Calendar calendar(std::chrono::year(2024) / 1 / 1, 730);
  const Catalogue catalogue({products, 730, service_share * quota, 1});
  Population population({customers, 730, quota * 730.0, staple_purchase_share * quota, 1}, catalogue);
  Simulation simulation(calendar, catalogue, population, 1);
  std::vector<simulation::Event> events;
  for (auto _ : state) {
    simulation.run_day(quota, events);
    benchmark::DoNotOptimize(events.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(quota));
}
BENCHMARK(simulate_days)
    ->ArgName("customers")
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->Iterations(200)
    ->Unit(benchmark::kMillisecond);

}  // namespace
