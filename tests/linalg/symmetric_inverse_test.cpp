#include "engine/linalg/symmetric_inverse.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace moshaver;

namespace {

// XᵀX / rows + ridge, row-major.
std::vector<float> random_gramian(std::size_t n, float ridge, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  const auto size = static_cast<Eigen::Index>(n);
  const Eigen::MatrixXf rows = Eigen::MatrixXf::NullaryExpr(size, size, [&] { return normal(random); });
  const Eigen::MatrixXf gram =
      rows.transpose() * rows / static_cast<float>(n) + ridge * Eigen::MatrixXf::Identity(size, size);
  return {gram.data(), gram.data() + gram.size()};
}

Eigen::MatrixXd widened(const std::vector<float>& matrix, std::size_t n) {
  const auto size = static_cast<Eigen::Index>(n);
  return Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(matrix.data(), size,
                                                                                                 size)
      .cast<double>();
}

}  // namespace

TEST_CASE("the inverse of a symmetric matrix matches double precision, for sizes on and off the tiles") {
  // Condition numbers of about 40: float32 keeps five digits.
  for (const std::size_t n : {1U, 2U, 255U, 256U, 257U, 600U, 768U}) {
    CAPTURE(n);
    std::vector<float> matrix = random_gramian(n, 0.1F, static_cast<std::uint32_t>(n));
    const Eigen::MatrixXd expected = widened(matrix, n).inverse();
    REQUIRE(invert_symmetric(matrix, n, 2));
    const Eigen::MatrixXd got = widened(matrix, n).selfadjointView<Eigen::Lower>();
    CHECK((got - expected).norm() <= 2e-5 * expected.norm());
  }
}

TEST_CASE("the inverse is the same to the bit with 1, 2 and 3 threads, and reports its progress") {
  const std::size_t n = 700;
  const std::vector<float> matrix = random_gramian(n, 0.1F, 1);
  std::vector<float> one = matrix;
  std::vector<double> shares;
  REQUIRE(invert_symmetric(one, n, 1, [&](double share) { shares.push_back(share); }));
  CHECK(std::is_sorted(shares.begin(), shares.end()));
  CHECK(shares.back() == 1);
  for (const std::size_t threads : {2U, 3U}) {
    std::vector<float> other = matrix;
    REQUIRE(invert_symmetric(other, n, threads));
    for (std::size_t row = 0; row < n; ++row) {
      REQUIRE(std::equal(one.begin() + static_cast<std::ptrdiff_t>(row * n),
                         one.begin() + static_cast<std::ptrdiff_t>(row * n + row + 1),
                         other.begin() + static_cast<std::ptrdiff_t>(row * n)));
    }
  }
}

TEST_CASE("a matrix that is not positive definite is refused, and an empty matrix is accepted") {
  std::vector<float> singular = {1, 1, 1, 1};
  singular[3] = 0.5F;
  CHECK_FALSE(invert_symmetric(singular, 2, 1));
  std::vector<float> zero(300 * 300, 0.0F);
  CHECK_FALSE(invert_symmetric(zero, 300, 2));
  CHECK(invert_symmetric({}, 0, 2));
}
