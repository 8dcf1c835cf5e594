// Draws the settings of each trial from a seed and the trial's number alone.
//
//   even trials  anywhere: every searched setting uniformly over its range (or its logarithm), independently
//   odd trials   near the defaults: each setting stays with probability 1/2, or moves by up to .3 of its range, small
//                moves most often; if its default lies outside its range (0: automatic), it moves anywhere in the range
//   numbers      three significant digits, or whole
//   source       random search if few settings matter: Bergstra & Bengio, JMLR 2012
#pragma once

#include <cstdint>
#include <vector>

#include "models/training/recipes.hpp"

namespace moshaver {

class SearchSpace {
 public:
  // The `given` settings are fixed. Errors: invalid_argument if nothing is left to search.
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
