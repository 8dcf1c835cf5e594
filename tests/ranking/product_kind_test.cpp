#include "engine/ranking/product_kind.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

namespace {

ProductKind kind(const std::vector<std::string>& category, const char* brand, const char* title) {
  return product_kind(category, brand, title);
}

}  // namespace

TEST_CASE("two products are the more similar, the more steps of the category, words and brand they share",
          "[diversity]") {
  const ProductKind tea = kind({"drinks", "tea"}, "golvand", "Black tea"),
                    other = kind({"drinks", "tea"}, "golvand", "Green tea"),
                    coffee = kind({"drinks", "coffee"}, "golvand", "Dark roast"),
                    saw = kind({"tools", "saws"}, "azarm", "Jig saw"), nothing = kind({}, "", "");
  CHECK(similarity(tea, tea) == Approx(1));
  CHECK(similarity(tea, other) == Approx(0.5 + 0.35 / 3 + 0.15));
  CHECK(similarity(tea, coffee) == Approx(0.25 + 0.15));
  CHECK(similarity(tea, saw) == 0);
  CHECK(similarity(nothing, nothing) == 0);
  CHECK(similarity(nothing, tea) == 0);
  CHECK(nothing.is_unknown());
}

TEST_CASE("what is not known of both products does not count", "[diversity]") {
  CHECK(similarity(kind({"drinks", "tea"}, "", ""), kind({"drinks", "tea"}, "golvand", "Tea")) == Approx(1));
  CHECK(similarity(kind({}, "", "Black tea"), kind({}, "golvand", "black TEA")) == Approx(1));
}

TEST_CASE("packs of another size are near duplicates, other products of the category are not", "[diversity]") {
  const ProductKind small = kind({"tools", "drills"}, "mohkam", "Mohkam drill bits, 10 pieces"),
                    large = kind({"tools", "drills"}, "mohkam", "Mohkam drill bits, 20 pieces"),
                    other = kind({"tools", "drills"}, "mohkam", "Mohkam hammer drill 500 W"),
                    elsewhere = kind({"toys"}, "mohkam", "Mohkam drill bits, 10 pieces");
  CHECK(near_duplicates(small, large));
  CHECK_FALSE(near_duplicates(small, other));
  CHECK_FALSE(near_duplicates(small, elsewhere));
  CHECK_FALSE(near_duplicates(kind({"tools"}, "", ""), kind({"tools"}, "", "")));
}

TEST_CASE("Persian titles of two sizes are near duplicates", "[diversity]") {
  CHECK(near_duplicates(kind({"لبنیات"}, "", "شیر کاکائویی نوش‌آب ۵۰۰ میلی‌لیتر"),
                        kind({"لبنیات"}, "", "شیر کاکائویی نوش‌آب ۲۵۰ میلی‌لیتر")));
  CHECK_FALSE(near_duplicates(kind({"لبنیات"}, "", "شیر کاکائویی نوش‌آب ۵۰۰ میلی‌لیتر"),
                              kind({"لبنیات"}, "", "ماست چکیده رامک ۵۰۰ گرم")));
}

TEST_CASE("a deep category is compared by its first steps and as a whole", "[diversity]") {
  const ProductKind one = kind({"a", "b", "c", "d", "e"}, "", ""), two = kind({"a", "b", "c", "d", "f"}, "", "");
  CHECK(similarity(one, one) == Approx(1));
  CHECK(similarity(one, two) == Approx(0.75));
}

TEST_CASE("kinds of a catalogue are folded as those of a shop", "[diversity]") {
  Catalogue catalogue;
  ProductAttributes tea;
  tea.category = "Drinks > TEA";
  tea.brand = "Golvand";
  tea.title_fa = "چای سیاه";
  catalogue.put(0, tea);
  tea.category = "drinks>tea";
  tea.brand = "golvand ";
  tea.title = "چای سیاه";
  catalogue.put(1, tea);
  const auto kinds = kinds_of_products(catalogue, 3);
  REQUIRE(kinds.size() == 3);
  CHECK(similarity(kinds[0], kinds[1]) == Approx(1));
  CHECK(kinds[0].steps == 2);
  CHECK(kinds[2].is_unknown());
}
