// The settings that each trial tries: drawn from a seed and the trial's number, nothing else.
//
//   even trials  anywhere: every searched setting evenly over its range (or its logarithm), independently
//   odd trials   near the defaults: each setting stays with probability 1/2, or moves by up to .3 of its range, small
//                moves most often; one whose default lies outside its range (0: automatic) moves anywhere in it
//   numbers      three significant digits, or whole
//   source       random search where few settings matter: Bergstra & Bengio, JMLR 2012
#pragma once

#include <cstdint>
#include <vector>

#include "models/training/recipes.hpp"

namespace moshaver {

class SearchSpace {
 public:
  // `given` stay as they are. Errors: invalid_argument: nothing is left to search.
  [[nodiscard]] static Result<SearchSpace> make(const RecipeSpec&, const std::map<std::string, double>& given,
                                                std::uint64_t seed);

  // Trial 0: the defaults.
  [[nodiscard]] RecipeSettings trial(std::size_t number) const;

 private:
  SearchSpace() = default;
  RecipeSettings defaults_;
  std::vector<SettingSpec> searched_;
  std::uint64_t seed_ = 1;
};

}  // namespace moshaver
