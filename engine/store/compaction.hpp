// Merges small blocks of the log into large ones. Every live commit writes its own block, so a shop that gets single
// events would become slow to open and to read.
//
//   keeps    every event, its position and its id
//   tiers    blocks are merged by size, as in an LSM tree: first to a few hundred events, then to at most 16,384 while
//            events keep coming (each step delays commits), and to full blocks (65,536) when none come. An event is
//            rewritten about three times in all
//   crashes  each step is one transaction: after a kill or a power cut it has happened completely or not at all
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

// Adjacent blocks to merge now: at least two, with at most as many events as the pace allows. Empty: none.
[[nodiscard]] std::span<const BlockPlace> worth_merging(std::span<const BlockPlace> in_order, Pace);

// One block that replaces several.
struct MergedBlock {
  std::uint64_t log_identity = 0;
  std::uint64_t first_event = 0, event_count = 0;
  std::size_t replaces = 0;  // number of blocks
  std::vector<char> columns, event_ids;
};

// Reads and merges the next blocks that are worth it, starting at event `from`; nullopt: none. Changes nothing in the
// store. Moves `from` past blocks that are large enough at this pace, so keep one `from` for each pace. Errors: those
// of Store.
[[nodiscard]] Result<std::optional<MergedBlock>> prepare_merge(const Store&, Pace, std::uint64_t& from);

}  // namespace moshaver
