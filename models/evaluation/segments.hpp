// The customer and product segments of an evaluation: SegmentEvaluation of moshaver/evaluation_report.hpp.
//
//   read   tests/evaluation/segments_test.cpp
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/data/histories.hpp"
#include "moshaver/evaluation_report.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

struct CustomerSegment {
  std::string by, name;
  std::vector<bool> members;  // by user
};

// New and returning customers, and terciles of the returning by the number of distinct products in their history. Equal
// numbers stay together, so terciles may differ in size. Segments without an evaluated customer are omitted.
[[nodiscard]] std::vector<CustomerSegment> history_segments(const Histories& known, std::span<const UserId> evaluated);

// Segments by the shop's own `segment` of each customer, by row (may be shorter than the users; empty: none). The ten
// largest among the evaluated, largest first.
[[nodiscard]] std::vector<CustomerSegment> attribute_segments(std::span<const std::string> segment_of,
                                                              std::size_t user_count,
                                                              std::span<const UserId> evaluated);

struct ProductCategories {
  static constexpr std::uint32_t none = 0xffffffff;
  std::vector<std::string> names;
  std::vector<std::uint32_t> of;  // by item: into names, or none; may be shorter than the items
};
// By the first level of "Kitchen > Kettles", by row. The twenty most frequent in `truth`, most frequent first.
[[nodiscard]] ProductCategories product_categories(std::span<const std::string> category_of,
                                                   std::span<const ItemId> truth);

// Recall over the products of each category. add() may run on many threads at once, once per customer.
class CategoryRecall {
 public:
  CategoryRecall(const ProductCategories& categories, std::span<const std::size_t> ks, std::size_t customer_count)
      : categories_(categories), ks_(ks.begin(), ks.end()), of_customer_(customer_count) {}
  // `truth` ascending.
  void add(std::size_t customer, std::span<const ItemId> ranked, std::span<const ItemId> truth);
  void append_to(std::vector<SegmentEvaluation>&) const;

 private:
  struct Found {
    std::uint32_t category = 0;
    double truth = 0;
    std::vector<double> hits;  // by k
  };
  [[nodiscard]] std::uint32_t category_of(ItemId item) const {
    return item.row < categories_.of.size() ? categories_.of[item.row] : ProductCategories::none;
  }

  const ProductCategories& categories_;
  std::vector<std::size_t> ks_;  // ascending
  std::vector<std::vector<Found>> of_customer_;
};

}  // namespace moshaver
