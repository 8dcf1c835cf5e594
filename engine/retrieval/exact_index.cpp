#include "engine/retrieval/exact_index.hpp"

#include <hwy/cache_control.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>

#include "engine/linalg/dot.hpp"
#include "engine/linalg/score_block.hpp"
#include "engine/linalg/scratch.hpp"
#include "engine/retrieval/plain_scan.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

// With fewer items, or fewer eligible ones, a plain scan is as fast.
constexpr std::size_t min_coded_items = 2048;
constexpr std::size_t min_pruned_items = 256;

// Codes are scanned in chunks: a short one first, which sets a bar for the others.
constexpr std::size_t first_chunk = 512;
constexpr std::size_t chunk_items = 4096;

// The items of a chunk with the best bounds, as many as this, are scored before the bar is raised.
constexpr std::size_t scored_first = 48;

// Rows are prefetched this many ahead of the one that is scored.
constexpr std::size_t rows_ahead = 8;

// The first queries of a batch are answered one at a time; they show whether that is faster than tiles.
constexpr std::size_t trial_queries = 8;

// A tile of scores takes half a megabyte and stays in the cache from the matrix product to the selection.
constexpr std::size_t tile_queries = 128;
constexpr std::size_t tile_items = 1024;

// If fewer than this share of the items are eligible, scoring those alone is faster than tiles, or than the scan of
// codes, which looks at all items.
constexpr double min_share_for_tiles = 0.05;
constexpr double min_share_for_codes = 0.03;

// scan_norms scores this many items before it raises the bar.
constexpr std::size_t norm_run = 128;


bool is_below_share(std::size_t part, double share, std::size_t whole) {
  return static_cast<double>(part) < share * static_cast<double>(whole);
}

// Scratch memory of a search: one a thread, reused by the next search.
struct Workspace {
  EncodedQuery query;
  std::vector<std::uint32_t> positions;
  std::vector<float> bounds;
  std::vector<ScoredItem> candidates;  // `score` is a bound or a norm
  std::size_t bytes_read = 0;          // codes and factors that the last search read
};

Workspace& workspace_of_this_thread() {
  thread_local Workspace workspace;
  return workspace;
}

void prefetch(std::span<const float> row) {
  for (std::size_t at = 0; at < row.size(); at += line_floats) hwy::Prefetch(row.data() + at);
}

}  // namespace

ExactIndex::ExactIndex(const FactorMatrix& item_factors) : item_factors_(&item_factors) {
  if (item_factors.rows() >= min_coded_items && item_factors.dim() <= CoarseCodes::most_dims) {
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
  const float squared = dot(query, query);  // also zero if it underflows
  const bool has_bounds = squared > 0 && squared <= longest_squared;
  const std::size_t eligible = exclusions.eligible == nullptr ? item_count() : exclusions.eligible->count();
  if (codes_.item_count() == 0 || count > item_count() / 8 || !has_bounds || eligible < min_pruned_items) {
    workspace_of_this_thread().bytes_read = eligible * dim() * sizeof(float);
    return plain_scan(*item_factors_, query, count, exclusions);
  }
  workspace_of_this_thread().bytes_read = 0;
  return is_below_share(eligible, min_share_for_codes, item_count()) ? scan_norms(query, count, exclusions)
                                                                     : scan_codes(query, count, exclusions);
}

void ExactIndex::score(std::span<const float> query, std::span<const ScoredItem> candidates, TopK& best) const {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i + rows_ahead < candidates.size()) prefetch(item_factors_->row(candidates[i + rows_ahead].item.row));
    const ItemId item = candidates[i].item;
    best.push({item, dot(query, item_factors_->row(item.row))});
  }
  best.raise_bar();
  workspace_of_this_thread().bytes_read += candidates.size() * dim() * sizeof(float);
}

std::vector<ScoredItem> ExactIndex::scan_codes(std::span<const float> query, std::size_t count,
                                               const Exclusions& exclusions) const {
  auto& [encoded, positions, bounds, candidates, bytes_read] = workspace_of_this_thread();
  codes_.encode(query, encoded);
  positions.resize(chunk_items + 2 * group_items);
  bounds.resize(chunk_items + 2 * group_items);
  const std::size_t leading = std::max(scored_first, 2 * count);
  TopK best(count);
  std::size_t length =
      std::min(std::max(first_chunk, 4 * count / group_items * group_items), std::min(chunk_items, item_count()));
  for (std::size_t first = 0; length > 0; first += length, length = std::min(chunk_items, item_count() - first)) {
    if (!CoarseCodes::may_reach(encoded, codes_.norm(codes_.item(first)), best.bar())) break;
    bytes_read += length * dim() / 2;
    const std::size_t found = codes_.find(encoded, first, length, best.bar(), positions.data(), bounds.data());
    candidates.clear();
    for (std::size_t i = 0; i < found; ++i) {
      const ItemId item = codes_.item(positions[i]);
      if (exclusions.allows(item)) candidates.push_back({item, bounds[i]});
    }
    if (candidates.size() > leading) {
      const auto rest = candidates.begin() + static_cast<std::ptrdiff_t>(leading);
      std::nth_element(candidates.begin(), rest, candidates.end(), ranks_before);
      score(query, std::span(candidates).first(leading), best);
      const float bar = CoarseCodes::bar_for(best.bar(), dim());
      candidates.erase(std::remove_if(rest, candidates.end(), [&](const ScoredItem& one) { return one.score < bar; }),
                       candidates.end());
      candidates.erase(candidates.begin(), rest);
    }
    score(query, candidates, best);
  }
  return best.take();
}

std::vector<ScoredItem> ExactIndex::scan_norms(std::span<const float> query, std::size_t count,
                                               const Exclusions& exclusions) const {
  auto& [encoded, positions, bounds, candidates, bytes_read] = workspace_of_this_thread();
  codes_.encode(query, encoded);
  candidates.clear();
  const auto words = exclusions.eligible->words();
  for (std::size_t word = 0; word < words.size(); ++word) {
    for (std::uint64_t left = words[word]; left != 0; left &= left - 1) {
      const ItemId item = item_at(64 * word + static_cast<std::size_t>(std::countr_zero(left)));
      candidates.push_back({item, codes_.norm(item)});
    }
  }
  const auto leading = static_cast<std::ptrdiff_t>(std::min(candidates.size(), std::max(scored_first, 2 * count)));
  std::nth_element(candidates.begin(), candidates.begin() + leading, candidates.end(), ranks_before);

  // In runs, each filtered by the bar that the runs before have set.
  TopK best(count);
  std::array<ScoredItem, norm_run> run;
  for (std::size_t first = 0; first < candidates.size();) {
    std::size_t filled = 0;
    for (; first < candidates.size() && filled < run.size(); ++first) {
      const ScoredItem& candidate = candidates[first];
      if (!CoarseCodes::may_reach(encoded, candidate.score, best.bar())) continue;
      if (std::ranges::binary_search(exclusions.items, candidate.item)) continue;
      run[filled++] = candidate;
    }
    score(query, std::span(run).first(filled), best);
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

  // One query at a time while that reads no more than the codes of all items; beyond that a matrix product is faster.
  std::size_t next = 0, bytes_read = 0;
  const auto codes_win = [&] {
    return codes_.item_count() > 0 && (next < trial_queries || bytes_read <= next * (item_count() * dim() / 2));
  };
  for (; next < queries.rows() && codes_win(); ++next) {
    answers[next] = search(queries.row(next), count, exclusions_of(next));
    bytes_read += workspace_of_this_thread().bytes_read;
  }

  std::vector<float> scores;
  std::vector<float> packed;           // the queries of one tile, back to back
  std::vector<std::size_t> in_packed;  // their rows in `queries`
  while (next < queries.rows()) {
    packed.clear();
    in_packed.clear();
    for (; next < queries.rows() && in_packed.size() < tile_queries; ++next) {
      const auto query = queries.row(next);
      const Exclusions of_query = exclusions_of(next);
      if (of_query.eligible != nullptr &&
          is_below_share(of_query.eligible->count(), min_share_for_tiles, item_count())) {
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
