// What a product is, in a few numbers: to compare the products of a list with each other while it is made.
//
//   numbers     hashes of the steps of the category path, of the brand, and of the words of the title without those that
//               hold a digit, such as sizes: "Drill bits, 10 pieces" and "Drill bits, 20 pieces" are the same words
//   similarity  the mean, weighted, of the share of common category steps (.5), of common words (.35, Jaccard) and of the
//               same brand (.15), over what is known of both
//   cost        100 to 200 ns to make one, some 20 ns to compare two
//   test        tests/ranking/product_kind_test.cpp
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/catalogue.hpp"

namespace moshaver {

struct ProductKind {
  static constexpr std::size_t most_steps = 4, most_words = 12;
  std::array<std::uint32_t, most_steps> path{};   // each of the path up to this step; the last of the whole path
  std::array<std::uint32_t, most_words> words{};  // ascending, distinct
  std::uint32_t brand = 0;                        // 0: unknown
  std::uint8_t steps = 0, word_count = 0;

  [[nodiscard]] bool is_unknown() const { return steps == 0 && word_count == 0 && brand == 0; }
};

// Texts that are compared as they are, but for the case of ASCII letters: fold category and brand first.
[[nodiscard]] ProductKind product_kind(std::span<const std::string> category, std::string_view brand,
                                       std::string_view title);
// By product row.
[[nodiscard]] std::vector<ProductKind> kinds_of_products(const Catalogue&, std::uint32_t item_count);

// 0 to 1; 0 if nothing is known of both.
[[nodiscard]] double similarity(const ProductKind&, const ProductKind&);
// Much the same product, as in another pack: of the same category, with nearly the same words.
[[nodiscard]] bool near_duplicates(const ProductKind&, const ProductKind&);

}  // namespace moshaver
