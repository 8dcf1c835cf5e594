#include "engine/retrieval/rank_key.hpp"

#include <hwy/contrib/sort/vqsort.h>

namespace moshaver {

void sort_keys(std::span<std::uint64_t> keys) {
  thread_local const hwy::Sorter sorter;  // holds scratch memory
  sorter(keys.data(), keys.size(), hwy::SortAscending());
}

}  // namespace moshaver
