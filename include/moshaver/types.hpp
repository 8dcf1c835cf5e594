// The few types that every header shares.
//
//   ids      UserId and ItemId are dense rows from 0, valid within one data set or model only. Shops name customers and
//            products by keys: `customer_id` and `product_id`, any UTF-8 string
//   scores   unitless, higher is better, comparable only within one answer
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace moshaver {

struct UserId {
  std::uint32_t row = 0;
  auto operator<=>(const UserId&) const = default;
};

struct ItemId {
  std::uint32_t row = 0;
  auto operator<=>(const ItemId&) const = default;
};

[[nodiscard]] constexpr ItemId item_at(std::size_t row) { return {static_cast<std::uint32_t>(row)}; }

struct ScoredItem {
  ItemId item;
  float score = 0;
  bool operator==(const ScoredItem&) const = default;
};

// The order of every answer: best score first, ties to the smaller id, so that two runs print the same list.
// An object, not a function, so that standard algorithms inline it.
inline constexpr auto ranks_before = [](const ScoredItem& a, const ScoredItem& b) {
  return a.score != b.score ? a.score > b.score : a.item < b.item;
};

}  // namespace moshaver
