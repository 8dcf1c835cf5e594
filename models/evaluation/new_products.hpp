// Evaluates item cold start: removes all purchases of some products from training, and measures how often these products
// are recommended to the customers who bought them.
//
//   hidden    a random share of the products with at least min_buyers buyers. Training and answering see no purchase of
//             them
//   eligible  for a customer: products that anybody bought (hidden ones included), except those that the customer still
//             owns or has marked as not to be shown. Products that nobody bought are neither shown nor counted: they
//             would make chance look worse
//   chance    k items drawn at random from the eligible contain a given one with probability min(1, k / eligible); the
//             expectation over customers and their hidden products is summed exactly
//   of_hidden the same among hidden products alone: how well they are told from one another
//   read      tests/content/content_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

struct NewProductsPlan {
  double fraction = 0.1;
  std::uint32_t min_buyers = 5;
  std::uint64_t seed = 1;
};

struct NewProductsTask {
  EvaluationTask evaluation;     // truth: the hidden products that the customer bought
  std::vector<ItemId> hidden;    // ascending
  std::vector<ItemId> unbought;  // bought by nobody in all the data; ascending
};

[[nodiscard]] NewProductsTask hide_products(const Histories&, const NewProductsPlan&);

struct FoundNew {
  std::uint64_t customers = 0, wanted = 0;  // wanted: pairs of a customer and a hidden product that they bought
  std::uint64_t found = 0;                  // of those, recommended
  double expected = 0;                      // found by chance
  // found / expected; 0 if nothing is expected.
  [[nodiscard]] double lift() const { return expected > 0 ? static_cast<double>(found) / expected : 0; }
};

struct NewProductsFigures {
  FoundNew of_all, of_hidden;  // ranked among all eligible products; among hidden ones alone
};

[[nodiscard]] NewProductsFigures evaluate_new_products(const Ranker&, const NewProductsTask&, std::size_t k,
                                                       std::size_t threads);

}  // namespace moshaver
