// Searches an HNSW graph that Faiss built (Malkov & Yashunin, TPAMI 2020, algorithms 2 and 5): greedily from the entry
// point down to the lowest level, there with a beam of the best `width` items visited.
//
//   why ours  Faiss 1.7.3 computes one distance at a time, so each waits for memory; here the rows of all new
//             neighbours are prefetched first. Excluded items are expanded but take no place in the beam, and the table
//             of visited items is reused by the next search
//   memory    one byte an item and thread, kept between searches
//   test      tests/retrieval/hnsw_index_test.cpp
#pragma once

#include <faiss/impl/AuxIndexStructures.h>
#include <faiss/impl/HNSW.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/linalg/code_rows.hpp"
#include "engine/linalg/dot.hpp"
#include "engine/retrieval/exclusions.hpp"

namespace moshaver {

struct FloatScores {
  const FactorMatrix& factors;
  std::span<const float> query;

  void prefetch(std::size_t row) const {
    constexpr std::size_t line = 16;  // floats
    const float* at = factors.values().data() + row * factors.dim();
    for (std::size_t offset = 0; offset < factors.dim(); offset += line) __builtin_prefetch(at + offset);
  }
  float operator()(std::size_t row) const { return dot(query, factors.row(row)); }
};

struct CodeScores {
  const CodeRows& codes;
  const CodedQuery& query;

  void prefetch(std::size_t row) const { codes.prefetch(row); }
  float operator()(std::size_t row) const { return codes.score(query, row); }
};

// The best `width` of the allowed items visited, unordered; fewer if fewer were visited. `scores` has `prefetch(row)`
// and `operator()(row)`.
template <class Scores>
std::vector<ScoredItem> beam_search(const faiss::HNSW& hnsw, const Scores& scores, std::size_t width,
                                    const Exclusions& exclusions) {
  std::vector<ScoredItem> held;
  if (hnsw.entry_point < 0) return held;
  const auto item = [](faiss::HNSW::storage_idx_t row) { return ItemId{static_cast<std::uint32_t>(row)}; };

  ScoredItem nearest{item(hnsw.entry_point), scores(static_cast<std::size_t>(hnsw.entry_point))};
  for (int level = hnsw.max_level; level > 0; --level) {
    for (bool moved = true; moved;) {
      moved = false;
      std::size_t begin = 0, end = 0;
      hnsw.neighbor_range(nearest.item.row, level, &begin, &end);
      for (std::size_t at = begin; at < end && hnsw.neighbors[at] >= 0; ++at) {
        scores.prefetch(static_cast<std::size_t>(hnsw.neighbors[at]));
      }
      for (std::size_t at = begin; at < end && hnsw.neighbors[at] >= 0; ++at) {
        const ScoredItem next{item(hnsw.neighbors[at]), scores(static_cast<std::size_t>(hnsw.neighbors[at]))};
        if (next.score > nearest.score) {
          nearest = next;
          moved = true;
        }
      }
    }
  }

  thread_local faiss::VisitedTable visited(0);
  if (visited.visited.size() < hnsw.levels.size()) visited = faiss::VisitedTable(static_cast<int>(hnsw.levels.size()));
  visited.advance();
  thread_local std::vector<ScoredItem> to_expand;  // a heap, the best on top
  thread_local std::vector<std::size_t> fresh;
  to_expand.clear();
  const auto worse = [](const ScoredItem& a, const ScoredItem& b) { return ranks_before(b, a); };
  held.reserve(width + 1);
  const auto meet = [&](const ScoredItem& met) {
    if (held.size() >= width && !ranks_before(met, held.front())) return;
    to_expand.push_back(met);
    std::push_heap(to_expand.begin(), to_expand.end(), worse);
    if (!exclusions.allows(met.item)) return;
    held.push_back(met);
    std::push_heap(held.begin(), held.end(), ranks_before);  // the worst on top
    if (held.size() > width) {
      std::pop_heap(held.begin(), held.end(), ranks_before);
      held.pop_back();
    }
  };
  visited.set(static_cast<int>(nearest.item.row));
  meet(nearest);
  while (!to_expand.empty()) {
    const ScoredItem from = to_expand.front();
    if (held.size() >= width && ranks_before(held.front(), from)) break;
    std::pop_heap(to_expand.begin(), to_expand.end(), worse);
    to_expand.pop_back();
    std::size_t begin = 0, end = 0;
    hnsw.neighbor_range(from.item.row, 0, &begin, &end);
    fresh.clear();
    for (std::size_t at = begin; at < end && hnsw.neighbors[at] >= 0; ++at) {
      if (visited.get(hnsw.neighbors[at])) continue;
      visited.set(hnsw.neighbors[at]);
      fresh.push_back(static_cast<std::size_t>(hnsw.neighbors[at]));
      scores.prefetch(fresh.back());
    }
    for (const std::size_t row : fresh) meet({ItemId{static_cast<std::uint32_t>(row)}, scores(row)});
  }
  return held;
}

}  // namespace moshaver
