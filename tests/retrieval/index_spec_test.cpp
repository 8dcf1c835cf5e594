#include "engine/retrieval/index_spec.hpp"

#include <catch2/catch.hpp>

#include "tests/retrieval/mixture.hpp"

using namespace moshaver;

TEST_CASE("every index kind is found by its name, and other names are refused") {
  for (const IndexKind kind : {IndexKind::exact, IndexKind::hnsw, IndexKind::ivf}) {
    CHECK(index_kind_of(to_string(kind)) == kind);
  }
  CHECK_FALSE(index_kind_of("auto"));
  CHECK_FALSE(index_kind_of(""));
}

TEST_CASE("build_index builds the specified index with its parameters") {
  const Mixture world = mixture(500, 1, 8, 1);
  for (const IndexKind kind : {IndexKind::exact, IndexKind::hnsw, IndexKind::ivf}) {
    const auto index = build_index(world.items, {.kind = kind});
    REQUIRE(index);
    CHECK((*index)->name() == to_string(kind));
    CHECK((*index)->item_count() == 500);
  }
  const auto links = [&](std::size_t count) {
    return build_index(world.items, {.kind = IndexKind::hnsw, .hnsw = {.links = count}}).value()->bytes();
  };
  CHECK(links(8) < links(32));
  CHECK_FALSE(build_index(world.items, {.kind = IndexKind::hnsw, .hnsw = {.links = 1}}));
}
