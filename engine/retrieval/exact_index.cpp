#include "engine/retrieval/exact_index.hpp"

#include <hwy/cache_control.h>

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "engine/linalg/dot.hpp"
#include "engine/linalg/score_block.hpp"
#include "engine/linalg/scratch.hpp"
#include "engine/retrieval/plain_scan.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

// Below this many items a plain scan is faster.
constexpr std::size_t least_coded_items = 2048;

// Codes are read in chunks: a short one first, which finds a bar for all the others.
constexpr std::size_t first_chunk = 1024;
constexpr std::size_t chunk_items = 4096;

// Of a chunk, as many of the best bounds are scored before the bar is raised.
constexpr std::size_t scored_first = 48;

// Rows to ask memory for ahead of the one that is scored.
constexpr std::size_t rows_ahead = 8;

// A tile of scores takes half a megabyte and stays in the cache between the product and the selection.
constexpr std::size_t tile_queries = 128;
constexpr std::size_t tile_items = 1024;

// Below this share of eligible items, scoring those alone beats a share in the matrix product, or the scan of codes.
constexpr double sparse_share = 0.05;

ItemId item_at(std::size_t row) { return ItemId{static_cast<std::uint32_t>(row)}; }

bool is_sparse(const Exclusions& exclusions, std::size_t item_count) {
  return exclusions.eligible != nullptr &&
         static_cast<double>(exclusions.eligible->count()) < sparse_share * static_cast<double>(item_count);
}

// What a search works in: one a thread, kept for the next.
struct Workspace {
  EncodedQuery query;
  std::vector<std::uint32_t> positions;
  std::vector<float> bounds;
  std::vector<ScoredItem> candidates;  // by bound
};

void prefetch(std::span<const float> row) {
  for (std::size_t at = 0; at < row.size(); at += line_floats) hwy::Prefetch(row.data() + at);
}

}  // namespace

ExactIndex::ExactIndex(const FactorMatrix& item_factors) : item_factors_(&item_factors) {
  if (item_factors.rows() >= least_coded_items && item_factors.dim() <= CoarseCodes::most_dims) {
    codes_ = CoarseCodes(item_factors);
  }
}

Result<ExactIndex> ExactIndex::build(const FactorMatrix& item_factors) {
  return check_item_factors(item_factors).transform([&](double) { return ExactIndex(item_factors); });
}

std::vector<ScoredItem> ExactIndex::search(std::span<const float> query, std::size_t count,
                                           const Exclusions& exclusions) const {
  assert(query.size() == dim());
  assert(exclusions.eligible == nullptr || exclusions.eligible->item_count() == item_count());
  constexpr auto longest_squared = static_cast<float>(longest_factor_norm * longest_factor_norm);
  const float squared = dot(query, query);  // zero for what is too short to tell from zero, too
  const bool has_bounds = squared > 0 && squared <= longest_squared;
  if (codes_.item_count() == 0 || count > item_count() / 8 || !has_bounds || is_sparse(exclusions, item_count())) {
    return plain_scan(*item_factors_, query, count, exclusions);
  }
  return scan_codes(query, count, exclusions);
}

std::vector<ScoredItem> ExactIndex::scan_codes(std::span<const float> query, std::size_t count,
                                               const Exclusions& exclusions) const {
  thread_local Workspace workspace;
  auto& [encoded, positions, bounds, candidates] = workspace;
  codes_.encode(query, encoded);
  positions.resize(chunk_items + 2 * group_items);
  bounds.resize(chunk_items + 2 * group_items);
  TopK best(count);
  const auto score_all = [&](std::span<const ScoredItem> of_chunk) {
    for (std::size_t i = 0; i < of_chunk.size(); ++i) {
      if (i + rows_ahead < of_chunk.size()) prefetch(item_factors_->row(of_chunk[i + rows_ahead].item.row));
      const ItemId item = of_chunk[i].item;
      best.push({item, dot(query, item_factors_->row(item.row))});
    }
    best.raise_bar();
  };

  std::size_t length = first_chunk;
  for (std::size_t first = 0; first < item_count() && codes_.reaches(encoded, first, best.bar()); first += length) {
    if (first > 0) length = chunk_items;
    length = std::min(length, item_count() - first);
    const std::size_t found = codes_.find(encoded, first, length, best.bar(), positions.data(), bounds.data());
    candidates.clear();
    for (std::size_t i = 0; i < found; ++i) {
      const ItemId item = codes_.item(positions[i]);
      if (exclusions.allows(item)) candidates.push_back({item, bounds[i]});
    }
    const std::size_t leading = std::max(scored_first, 2 * count);
    if (candidates.size() > leading) {
      const auto rest = candidates.begin() + static_cast<std::ptrdiff_t>(leading);
      std::nth_element(candidates.begin(), rest, candidates.end(), ranks_before);
      score_all(std::span(candidates).first(leading));
      const float bar = CoarseCodes::bar_for(best.bar(), dim());
      candidates.erase(std::remove_if(rest, candidates.end(), [&](const ScoredItem& one) { return one.score < bar; }),
                       candidates.end());
      score_all(std::span(candidates).subspan(leading));
    } else {
      score_all(candidates);
    }
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

  std::vector<float> scores;
  std::vector<float> packed;           // the queries of one tile, back to back
  std::vector<std::size_t> in_packed;  // which they are
  std::size_t next = 0;
  while (next < queries.rows()) {
    packed.clear();
    in_packed.clear();
    for (; next < queries.rows() && in_packed.size() < tile_queries; ++next) {
      const auto query = queries.row(next);
      if (const Exclusions of_query = exclusions_of(next); is_sparse(of_query, item_count())) {
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
