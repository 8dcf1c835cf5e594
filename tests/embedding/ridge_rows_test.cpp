#include <catch2/catch.hpp>
#include <cstring>
#include <random>

#include "engine/embedding/ridge_solver.hpp"
#include "tests/linalg/every_target.hpp"
#include "tests/linalg/matrices.hpp"

using namespace moshaver;

namespace {

constexpr std::size_t item_count = 500;

struct Shop {
  FactorMatrix factors;
  std::vector<float> diagonal;
  std::vector<std::vector<std::uint32_t>> histories;
  std::vector<std::vector<float>> weights;
};

// Many lengths, most of them several times, on both sides of every length at which the solver changes its method.
Shop shop_of(std::size_t dim) {
  Shop shop{gaussian_matrix(item_count, dim, 1), std::vector<float>(dim, 1.5F), {}, {}};
  std::mt19937 random(2);
  for (const std::size_t length : {0, 1, 2, 5, 13, 31, 32, 33, 47, 48, 49, 60, 64, 65, 90, 130, 300}) {
    for (std::size_t copies = 0; copies < 1 + length % 21; ++copies) {
      auto& history = shop.histories.emplace_back();
      auto& weights = shop.weights.emplace_back();
      for (std::size_t i = 0; i < length; ++i) {
        history.push_back(static_cast<std::uint32_t>(random() % item_count));
        weights.push_back(0.5F + static_cast<float>(random() % 8));
      }
    }
  }
  return shop;
}

}  // namespace

TEST_CASE("a history gives the same bits when it is solved alone and in a batch") {
  on_every_target([] {
    for (const std::size_t dim : {20, 64}) {
      const Shop shop = shop_of(dim);
      FactorMatrix together(shop.histories.size(), dim);
      std::vector<RidgeRow> rows;
      for (std::size_t at = 0; at < shop.histories.size(); ++at) {
        rows.push_back({shop.histories[at], shop.weights[at], together.row(at)});
      }
      RidgeSolver solver;
      solver.solve(shop.factors, shop.diagonal, rows);
      for (std::size_t at = 0; at < shop.histories.size(); ++at) {
        std::vector<WeightedItem> history;
        for (std::size_t i = 0; i < shop.histories[at].size(); ++i) {
          history.push_back({ItemId{shop.histories[at][i]}, shop.weights[at][i]});
        }
        std::vector<float> alone(dim);
        solver.solve(shop.factors, shop.diagonal, history, alone);
        CAPTURE(dim, at, history.size());
        REQUIRE(std::memcmp(alone.data(), together.row(at).data(), dim * sizeof(float)) == 0);
      }
    }
  });
}

TEST_CASE("a history without weights gives the solution for weights of 1") {
  const Shop shop = shop_of(40);
  RidgeSolver solver;
  for (const auto& history : shop.histories) {
    const std::vector<float> ones(history.size(), 1.0F);
    std::vector<float> plain(40), weighted(40);
    const RidgeRow row{history, {}, plain}, same{history, ones, weighted};
    solver.solve(shop.factors, shop.diagonal, std::span(&row, 1));
    solver.solve(shop.factors, shop.diagonal, std::span(&same, 1));
    REQUIRE(plain == weighted);
  }
}

TEST_CASE("factors that overflow float give zeros, never NaN or infinity") {
  const Shop shop = shop_of(20);
  FactorMatrix huge(item_count, 20);
  for (std::size_t row = 0; row < item_count; ++row) {
    for (float& value : huge.row(row)) value = 1e25F;
  }
  RidgeSolver solver;
  for (const auto& history : shop.histories) {
    std::vector<float> out(20, 7.0F);
    const RidgeRow row{history, {}, out};
    solver.solve(huge, shop.diagonal, std::span(&row, 1));
    REQUIRE(std::ranges::all_of(out, [](float value) { return std::isfinite(value); }));
  }
}
