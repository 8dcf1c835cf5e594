// A model small enough to test the damage of every byte.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/artifact/manifest.hpp"
#include "engine/artifact/tensors.hpp"
#include "tests/artifact/scratch.hpp"

namespace moshaver::testing {

inline Manifest small_manifest() {
  Manifest manifest;
  manifest.recipe = "low-pass";
  manifest.settings = {{"dim", 2.0}, {"cut", 0.1}, {"centred", true}, {"title", "چای \"سبز\"\n"}};
  manifest.seed = 18'446'744'073'709'551'615U;
  manifest.data = {"00ff", 12, 3, 2, "2025-11-01T00:00:00Z", "2025-12-01T00:00:00Z"};
  manifest.metrics = {{"ndcg", 10, 0.25, 0.2, 0.3, "low-pass", "last 30 days"}};
  manifest.parts = {{"taste", PartKind::factors, 0.75, {{"dim", 2.0}}}, {"popular", PartKind::table, 0.25, {}}};
  return manifest;
}

// Owns what its writer views.
struct SmallTensors {
  std::vector<float> factors = {1, 2, 3, 4, 5, 6};
  std::vector<double> weights = {0.5, -0.25};
  std::vector<std::uint8_t> flags = {1, 0, 1};
  std::vector<std::uint32_t> rows = {7, 4'000'000'000};
  std::vector<std::uint64_t> offsets = {0, 5, 1ULL << 40};
  std::vector<std::int64_t> days = {-1, 20'000};

  [[nodiscard]] TensorWriter writer() const {
    TensorWriter writer;
    writer.add("item/flags", {3}, flags);
    writer.add("item/factors", {3, 2}, factors);
    writer.add("weights", {2, 1}, weights);
    writer.add("rows", {2}, rows);
    writer.add("offsets", {3}, offsets);
    writer.add("days", {2}, days);
    writer.add("nothing", {0, 4}, std::span<const float>());
    return writer;
  }
};

template <class T>
std::vector<T> list(const Result<std::span<const T>>& values) {
  REQUIRE(values);
  return {values->begin(), values->end()};
}

}  // namespace moshaver::testing
