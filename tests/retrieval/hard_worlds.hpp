// Difficult factors and queries for codes, bounds and pruning.
#pragma once

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "tests/retrieval/mixture.hpp"

namespace moshaver {

struct HardWorld {
  std::string name;
  Mixture factors;
};

inline FactorMatrix filled(std::size_t rows, std::size_t dim,
                           const std::function<float(std::size_t, std::size_t)>& value) {
  FactorMatrix made(rows, dim);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < dim; ++j) made.row(i)[j] = value(i, j);
  }
  return made;
}

inline std::vector<HardWorld> hard_worlds(std::size_t rows, std::size_t dim) {
  constexpr std::size_t queries = 4;
  std::mt19937 random(11);
  std::normal_distribution<float> normal;
  const auto gaussian = [&](std::size_t, std::size_t) { return normal(random); };
  const FactorMatrix any = filled(queries, dim, gaussian);
  const auto root = static_cast<float>(std::sqrt(static_cast<double>(dim)));

  std::vector<HardWorld> worlds;
  worlds.push_back({"shaped like trained factors", mixture(rows, queries, dim, 12)});
  worlds.push_back({"gaussian", {filled(rows, dim, gaussian), any}});
  worlds.push_back({"all products alike", {filled(rows, dim, [](auto, auto) { return 0.3F; }), any}});
  // Only the first coordinate of the query counts, and it is equal for all items; norms grow with the row.
  worlds.push_back({"equal scores of unequal norms",
                    {filled(rows, dim, [](auto i, auto j) { return j == 0 ? 1.0F : static_cast<float>(i) * 1e-3F; }),
                     filled(queries, dim, [](auto, auto j) { return j == 0 ? 1.0F : 0.0F; })}});
  worlds.push_back({"every third a zero vector",
                    {filled(rows, dim, [&](auto i, auto) { return i % 3 == 0 ? 0.0F : normal(random); }), any}});
  worlds.push_back({"all scores negative",
                    {filled(rows, dim, [&](auto, auto) { return std::abs(normal(random)); }),
                     filled(queries, dim, [&](auto, auto) { return -std::abs(normal(random)); })}});
  worlds.push_back({"norms from the smallest floats to the longest allowed",
                    {filled(rows, dim,
                            [&](auto i, auto) {
                              const float unit = std::max(-1.0F, std::min(1.0F, normal(random))) / root;
                              return unit * std::pow(10.0F, static_cast<float>(static_cast<int>(i % 59)) - 41.5F);
                            }),
                     any}});
  worlds.push_back({"queries as long as allowed",
                    {mixture(rows, 1, dim, 13).items,
                     filled(queries, dim, [&](auto i, auto) { return (i % 2 == 0 ? 0.9e18F : -0.9e18F) / root; })}});
  worlds.push_back({"queries of the smallest floats",
                    {mixture(rows, 1, dim, 14).items,
                     filled(queries, dim, [&](auto, auto) { return 1e-44F * (normal(random) > 0 ? 1.0F : -3.0F); })}});
  worlds.push_back({"short queries", {mixture(rows, 1, dim, 14).items, filled(queries, dim, [&](auto, auto) {
                                        return 1e-17F * normal(random);
                                      })}});
  worlds.push_back({"short queries and items",
                    {filled(rows, dim, [&](auto, auto) { return 3e-23F * normal(random); }),
                     filled(queries, dim, [&](auto, auto) { return 1e-18F * normal(random); })}});
  worlds.push_back(
      {"one coordinate each",
       {filled(rows, dim, [&](auto i, auto j) { return j == i % dim ? 1.0F + static_cast<float>(i % 7) : 0.0F; }),
        any}});
  worlds.push_back({"coordinates of one size",  // as far from Gaussian as codes can be
                    {filled(rows, dim, [&](auto, auto) { return normal(random) > 0 ? 1.0F : -1.0F; }),
                     filled(queries, dim, [&](auto, auto) { return normal(random) > 0 ? 1.0F : -1.0F; })}});
  return worlds;
}

}  // namespace moshaver
