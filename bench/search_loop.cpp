// Searches one index in a loop: for bench/instructions, and for profilers.
//
//   search_loop INDEX PRODUCTS DIM SEARCHES    INDEX: exact, plain_scan, hnsw; factors as in trained_factors.hpp
//   search_loop mixture-INDEX ...              the same on synthetic factors (tests/retrieval/mixture.hpp)
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "bench/trained_factors.hpp"
#include "engine/retrieval/exact_index.hpp"
#include "engine/retrieval/hnsw_index.hpp"
#include "engine/retrieval/plain_scan.hpp"
#include "tests/retrieval/mixture.hpp"

namespace {

using namespace moshaver;

// callgrind counts only while a function of this name runs.
[[gnu::noinline]] std::size_t counted_search(const Index* index, const FactorMatrix& items,
                                             std::span<const float> query) {
  return (index != nullptr ? index->search(query, 20, {}) : plain_scan(items, query, 20, {})).front().item.row;
}

std::unique_ptr<Index> index_named(const std::string& name, const FactorMatrix& items) {
  if (name == "exact") return std::make_unique<ExactIndex>(ExactIndex::build(items).value());
  if (name == "hnsw") return std::make_unique<HnswIndex>(HnswIndex::build(items, {}).value());
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: search_loop INDEX PRODUCTS DIM SEARCHES\n";
    return 2;
  }
  const std::string named = argv[1];
  const std::string prefix = "mixture-";
  const bool made = named.starts_with(prefix);
  const std::size_t products = std::stoul(argv[2]), dim = std::stoul(argv[3]), searches = std::stoul(argv[4]);
  const Mixture mixed = made ? mixture(products, bench_queries, dim, 1) : Mixture{};
  const FactorMatrix& items = made ? mixed.items : trained_factors(products, dim).items;
  const FactorMatrix& queries = made ? mixed.queries : trained_factors(products, dim).queries;
  const auto index = index_named(made ? named.substr(prefix.size()) : named, items);
  std::size_t sum = counted_search(index.get(), items, queries.row(0));  // the first search allocates memory
  for (std::size_t i = 0; i < searches; ++i) sum += counted_search(index.get(), items, queries.row(i % bench_queries));
  std::cout << sum << "\n";
}
