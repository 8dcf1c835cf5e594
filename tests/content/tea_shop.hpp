// Catalogues and histories whose answers are known.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "engine/data/catalogue.hpp"
#include "models/content/features.hpp"
#include "tests/data/event_world.hpp"

namespace moshaver::testing {

inline ProductRecord described(std::string_view title, std::string_view category = {}, std::string_view brand = {},
                               std::string_view tags = {}) {
  ProductRecord product;
  product.title = title;
  product.category = category;
  product.brand = brand;
  product.tags = tags;
  return product;
}

// The columns that two products share.
inline std::size_t shared(const ContentFeatures& features, std::uint32_t a, std::uint32_t b) {
  const auto left = features.by_item.columns_of(a), right = features.by_item.columns_of(b);
  return static_cast<std::size_t>(std::count_if(left.begin(), left.end(), [&](std::uint32_t column) {
    return std::binary_search(right.begin(), right.end(), column);
  }));
}

// 6 tastes of 8 products each, the last of each never bought; customers buy most of one taste. Half of the titles are
// Persian, in the letters of two keyboard layouts. Brands are independent of tastes.
struct TeaShop {
  static constexpr std::uint32_t tastes = 6, products_a_taste = 8, products = tastes * products_a_taste;
  static constexpr std::uint32_t customers = 240;
  Catalogue catalogue;
  Histories histories;

  static std::uint32_t taste(std::uint32_t item) { return item / products_a_taste; }
  static bool is_new(std::uint32_t item) { return item % products_a_taste == products_a_taste - 1; }
};

inline TeaShop tea_shop() {
  static constexpr const char* names[TeaShop::tastes][2] = {{"black tea", "Black Tea"}, {"چاي سبز", "چای سبز"},
                                                            {"coffee", "COFFEE"},       {"كيك", "کیک"},
                                                            {"novel", "Novel"},         {"كتاب", "کتاب"}};
  static constexpr const char* categories[TeaShop::tastes] = {"Food > Tea",  "Food > Tea",     "Food > Coffee",
                                                              "Food > Cake", "Books > Novels", "Books > Poems"};
  TeaShop shop;
  EventTable table;
  for (std::uint32_t item = 0; item < TeaShop::products; ++item) {
    table.products.insert(numbered("p", item));
    const std::uint32_t taste = TeaShop::taste(item);
    const std::string brand = numbered("brand", item % 3);
    const std::string title = std::string(names[taste][item % 2]) + " " + brand;
    shop.catalogue.put(item, described(title, categories[taste], brand));
  }
  for (std::uint32_t user = 0; user < TeaShop::customers; ++user) {
    const std::uint32_t row = table.customers.insert(numbered("c", user)), taste = user % TeaShop::tastes;
    for (std::uint32_t pick = 0; pick + 1 < TeaShop::products_a_taste; ++pick) {
      if ((user / TeaShop::tastes + pick) % 3 == 0) continue;
      table.push(row, taste * TeaShop::products_a_taste + pick, EventRecord{});
    }
  }
  shop.histories = build_histories(table);
  return shop;
}

}  // namespace moshaver::testing
