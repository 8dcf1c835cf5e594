// Many small blocks of the log into few large ones: a live commit writes a block of its own, and a shop fed event by
// event would be slow to open and to read.
//
//   keeps    every event, its position and its id
//   how      small blocks are merged as they gather, by size: some hundred of single events, then up to 16,384 while
//            events keep coming, for each step holds up commits, and to full blocks (65,536) when it is calm. An event is
//            rewritten some three times in all
//   writing  one transaction a step; after a kill or a power cut the blocks are as before it or after it
//   test     tests/store/compaction_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/store/store.hpp"

namespace moshaver {

struct BlockPlace {
  std::uint64_t first_event = 0, event_count = 0;
  bool operator==(const BlockPlace&) const = default;
};

enum class Pace { busy, calm };

// Neighbours that are worth merging now: at least two, together at most as many events as the pace allows. Empty: none.
[[nodiscard]] std::span<const BlockPlace> worth_merging(std::span<const BlockPlace> in_order, Pace);

// One block made of several, ready to stand in their place.
struct MergedBlock {
  std::uint64_t log_identity = 0;
  std::uint64_t first_event = 0, event_count = 0;
  std::size_t replaces = 0;  // blocks
  std::vector<char> columns, event_ids;
};

// Reads what is worth merging, if anything, from `from` on, which is moved past blocks that are large enough at this
// pace: keep one for each. Changes nothing. Errors: those of Store.
[[nodiscard]] Result<std::optional<MergedBlock>> prepare_merge(const Store&, Pace, std::uint64_t& from);

}  // namespace moshaver
