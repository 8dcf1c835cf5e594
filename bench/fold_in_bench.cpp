// Fold-in: one customer's vector from a history, item factors fixed. `fold_in_one_user/<history>/<dim>`. Baseline: the
// textbook normal equations.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "engine/embedding/ridge_evidence.hpp"
#include "engine/linalg/blas.hpp"
#include "models/random/initial_factors.hpp"

namespace {

using namespace moshaver;

constexpr std::size_t item_count = 20'000;
constexpr std::size_t customer_count = 64;  // their products are spread over the table, so few are in L1 or L2

struct World {
  FactorMatrix items;
  std::vector<float> diagonal;
  std::vector<std::vector<WeightedItem>> histories;
};

World world_of(std::size_t history, std::size_t dim) {
  World world{initial_factors(item_count, dim, 1), {}, {}};
  for (std::size_t at = 0; at < dim; ++at)
    world.diagonal.push_back(0.5F + static_cast<float>(at) / static_cast<float>(dim));
  std::mt19937 random(1);
  for (std::size_t customer = 0; customer < customer_count; ++customer) {
    auto& items = world.histories.emplace_back();
    while (items.size() < history) items.push_back({ItemId{static_cast<std::uint32_t>(random() % item_count)}, 1.0F});
  }
  return world;
}

// Sketch: history² dim + history³ / 3 flops below 3/4 dim: 30 x 128 take .12 Mflop, 100 x 256 take 2.9; above it
// history dim² + dim³ / 3: 300 x 256 take 25 Mflop. At 50 GFLOP/s 3, 60 and 500 us.
void fold_in_one_user(benchmark::State& state, std::size_t history, std::size_t dim) {
  const World world = world_of(history, dim);
  RidgeSolver solver;
  std::vector<float> out(dim);
  std::size_t customer = 0;
  for (auto _ : state) {
    solver.solve(world.items, world.diagonal, world.histories[customer], out);
    benchmark::DoNotOptimize(out.data());
    customer = (customer + 1) % customer_count;
  }
}

// The contribution of every past purchase to the scores of ten products, as the reasons of an answer need it.
void fold_in_contributions(benchmark::State& state, std::size_t history, std::size_t dim) {
  const World world = world_of(history, dim);
  std::vector<float> out(history);
  std::size_t customer = 0;
  for (auto _ : state) {
    const RidgeEvidence evidence(world.items, world.diagonal, world.histories[customer]);
    for (std::uint32_t item = 0; item < 10; ++item) {
      evidence.amounts(ItemId{item}, out);
      benchmark::DoNotOptimize(out.data());
    }
    customer = (customer + 1) % customer_count;
  }
}

void fold_in_textbook(benchmark::State& state, std::size_t history, std::size_t dim) {
  const World world = world_of(history, dim);
  std::vector<float> out(dim), system, rows;
  std::size_t customer = 0;
  for (auto _ : state) {
    system.assign(dim * dim, 0.0F);
    rows.clear();
    std::fill(out.begin(), out.end(), 0.0F);
    for (std::size_t at = 0; at < dim; ++at) system[at * dim + at] = world.diagonal[at];
    for (const WeightedItem& item : world.histories[customer]) {
      const auto factors = world.items.row(item.item.row);
      rows.insert(rows.end(), factors.begin(), factors.end());
      for (std::size_t at = 0; at < dim; ++at) out[at] += factors[at];
    }
    add_inner_gram(rows, system, history, dim);
    if (!solve_cholesky(system, out, dim)) std::fill(out.begin(), out.end(), 0.0F);
    benchmark::DoNotOptimize(out.data());
    customer = (customer + 1) % customer_count;
  }
}

const bool registered = [] {
  using Body = void (*)(benchmark::State&, std::size_t, std::size_t);
  const std::vector<std::pair<std::string, Body>> bodies = {{"fold_in_one_user/", fold_in_one_user},
                                                            {"fold_in_contributions/", fold_in_contributions},
                                                            {"fold_in_textbook/", fold_in_textbook}};
  for (const auto& [name, body] : bodies) {
    for (const std::size_t history : {10, 30, 100, 300}) {
      for (const std::size_t dim : {64, 128, 256}) {
        const std::string title = name + std::to_string(history) + "/" + std::to_string(dim);
        benchmark::RegisterBenchmark(title.c_str(), [=, body = body](benchmark::State& state) {
          body(state, history, dim);
        })->Unit(benchmark::kMicrosecond);
      }
    }
  }
  return true;
}();

}  // namespace
