#include "engine/retrieval/coarse_codes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "engine/linalg/dot.hpp"
#include "engine/retrieval/rotation.hpp"
#include "tests/linalg/every_target.hpp"
#include "tests/retrieval/hard_worlds.hpp"

using namespace moshaver;

namespace {

constexpr float nothing = -std::numeric_limits<float>::infinity();

struct Found {
  std::vector<std::uint32_t> positions;
  std::vector<float> bounds;
};

Found find_all(const CoarseCodes& codes, const EncodedQuery& query, std::size_t first, std::size_t count,
               float threshold) {
  Found found;
  found.positions.resize(count + 2 * group_items);
  found.bounds.resize(count + 2 * group_items);
  const std::size_t size = codes.find(query, first, count, threshold, found.positions.data(), found.bounds.data());
  found.positions.resize(size);
  found.bounds.resize(size);
  return found;
}

double norm_of(std::span<const float> row) {
  double squared = 0;
  for (const float value : row) squared += static_cast<double>(value) * value;
  return std::sqrt(squared);
}

}  // namespace

TEST_CASE("no score exceeds its bound, for any factors, on every instruction set") {
  on_every_target([] {
    for (const std::size_t dim : {1, 7, 8, 64, 65, 200}) {
      for (const HardWorld& world : hard_worlds(333, dim)) {
        CAPTURE(dim, world.name);
        const FactorMatrix& items = world.factors.items;
        const CoarseCodes codes(items);
        REQUIRE(codes.item_count() == 333);
        for (std::size_t q = 0; q < world.factors.queries.rows(); ++q) {
          const auto query = world.factors.queries.row(q);
          EncodedQuery encoded;
          codes.encode(query, encoded);
          const Found found = find_all(codes, encoded, 0, 333, nothing);
          REQUIRE(found.positions.size() == 333);
          for (std::size_t i = 0; i < 333; ++i) {
            REQUIRE(found.positions[i] == i);
            const ItemId item = codes.item(i);
            const float score = dot(query, items.row(item.row));
            CAPTURE(i, item.row, score, found.bounds[i]);
            REQUIRE(found.bounds[i] >= CoarseCodes::bar_for(score, dim));
            REQUIRE(CoarseCodes::may_reach(encoded, codes.norm(item), score));
            REQUIRE(static_cast<double>(codes.norm(item)) >= norm_of(items.row(item.row)));
            REQUIRE((i == 0 || codes.norm(codes.item(i - 1)) >= codes.norm(item)));
          }
        }
      }
    }
  });
}

TEST_CASE("bounds of Gaussian factors are tight: within a quarter of the Cauchy-Schwarz bound") {
  const HardWorld world = hard_worlds(2000, 128)[1];
  REQUIRE(world.name == "gaussian");
  const CoarseCodes codes(world.factors.items);
  EncodedQuery query;
  codes.encode(world.factors.queries.row(0), query);
  const Found found = find_all(codes, query, 0, 2000, nothing);
  for (std::size_t i = 0; i < 2000; ++i) {
    const ItemId item = codes.item(found.positions[i]);
    const double slack = static_cast<double>(found.bounds[i]) -
                         static_cast<double>(dot(world.factors.queries.row(0), world.factors.items.row(item.row)));
    // The error of the code itself (at most an eighth, .107 in the mean) once, and the part that the error adds by chance.
    REQUIRE(slack <= 2 * 0.125 * query.norm() * static_cast<double>(codes.norm(item)));
  }
}

TEST_CASE("find returns the same bounds above the threshold from any first position") {
  on_every_target([] {
    const Mixture world = mixture(1000, 1, 40, 3);
    const CoarseCodes codes(world.items);
    EncodedQuery query;
    codes.encode(world.queries.row(0), query);
    const Found all = find_all(codes, query, 0, 1000, nothing);
    for (const float threshold : {-1.0F, 0.0F, 0.2F, 0.5F, 100.0F}) {
      for (const std::size_t first : {0, 16, 48, 512}) {
        const std::size_t count = std::min<std::size_t>(first == 16 ? 77 : 1000, 1000 - first);
        CAPTURE(threshold, first, count);
        Found expected;
        for (std::size_t i = first; i < first + count; ++i) {
          if (all.bounds[i] < CoarseCodes::bar_for(threshold, 40)) continue;
          expected.positions.push_back(static_cast<std::uint32_t>(i));
          expected.bounds.push_back(all.bounds[i]);
        }
        const Found found = find_all(codes, query, first, count, threshold);
        CHECK(found.positions == expected.positions);
        CHECK(found.bounds == expected.bounds);
      }
    }
  });
}

TEST_CASE(
    "the kernel matches a plain reading of its memory layout, with random and with the largest codes and queries") {
  on_every_target([] {
    std::mt19937 random(5);
    for (const std::size_t blocks : {1, 3, 4, 5, 16, 33}) {
      for (const bool largest : {false, true}) {
        constexpr std::size_t groups = 7;
        const std::size_t group_bytes = blocks * block_bytes + group_tail_bytes;
        std::vector<std::byte, LineAllocator<std::byte>> memory(groups * group_bytes);
        for (auto& byte : memory) byte = static_cast<std::byte>(largest ? 255 : random() % 256);
        for (std::size_t group = 0; group < groups; ++group) {
          auto* tail = reinterpret_cast<float*>(memory.data() + group * group_bytes + blocks * block_bytes);
          for (std::size_t i = 0; i < 2 * group_items; ++i) tail[i] = static_cast<float>(random() % 1000) / 1000;
        }
        std::vector<std::int8_t> values(blocks * block_dims);
        for (auto& value : values)
          value = static_cast<std::int8_t>(largest ? 127 : static_cast<int>(random() % 255) - 127);
        std::vector<std::int16_t> widened(values.size());
        for (std::size_t j = 0; j < values.size(); ++j) widened[j] = values[j / 4 * 4 + (j % 2) * 2 + j % 4 / 2];
        const CoarseQuery query{values.data(), widened.data(), 0.01F, -3.5F, 2.5F};
        std::vector<std::uint32_t> positions((groups + 1) * group_items);
        std::vector<float> bounds(positions.size());
        REQUIRE(find_bounds(memory, blocks, query, 160, nothing, positions.data(), bounds.data()) ==
                groups * group_items);
        for (std::size_t i = 0; i < groups * group_items; ++i) {
          const std::byte* group = memory.data() + i / group_items * group_bytes;
          const auto* tail = reinterpret_cast<const float*>(group + blocks * block_bytes);
          std::int64_t sum = 0;
          for (std::size_t j = 0; j < values.size(); ++j) {
            const auto byte = std::to_integer<int>(group[j / 8 * block_bytes + 4 * (i % group_items) + j % 4]);
            sum += values[j] * (j % 8 < 4 ? byte & 15 : byte >> 4);
          }
          const double scaled = static_cast<double>(0.01F) * static_cast<double>(sum) - 3.5;
          const double expected = static_cast<double>(tail[i % group_items]) * scaled +
                                  2.5 * static_cast<double>(tail[group_items + i % group_items]);
          CAPTURE(blocks, largest, i, sum);
          REQUIRE(positions[i] == 160 + i);
          REQUIRE(std::abs(static_cast<double>(bounds[i]) - expected) <= 4 * 6e-8 * (std::abs(scaled) + 3.5 + 2.5));
        }
      }
    }
  });
}

TEST_CASE("the rotation keeps inner products and spreads single coordinates evenly") {
  std::mt19937 random(6);
  std::normal_distribution<double> normal;
  for (const std::size_t dim : {1, 2, 7, 64, 96, 128, 200}) {
    CAPTURE(dim);
    std::vector<double> a(dim), b(dim);
    for (std::size_t j = 0; j < dim; ++j) a[j] = normal(random), b[j] = normal(random);
    const auto product = [&] { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); };
    const double before = product();
    rotate_evenly(a);
    rotate_evenly(b);
    CHECK(product() == Approx(before).epsilon(1e-12).margin(1e-12));
    std::vector<double> single(dim);
    single[dim / 2] = 1;
    rotate_evenly(single);
    const double largest =
        std::abs(*std::ranges::max_element(single, {}, [](double value) { return std::abs(value); }));
    CHECK(largest <= 4 / std::sqrt(static_cast<double>(dim)));
  }
}
