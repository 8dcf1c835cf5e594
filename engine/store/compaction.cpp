#include "engine/store/compaction.hpp"

#include <algorithm>
#include <array>

namespace moshaver {

namespace {

constexpr std::size_t max_blocks_per_step = 256;  // limits how long commits wait for a step

// Adjacent blocks with fewer than `size` events are merged once there are `blocks` of them, or `events` events in them.
struct Tier {
  std::uint64_t size;
  std::size_t blocks;
  std::uint64_t events;
};
struct Tiers {
  std::array<Tier, 3> steps;
  std::uint64_t max_events;
  [[nodiscard]] std::uint64_t large_enough() const { return steps.back().size; }
};
// A step writes its events twice, to the write-ahead log and to the database: 16,384 events are 2 MB.
constexpr Tiers busy_tiers = {
    {{{256, 64, 4'096}, {4'096, max_blocks_per_step, 8'192}, {8'192, max_blocks_per_step, 12'288}}}, 16'384};
constexpr Tiers calm_tiers = {
    {{{256, 64, 8'192}, {8'192, max_blocks_per_step, 16'384}, {32'768, max_blocks_per_step, 49'152}}},
    SegmentWriter::capacity};

const Tiers& tiers_at(Pace pace) { return pace == Pace::busy ? busy_tiers : calm_tiers; }

}  // namespace

std::span<const BlockPlace> worth_merging(std::span<const BlockPlace> blocks, Pace pace) {
  const Tiers& tiers = tiers_at(pace);
  for (const Tier& tier : tiers.steps) {
    for (std::size_t first = 0; first < blocks.size();) {
      std::uint64_t events = 0;
      std::size_t count = 0;
      while (first + count < blocks.size() && count < max_blocks_per_step) {
        const std::uint64_t more = blocks[first + count].event_count;
        if (more >= tier.size || events + more > tiers.max_events) break;
        events += more;
        ++count;
      }
      if (count >= 2 && (count >= tier.blocks || events >= tier.events)) return blocks.subspan(first, count);
      first += std::max<std::size_t>(count, 1);
    }
  }
  return {};
}

Result<std::optional<MergedBlock>> prepare_merge(const Store& store, Pace pace, std::uint64_t& from) {
  std::optional<MergedBlock> merged;
  const auto read = [&]() -> Result<void> {
    MOSHAVER_TRY(blocks, store.blocks(from, 16 * max_blocks_per_step));
    const std::span<const BlockPlace> chosen = worth_merging(blocks, pace);
    if (chosen.empty()) {
      for (const BlockPlace& block : blocks) {
        if (block.event_count < tiers_at(pace).large_enough()) break;
        from = block.first_event + block.event_count;
      }
      return {};
    }
    MergedBlock block;
    MOSHAVER_TRY(identity, store.identity());
    block.log_identity = identity;
    block.first_event = chosen.front().first_event;
    block.event_count = chosen.back().first_event + chosen.back().event_count - block.first_event;
    block.replaces = chosen.size();
    SegmentWriter writer;
    const std::uint64_t end = block.first_event + block.event_count;
    MOSHAVER_CHECK(store.visit_events(block.first_event, [&](std::uint64_t position, std::uint32_t customer,
                                                             std::uint32_t product, const EventRecord& event) {
      if (position < end) writer.add(customer, product, event);
      return position + 1 < end;
    }));
    const auto columns = writer.finish();
    block.columns.assign(columns.begin(), columns.end());
    MOSHAVER_CHECK(store.visit_event_ids(block.first_event, [&](std::uint64_t position, XXH128_hash_t id) {
      if (position >= end) return false;
      const auto bytes = std::as_bytes(std::span(&id, 1));
      const char* begin = reinterpret_cast<const char*>(bytes.data());
      block.event_ids.insert(block.event_ids.end(), begin, begin + bytes.size());
      return true;
    }));
    merged = std::move(block);
    return {};
  };
  MOSHAVER_CHECK(store.at_one_moment(read));
  return merged;
}

}  // namespace moshaver
