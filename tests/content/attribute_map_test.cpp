#include "models/content/attribute_map.hpp"

#include <cmath>

#include "engine/linalg/blas.hpp"
#include "engine/linalg/dot.hpp"
#include "models/ials/ials.hpp"
#include "models/random/initial_factors.hpp"
#include "tests/content/tea_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

constexpr std::size_t items = 60, attributes_dim = 4, dim = 3;

// Item factors that are an exact linear map of the attributes.
struct ExactWorld {
  FactorMatrix attributes = initial_factors(items, attributes_dim, 1);
  FactorMatrix explained = FactorMatrix(items, dim);
  std::vector<std::uint32_t> buyers = std::vector<std::uint32_t>(items, 3);

  ExactWorld() {
    const FactorMatrix map = initial_factors(attributes_dim, dim, 2);
    for (std::size_t item = 0; item < items; ++item) {
      for (std::size_t row = 0; row < attributes_dim; ++row) {
        for (std::size_t at = 0; at < dim; ++at) {
          explained.row(item)[at] += 1e4F * attributes.row(item)[row] * map.row(row)[at];
        }
      }
    }
  }
};

AttributeMixConfig exact(double content_weight) { return {content_weight, 1e-9, 1}; }

void check_near(std::span<const float> a, std::span<const float> b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t at = 0; at < a.size(); ++at) {
    CHECK(static_cast<double>(a[at]) == Approx(static_cast<double>(b[at])).epsilon(1e-3).margin(1e-3));
  }
}

}  // namespace

TEST_CASE("a product without buyers gets the embedding that its attributes predict") {
  ExactWorld world;
  FactorsPart part;
  part.item_factors = world.explained;
  for (float& value : part.item_factors.row(5)) value = 0;
  world.buyers[5] = 0;
  mix_in_attributes(part, world.attributes, world.buyers, exact(2));
  check_near(part.item_factors.row(5), world.explained.row(5));
  check_near(part.item_factors.row(6), world.explained.row(6));
}

TEST_CASE("a product with n buyers mixes its own embedding and the predicted one as n to content_weight") {
  ExactWorld world;
  // Two products of equal attributes, at equal distances on either side: the map predicts their middle.
  std::ranges::copy(world.attributes.row(0), world.attributes.row(1).begin());
  FactorsPart part;
  part.item_factors = world.explained;
  for (std::size_t at = 0; at < dim; ++at) {
    part.item_factors.row(0)[at] = world.explained.row(0)[at] + 1;
    part.item_factors.row(1)[at] = world.explained.row(0)[at] - 1;
  }
  mix_in_attributes(part, world.attributes, world.buyers, exact(1));
  for (std::size_t at = 0; at < dim; ++at) {
    const double middle = static_cast<double>(world.explained.row(0)[at]);
    CHECK(static_cast<double>(part.item_factors.row(0)[at]) == Approx(middle + 0.75).epsilon(1e-3).margin(1e-3));
    CHECK(static_cast<double>(part.item_factors.row(1)[at]) == Approx(middle - 0.75).epsilon(1e-3).margin(1e-3));
  }
}

TEST_CASE("products without attributes keep their embeddings") {
  ExactWorld world;
  for (float& value : world.attributes.row(7)) value = 0;
  FactorsPart part;
  part.item_factors = world.explained;
  for (float& value : part.item_factors.row(7)) value = 42;
  mix_in_attributes(part, world.attributes, world.buyers, exact(100));
  for (const float value : part.item_factors.row(7)) CHECK(value == 42);
}

TEST_CASE(
    "mixing attributes into a ridge part leaves its factors in the eigenbasis of their gramian, with the same inner "
    "products") {
  ExactWorld world;
  FactorsPart plain, ridge;
  plain.item_factors = ridge.item_factors = world.explained;
  ridge.eigenvalues.assign(dim, 1.0F);
  mix_in_attributes(plain, world.attributes, world.buyers, exact(1));
  mix_in_attributes(ridge, world.attributes, world.buyers, exact(1));
  const std::vector<double> gram = gramian(ridge.item_factors, 1);
  const double largest = gram[dim * dim - 1];
  for (std::size_t row = 0; row < dim; ++row) {
    for (std::size_t column = 0; column < dim; ++column) {
      const double expected = row == column ? static_cast<double>(ridge.eigenvalues[row]) : 0;
      CHECK(gram[row * dim + column] == Approx(expected).epsilon(1e-4).margin(1e-4 * largest));
    }
  }
  for (std::size_t item = 1; item < items; ++item) {
    const auto product = [&](const FactorMatrix& factors) {
      return static_cast<double>(dot(factors.row(0), factors.row(item)));
    };
    CHECK(product(ridge.item_factors) == Approx(product(plain.item_factors)).epsilon(1e-3).margin(1e-3));
  }
}

TEST_CASE(
    "attribute vectors are 0 for products without attributes, and have at most as many dimensions as there are "
    "features") {
  const TeaShop shop = tea_shop();
  const ContentFeatures features = content_features(shop.catalogue, TeaShop::products + 1, {});
  std::vector<std::uint32_t> buyers(TeaShop::products + 1, 2);
  const FactorMatrix vectors = attribute_vectors(features, buyers, {256, 1, 2});
  CHECK(vectors.rows() == TeaShop::products + 1);
  CHECK(vectors.dim() <= features.feature_count);
  for (const float value : vectors.row(TeaShop::products)) CHECK(value == 0);
  // Without purchases there is nothing to learn the directions from.
  buyers.assign(buyers.size(), 0);
  const FactorMatrix nothing = attribute_vectors(features, buyers, {256, 1, 1});
  for (const float value : nothing.values()) CHECK(value == 0);
}
