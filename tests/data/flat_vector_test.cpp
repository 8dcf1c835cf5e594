#include "engine/data/flat_vector.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <numeric>

using namespace moshaver;

namespace {

struct External {
  std::array<int, 8> values{};
  std::shared_ptr<const void> owner = std::make_shared<int>(0);
  std::weak_ptr<const void> watch = owner;

  External() { std::iota(values.begin(), values.end(), 1); }
  FlatVector<int> vector() { return flat_vector<int>(std::move(owner), values); }
};

}  // namespace

TEST_CASE("a vector over external memory copies nothing and keeps the owner alive") {
  External external;
  {
    FlatVector<int> vector = external.vector();
    CHECK(vector.data() == external.values.data());
    CHECK(vector == FlatVector<int>{1, 2, 3, 4, 5, 6, 7, 8});
    const FlatVector<int> moved = std::move(vector);
    CHECK(moved.data() == external.values.data());
    CHECK_FALSE(external.watch.expired());
  }
  CHECK(external.watch.expired());
}

TEST_CASE("a vector over external memory moves to the heap when it grows, and its copies are on the heap") {
  External external;
  FlatVector<int> vector = external.vector();
  const FlatVector<int> copy = vector;
  CHECK(copy.data() != external.values.data());
  CHECK(copy == vector);
  vector.push_back(9);
  CHECK(external.watch.expired());
  CHECK(vector == FlatVector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9});
  vector.resize(12);
  CHECK(vector.back() == 0);
  FlatVector<int> zeros(5);
  CHECK(zeros == FlatVector<int>{0, 0, 0, 0, 0});
  zeros.swap(vector);
  CHECK(vector.size() == 5);
  vector = copy;
  CHECK(vector == copy);
  CHECK(flat_vector<int>(nullptr, {}).empty());
}
