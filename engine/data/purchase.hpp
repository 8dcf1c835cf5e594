// What a customer bought, compact: 16 bytes, 100 million of them fit in 1.6 GB.
#pragma once

#include <cstdint>

#include "moshaver/types.hpp"

namespace moshaver {

struct Purchase {
  ItemId item;
  std::uint32_t time = 0;   // seconds since 1970-01-01 UTC; 0: unknown
  std::uint32_t order = 0;  // position of the basket in the customer's history, from 0
  float quantity = 1;       // what is left after returns; 0: liked, not bought
};

}  // namespace moshaver
