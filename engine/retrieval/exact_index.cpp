#include "engine/retrieval/exact_index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

#include "engine/linalg/dot.hpp"
#include "engine/linalg/score_block.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

constexpr std::size_t word_items = 64;  // as many as EligibleItems has in a word

// Of 64 items, this many eligible ones or fewer are scored one by one; of more, all 64 are, in one run over memory.
constexpr int few_eligible = 24;

// A tile of scores takes half a megabyte and stays in the cache between the product and the selection.
constexpr std::size_t tile_queries = 128;
constexpr std::size_t tile_items = 1024;

// Below this share of eligible items, scoring those alone beats a share in the matrix product.
constexpr double sparse_share = 0.05;

ItemId item_at(std::size_t row) { return ItemId{static_cast<std::uint32_t>(row)}; }

}  // namespace

Result<ExactIndex> ExactIndex::build(const FactorMatrix& item_factors) {
  return check_item_factors(item_factors).transform([&](double) { return ExactIndex(item_factors); });
}

std::vector<ScoredItem> ExactIndex::search(std::span<const float> query, std::size_t count,
                                           const Exclusions& exclusions) const {
  assert(query.size() == dim());
  assert(exclusions.eligible == nullptr || exclusions.eligible->item_count() == item_count());
  if (count == 0) return {};
  TopK best(count);
  const auto allows = [&](ItemId item) { return exclusions.allows(item); };
  std::array<float, word_items> scores;
  for (std::size_t first = 0; first < item_count(); first += word_items) {
    std::uint64_t eligible = exclusions.eligible_word(first / word_items);
    if (std::popcount(eligible) <= few_eligible) {
      for (; eligible != 0; eligible &= eligible - 1) {
        const ItemId item = item_at(first + static_cast<std::size_t>(std::countr_zero(eligible)));
        const float score = dot(query, item_factors_->row(item.row));
        best.push_block(std::span(&score, 1), item, allows);
      }
      continue;
    }
    const std::size_t length = std::min(word_items, item_count() - first);
    const auto block = std::span(scores).first(length);
    dot_rows(query, item_factors_->block(first, length), block);
    best.push_block(block, item_at(first), allows);
  }
  return best.take();
}

std::vector<std::vector<ScoredItem>> ExactIndex::search_batch(const FactorMatrix& queries, std::size_t count,
                                                              std::span<const Exclusions> exclusions) const {
  assert(queries.rows() == 0 || queries.dim() == dim());
  assert(exclusions.empty() || exclusions.size() == queries.rows());
  std::vector<std::vector<ScoredItem>> answers(queries.rows());
  if (count == 0) return answers;
  const auto exclusions_of = [&](std::size_t query) { return exclusions.empty() ? Exclusions{} : exclusions[query]; };
  const auto is_sparse = [&](const Exclusions& of_query) {
    return of_query.eligible != nullptr &&
           static_cast<double>(of_query.eligible->count()) < sparse_share * static_cast<double>(item_count());
  };

  std::vector<float> scores;
  std::vector<float> packed;           // the queries of one tile, back to back
  std::vector<std::size_t> in_packed;  // which they are
  std::size_t next = 0;
  while (next < queries.rows()) {
    packed.clear();
    in_packed.clear();
    for (; next < queries.rows() && in_packed.size() < tile_queries; ++next) {
      const auto query = queries.row(next);
      if (const Exclusions of_query = exclusions_of(next); is_sparse(of_query)) {
        answers[next] = search(query, count, of_query);
      } else {
        packed.insert(packed.end(), query.begin(), query.end());
        in_packed.push_back(next);
      }
    }
    std::vector<TopK> best;
    best.reserve(in_packed.size());
    for (std::size_t i = 0; i < in_packed.size(); ++i) best.emplace_back(count);
    for (std::size_t first = 0; first < item_count(); first += tile_items) {
      const std::size_t length = std::min(tile_items, item_count() - first);
      scores.resize(in_packed.size() * length);
      score_block(packed, item_factors_->block(first, length), dim(), scores);
      for (std::size_t i = 0; i < in_packed.size(); ++i) {
        const Exclusions of_query = exclusions_of(in_packed[i]);
        best[i].push_block(std::span<const float>(scores).subspan(i * length, length), item_at(first),
                           [&](ItemId item) { return of_query.allows(item); });
      }
    }
    for (std::size_t i = 0; i < in_packed.size(); ++i) answers[in_packed[i]] = best[i].take();
  }
  return answers;
}

}  // namespace moshaver
