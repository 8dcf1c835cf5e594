#include "engine/retrieval/plain_scan.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

#include "engine/linalg/dot.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

constexpr std::size_t word_items = 64;  // the items of one word of EligibleItems

// If at most this many of 64 items are eligible, they are scored one by one; else all 64 are, in one pass over memory.
constexpr int few_eligible = 24;


}  // namespace

std::vector<ScoredItem> plain_scan(const FactorMatrix& item_factors, std::span<const float> query, std::size_t count,
                                   const Exclusions& exclusions) {
  assert(query.size() == item_factors.dim());
  if (count == 0) return {};
  const std::size_t item_count = item_factors.rows();
  TopK best(count);
  const auto allows = [&](ItemId item) { return exclusions.allows(item); };
  std::array<float, word_items> scores;
  for (std::size_t first = 0; first < item_count; first += word_items) {
    std::uint64_t eligible = exclusions.eligible_word(first / word_items);
    if (std::popcount(eligible) <= few_eligible) {
      for (; eligible != 0; eligible &= eligible - 1) {
        const ItemId item = item_at(first + static_cast<std::size_t>(std::countr_zero(eligible)));
        const float score = dot(query, item_factors.row(item.row));
        best.push_block(std::span(&score, 1), item, allows);
      }
      continue;
    }
    const std::size_t length = std::min(word_items, item_count - first);
    const auto block = std::span(scores).first(length);
    dot_rows(query, item_factors.block(first, length), block);
    best.push_block(block, item_at(first), allows);
  }
  return best.take();
}

}  // namespace moshaver
