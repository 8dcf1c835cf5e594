#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "engine/data/key_map.hpp"

namespace {

// Sketch: hash of ten bytes, one cache miss for the slot and one for the key: some 50 ns beyond the caches.
void key_map_insert_known(benchmark::State& state) {
  const auto count = static_cast<std::uint32_t>(state.range(0));
  moshaver::KeyMap keys;
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < count; ++i) names.push_back("c" + std::to_string(i * 2654435761U));
  for (const auto& name : names) keys.insert(name);
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(keys.insert(names[next]));
    next = (next + 7919) % names.size();
  }
}
BENCHMARK(key_map_insert_known)->ArgName("keys")->Arg(10'000)->Arg(1'000'000);

}  // namespace
