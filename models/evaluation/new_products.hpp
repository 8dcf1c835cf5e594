// Are products found before anybody has bought them? Hides every trace of some products' purchases from training, and
// asks for them in the answers of the customers who bought them.
//
//   hidden    a random share of the products with at least min_buyers customers who bought them; bought by nobody, as
//             far as training and answering know
//   eligible  for a customer: products that somebody bought (hidden ones included) and that the customer does not own
//             after hiding, nor has hidden. Products that nobody ever bought are neither shown nor counted: they would
//             make chance look worse
//   chance    a list of k drawn from the eligible at random holds a given one of them with probability
//             min(1, k / eligible): the expectation over customers and their hidden products is summed exactly
//   apart     the same among hidden products alone: how well they are told from one another
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
  EvaluationTask evaluation;     // the truth: hidden products that the customer bought
  std::vector<ItemId> hidden;    // ascending
  std::vector<ItemId> unbought;  // by anybody, in all of the data; ascending
};

[[nodiscard]] NewProductsTask hide_products(const Histories&, const NewProductsPlan&);

struct FoundNew {
  std::uint64_t customers = 0, wanted = 0;  // wanted: pairs of customer and hidden product bought
  std::uint64_t found = 0;                  // of those, in the answers
  double expected = 0;                      // by chance
  // How many times as often as by chance; 0 where nothing is expected.
  [[nodiscard]] double lift() const { return expected > 0 ? static_cast<double>(found) / expected : 0; }
};

struct NewProductsFigures {
  FoundNew of_all, of_hidden;  // among all eligible products; among hidden ones alone
};

[[nodiscard]] NewProductsFigures evaluate_new_products(const Ranker&, const NewProductsTask&, std::size_t k,
                                                       std::size_t threads);

}  // namespace moshaver
