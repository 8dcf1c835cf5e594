#include "engine/retrieval/coarse_kernel.hpp"

#include <cassert>
#include <cstring>

// Highway compiles the rest of this file once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/retrieval/coarse_kernel.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/cache_control.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace moshaver::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

std::size_t find_bounds_of(const std::byte* groups, std::size_t group_count, std::size_t blocks,
                           const CoarseQuery& query, std::uint32_t first_position, float bar, std::uint32_t* positions,
                           float* bounds) {
  const std::size_t group_bytes = blocks * block_bytes + group_tail_bytes;
  std::size_t found = 0;
  for (std::size_t group = 0; group < group_count; ++group) {
    const std::byte* codes = groups + group * group_bytes;
    float tail[2 * group_items];
    std::memcpy(tail, codes + blocks * block_bytes, sizeof tail);
    for (std::size_t item = 0; item < group_items; ++item) {
      std::int32_t sum = 0;
      for (std::size_t block = 0; block < blocks; ++block) {
        const std::int8_t* values = query.values + block * block_dims;
        for (std::size_t b = 0; b < 4; ++b) {
          const auto code = std::to_integer<std::int32_t>(codes[block * block_bytes + 4 * item + b]);
          sum += (code & 15) * values[b] + (code >> 4) * values[4 + b];
        }
      }
      const float bound =
          tail[item] * (query.scale * static_cast<float>(sum) + query.offset) + query.norm * tail[group_items + item];
      positions[found] = first_position + static_cast<std::uint32_t>(group * group_items + item);
      bounds[found] = bound;
      found += static_cast<std::size_t>(bound >= bar);
    }
  }
  return found;
}

#else

using Sums = hn::CappedTag<std::int32_t, group_items>;  // one lane an item
using Pairs = hn::Repartition<std::int16_t, Sums>;
using Codes = hn::Repartition<std::uint8_t, Sums>;
using Floats = hn::Repartition<float, Sums>;

constexpr std::size_t lanes = hn::MaxLanes(Sums());
constexpr std::size_t parts_a_group = group_items / lanes;

// A block adds at most 4 * 15 * 127 to a sum of pairs, so 16 bits hold four blocks.
constexpr std::size_t blocks_a_flush = 4;

// BlockQuery::times multiplies 8 dimensions of `lanes` items with the query, as sums of two products in 16 bits each.
#if HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86
#if HWY_TARGET == HWY_AVX2
HWY_INLINE __m256i multiply_pairs(__m256i codes, __m256i query) { return _mm256_maddubs_epi16(codes, query); }
#else
HWY_INLINE __m512i multiply_pairs(__m512i codes, __m512i query) { return _mm512_maddubs_epi16(codes, query); }
#endif

class BlockQuery {
 public:
  HWY_INLINE BlockQuery(const CoarseQuery& query, std::size_t block) {
    std::int32_t four[2];
    std::memcpy(four, query.values + block * block_dims, sizeof four);
    low_ = hn::Set(Sums(), four[0]);
    high_ = hn::Set(Sums(), four[1]);
  }
  HWY_INLINE hn::Vec<Pairs> times(const std::uint8_t* codes_at) const {
    const Codes bytes;
    const auto halves = hn::Set(bytes, std::uint8_t{15});
    const auto codes = hn::Load(bytes, codes_at);
    const auto low = hn::And(codes, halves);
    const auto high = hn::And(hn::BitCast(bytes, hn::ShiftRight<4>(hn::BitCast(Sums(), codes))), halves);
    const hn::Vec<Pairs> low_sums{multiply_pairs(low.raw, low_.raw)};
    const hn::Vec<Pairs> high_sums{multiply_pairs(high.raw, high_.raw)};
    return hn::Add(low_sums, high_sums);
  }

 private:
  hn::Vec<Sums> low_, high_;
};
#else
class BlockQuery {
 public:
  HWY_INLINE BlockQuery(const CoarseQuery& query, std::size_t block) {
    std::int32_t two[4];
    std::memcpy(two, query.widened + block * block_dims, sizeof two);
    const Sums sums;
    const Pairs pairs;
    even_low_ = hn::BitCast(pairs, hn::Set(sums, two[0]));
    odd_low_ = hn::BitCast(pairs, hn::Set(sums, two[1]));
    even_high_ = hn::BitCast(pairs, hn::Set(sums, two[2]));
    odd_high_ = hn::BitCast(pairs, hn::Set(sums, two[3]));
  }
  HWY_INLINE hn::Vec<Pairs> times(const std::uint8_t* codes_at) const {
    const Pairs pairs;
    const hn::RebindToUnsigned<Pairs> words;
    const auto halves = hn::Set(words, std::uint16_t{15});
    const auto codes = hn::BitCast(words, hn::Load(Codes(), codes_at));
    const auto even_low = hn::BitCast(pairs, hn::And(codes, halves));
    const auto even_high = hn::BitCast(pairs, hn::And(hn::ShiftRight<4>(codes), halves));
    const auto odd_low = hn::BitCast(pairs, hn::And(hn::ShiftRight<8>(codes), halves));
    const auto odd_high = hn::BitCast(pairs, hn::ShiftRight<12>(codes));
    return hn::Add(hn::Add(hn::Mul(even_low, even_low_), hn::Mul(odd_low, odd_low_)),
                   hn::Add(hn::Mul(even_high, even_high_), hn::Mul(odd_high, odd_high_)));
  }

 private:
  hn::Vec<Pairs> even_low_, odd_low_, even_high_, odd_high_;
};
#endif

// Adds each lane's two 16-bit sums to one of 32 bits.
HWY_INLINE hn::Vec<Sums> add_pairs(hn::Vec<Pairs> pairs) {
  const auto both = hn::BitCast(Sums(), pairs);
  return hn::Add(hn::ShiftRight<16>(hn::ShiftLeft<16>(both)), hn::ShiftRight<16>(both));
}

// Bounds of kGroups groups at a time, which share the loads of the query.
template <std::size_t kGroups>
HWY_INLINE std::size_t bounds_of_groups(const std::byte* groups, std::size_t blocks, const CoarseQuery& query,
                                        std::uint32_t first_position, float bar, std::uint32_t* positions,
                                        float* bounds) {
  constexpr std::size_t kParts = kGroups * parts_a_group;
  const std::size_t group_bytes = blocks * block_bytes + group_tail_bytes;
  const auto part_at = [&](std::size_t part) {
    return groups + part / parts_a_group * group_bytes + part % parts_a_group * lanes * sizeof(std::int32_t);
  };
  const Sums sums_tag;
  const Pairs pairs_tag;
  hn::Vec<Sums> sums[kParts];
  for (auto& sum : sums) sum = hn::Zero(sums_tag);
  for (std::size_t block = 0; block < blocks;) {
    const std::size_t end = HWY_MIN(blocks, block + blocks_a_flush);
    hn::Vec<Pairs> pairs[kParts];
    for (auto& pair : pairs) pair = hn::Zero(pairs_tag);
    for (; block < end; ++block) {
      const BlockQuery block_query(query, block);
      for (std::size_t part = 0; part < kParts; ++part) {
        const auto* codes = reinterpret_cast<const std::uint8_t*>(part_at(part)) + block * block_bytes;
        pairs[part] = hn::Add(pairs[part], block_query.times(codes));
      }
    }
    for (std::size_t part = 0; part < kParts; ++part) sums[part] = hn::Add(sums[part], add_pairs(pairs[part]));
  }

  const Floats floats;
  const hn::Repartition<std::uint32_t, Sums> positions_tag;
  std::size_t found = 0;
  for (std::size_t part = 0; part < kParts; ++part) {
    const auto* scales = reinterpret_cast<const float*>(part_at(part) + blocks * block_bytes);
    const auto scaled =
        hn::MulAdd(hn::Set(floats, query.scale), hn::ConvertTo(floats, sums[part]), hn::Set(floats, query.offset));
    const auto error = hn::Mul(hn::Set(floats, query.norm), hn::Load(floats, scales + group_items));
    const auto bound = hn::MulAdd(hn::Load(floats, scales), scaled, error);
    const auto passes = hn::Ge(bound, hn::Set(floats, bar));
    if (HWY_LIKELY(hn::AllFalse(floats, passes))) continue;
    const auto position = hn::Iota(positions_tag, first_position + static_cast<std::uint32_t>(part * lanes));
    hn::StoreU(hn::Compress(position, hn::RebindMask(positions_tag, passes)), positions_tag, positions + found);
    hn::StoreU(hn::Compress(bound, passes), floats, bounds + found);
    found += hn::CountTrue(floats, passes);
  }
  return found;
}

std::size_t find_bounds_of(const std::byte* groups, std::size_t group_count, std::size_t blocks,
                           const CoarseQuery& query, std::uint32_t first_position, float bar, std::uint32_t* positions,
                           float* bounds) {
  constexpr std::size_t kAtOnce = lanes >= 8 ? lanes / 4 : 1;
  const std::size_t group_bytes = blocks * block_bytes + group_tail_bytes;
  std::size_t found = 0;
  std::size_t group = 0;
  const auto position_of = [&] { return first_position + static_cast<std::uint32_t>(group * group_items); };
  for (; group + kAtOnce <= group_count; group += kAtOnce) {
    found += bounds_of_groups<kAtOnce>(groups + group * group_bytes, blocks, query, position_of(), bar,
                                       positions + found, bounds + found);
  }
  for (; group < group_count; ++group) {
    found += bounds_of_groups<1>(groups + group * group_bytes, blocks, query, position_of(), bar, positions + found,
                                 bounds + found);
  }
  return found;
}

#endif

}  // namespace moshaver::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace moshaver {

HWY_EXPORT(find_bounds_of);

std::size_t find_bounds(std::span<const std::byte> groups, std::size_t blocks, const CoarseQuery& query,
                        std::uint32_t first_position, float bar, std::uint32_t* positions, float* bounds) {
  const std::size_t group_bytes = blocks * block_bytes + group_tail_bytes;
  assert(groups.size() % group_bytes == 0);
  return HWY_DYNAMIC_DISPATCH(find_bounds_of)(groups.data(), groups.size() / group_bytes, blocks, query, first_position,
                                              bar, positions, bounds);
}

}  // namespace moshaver
#endif
