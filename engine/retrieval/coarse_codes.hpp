// Items by descending norm, each with a code of 4 bits a dimension that gives an upper bound of the item's score for
// any query. The exact index scans these codes instead of the factors.
//
//   code     y' = R y with R a rotation that equalises the coordinates (rotation.hpp); y' = a h + e, h_j = u_j - 7.5,
//            u_j from 0 to 15, the nearest level at the step that is best for Gaussian coordinates; a by least squares,
//            stored as float; ‖e‖ computed with the stored a
//   query    x' = R x = s x̂ + q, x̂ integers up to 127, ‖q‖ computed with the stored s
//   bound    x·y = x'·y' = a s x̂·h + a q·h + x'·e  <=  a (s x̂·u + c) + ‖x‖ ‖e‖,  c = -7.5 s Σx̂ + ‖q‖ κ
//            by Cauchy and Schwarz, twice; κ is the largest ‖h‖, and a >= 0 because h has the signs of y'
//   rounding Let ε = 2^-24 and N = ‖x‖ ‖y‖. dot() differs from x·y by at most (dim + 8) ε N, as no product goes through
//            more roundings. x̂·u is an exact integer below 2^24. Float then computes: times s, plus c, times a, plus
//            ‖x‖ ‖e‖. Because every |h_j| >= 1/2, a √dim <= 2 ‖a h‖ <= 2 ‖y‖; because |q_j| <= |x'_j|, s ‖x̂‖ <= 2 ‖x‖;
//            and ‖u‖ <= 15 √dim. So the errors are at most ε times 60 N, 45 N, 45 N, 2 N and 47 N: less than 200 ε N in
//            all. ‖e‖ is stored with (dim + 256) ε ‖y‖ added, which leaves 48 ε N for second-order terms and for the
//            rotation (dim · 1e-15 N). Every value computed in double once an item or a query is rounded up
//   tiny     Below the normal floats a product has an error of 2^-150 whatever its size: in dot() and in the bound less
//            than (dim + 16) 2^-149 together, which `bar_for` and `may_reach` subtract from the bar. Items whose a
//            would not be a normal float have a = 0, and sums and x̂·u times s do not underflow
//   memory   dim / 2 + 16 bytes an item, dim rounded up to a multiple of 8
//   source   order by norm: LEMP (Teflioudi, Gemulla & Mykytiuk, SIGMOD 2015); bounds from short codes: the VA-file
//            (Weber, Schek & Blott, VLDB 1998)
//   test     tests/retrieval/coarse_codes_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/line_allocator.hpp"
#include "engine/linalg/factor_matrix.hpp"
#include "engine/retrieval/coarse_kernel.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

// A query encoded for the codes. Reuses its memory for the next query.
class EncodedQuery {
 public:
  // `query` is finite with a norm of at most longest_factor_norm. Time O(dim log dim).
  void set(std::span<const float> query, double longest_code);

  [[nodiscard]] const CoarseQuery& view() const { return view_; }
  [[nodiscard]] double norm() const { return norm_; }
  [[nodiscard]] std::size_t dim() const { return rotated_.size(); }

 private:
  std::vector<double> rotated_;
  std::vector<std::int8_t> values_;
  std::vector<std::int16_t> widened_;
  CoarseQuery view_;
  double norm_ = 0;
};

class CoarseCodes {
 public:
  static constexpr std::size_t most_dims = 8192;  // more would not keep x̂·u below 2^24

  CoarseCodes() = default;
  // The factors passed check_item_factors; dim <= most_dims. Time O(items dim log dim): 2 s for 1,000,000 x 128.
  explicit CoarseCodes(const FactorMatrix& item_factors);

  void encode(std::span<const float> query, EncodedQuery& encoded) const { encoded.set(query, longest_code_); }

  // Finds those of `count` items from position `first` on (a multiple of group_items) whose bound is at least `bar`.
  // Writes their positions, ascending, and bounds; returns how many. Both arrays have room for count + 2 * group_items.
  std::size_t find(const EncodedQuery& query, std::size_t first, std::size_t count, float bar, std::uint32_t* positions,
                   float* bounds) const;

  // False: no item of this norm or less scores `bar` or more.
  [[nodiscard]] static bool may_reach(const EncodedQuery& query, float norm, float bar);
  // An item whose bound is below this scores less than `bar`.
  [[nodiscard]] static float bar_for(float bar, std::size_t dim);

  [[nodiscard]] std::size_t item_count() const { return items_.size(); }
  // Positions are in descending order of norm.
  [[nodiscard]] ItemId item(std::size_t position) const { return ItemId{items_[position]}; }
  // Rounded up.
  [[nodiscard]] float norm(ItemId item) const { return norms_[item.row]; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  std::size_t blocks_ = 0;
  double longest_code_ = 0;  // κ
  std::vector<std::byte, LineAllocator<std::byte>> groups_;
  std::vector<std::uint32_t> items_;  // by position
  std::vector<float> norms_;          // by item, rounded up
};

}  // namespace moshaver
