#include "models/content/features.hpp"

#include <algorithm>
#include <cmath>

#include "tests/content/tea_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

Catalogue catalogue_of(const std::vector<ProductRecord>& products) {
  Catalogue catalogue;
  for (std::uint32_t row = 0; row < products.size(); ++row) catalogue.put(row, products[row]);
  return catalogue;
}

ContentFeatures features_of(const std::vector<ProductRecord>& products, ContentFeatureConfig config = {}) {
  return content_features(catalogue_of(products), static_cast<std::uint32_t>(products.size()), config);
}

bool sound(const ContentFeatures& features) {
  const auto& values = features.by_item.values;
  const auto& columns = features.by_item.columns;
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value) && value > 0; }) &&
         std::all_of(columns.begin(), columns.end(), [&](auto column) { return column < features.feature_count; });
}

}  // namespace

TEST_CASE("titles that differ only in case, keyboard layout or digits have the same features") {
  const auto features = features_of({described("Green Tea 250 g"), described("GREEN TEA ۲۵۰ g"), described("چاي سبز"),
                                     described("چای سبز"), described("something else"), described("else, something")});
  const auto row = [&](std::uint32_t item) {
    const auto columns = features.by_item.columns_of(item);
    return std::vector(columns.begin(), columns.end());
  };
  CHECK(row(0) == row(1));
  CHECK(row(2) == row(3));
  CHECK(row(0) != row(2));
  CHECK(sound(features));
}

TEST_CASE("a product with an English and a Persian title shares features with products of either language") {
  ProductRecord both = described("green tea");
  both.title_fa = "چای سبز";
  const auto features = features_of({both, described("green tea"), described("چای سبز"), described("lamp")});
  CHECK(shared(features, 0, 1) > 1);
  CHECK(shared(features, 0, 2) > 1);
  CHECK(shared(features, 1, 2) == 1);  // the constant feature of described products
}

TEST_CASE("two categories share one feature for each level of their common path from the root") {
  ContentFeatureConfig paths_only;
  paths_only.word = paths_only.letter_run = 0;
  const auto features = features_of(
      {described("", "Food > Tea > Green"), described("", "food>tea>green"), described("", "Food > Tea > Black"),
       described("", "Food > Tea > Black"), described("", "Books > Tea"), described("", "Books > Tea")},
      paths_only);
  CHECK(shared(features, 0, 1) == 4);
  CHECK(shared(features, 0, 2) == 3);
  CHECK(shared(features, 0, 4) == 1);  // Tea under Books is not Tea under Food
}

TEST_CASE("tags are separated by commas, Persian ones too, and brands compare folded") {
  ContentFeatureConfig plain;
  plain.word = plain.letter_run = plain.title = 0;
  const auto features =
      features_of({described("", "", "Lahijan", "organic, gift"), described("", "", "LAHIJAN", "gift"),
                   described("", "", "", "هدیه، ارگانیک"), described("", "", "", "ارگانيک;x")},
                  plain);
  CHECK(shared(features, 0, 1) == 3);  // described, brand, gift
  CHECK(shared(features, 2, 3) == 2);  // described, ارگانیک
}

TEST_CASE("near prices share a price band, far prices do not, and a price of 0 has its own band") {
  std::vector<ProductRecord> products(6);
  const double prices[] = {100, 105, 1'000'000, 1'000'001, 0, 0};
  for (std::size_t at = 0; at < products.size(); ++at) products[at].price = prices[at];
  const auto features = features_of(products);
  CHECK(shared(features, 0, 1) == 2);
  CHECK(shared(features, 0, 2) == 1);
  CHECK(shared(features, 2, 3) == 2);
  CHECK(shared(features, 4, 5) == 2);
  CHECK(shared(features, 0, 4) == 1);
  CHECK(sound(features));
}

TEST_CASE("a feature of a single product is dropped, and a product without attributes has an empty row") {
  const auto features = features_of({described("tea"), described("tea"), described(""), described("unheard-of thing")});
  CHECK(features.by_item.size_of(2) == 0);
  CHECK(features.by_item.size_of(3) == 1);
  CHECK(features.by_item.row_count() == 4);
}

TEST_CASE("letter runs let two forms of a word share features, which they do not without") {
  ContentFeatureConfig config;
  const std::vector<ProductRecord> products = {described("کتاب"), described("کتاب"), described("کتابها"),
                                               described("کتابها")};
  CHECK(shared(features_of(products, config), 0, 2) == 1);
  config.letter_run = 0.5;
  CHECK(shared(features_of(products, config), 0, 2) > 1);
}

TEST_CASE("rare words weigh more than common ones") {
  ContentFeatureConfig words;
  words.letter_run = words.title = 0;
  const auto features = features_of({described("tea rare"), described("tea rare"), described("tea"), described("tea"),
                                     described("tea"), described("tea")},
                                    words);
  const auto values = features.by_item.values_of(0);
  REQUIRE(values.size() == 3);  // described, tea, rare
  CHECK(values[2] > 2 * values[1]);
}

TEST_CASE("a catalogue of one product, of none, or of empty titles has no features") {
  CHECK(features_of({described("tea", "Food > Tea", "Lahijan")}).feature_count == 0);
  CHECK(features_of({described(""), described("")}).feature_count == 0);
  const auto none = content_features(no_catalogue, 3, {});
  CHECK(none.feature_count == 0);
  CHECK(none.by_item.row_count() == 3);
  CHECK(content_features(no_catalogue, 0, {}).by_item.row_count() == 0);
}

TEST_CASE("invalid UTF-8, separators without content and very long words give finite features") {
  const auto features = features_of({described("\xFF\xFE\xC0 tea", ">>> > \xED\xA0\x80 >", "\u200C", ",,;|"),
                                     described("tea", ">", " ", ","), described(std::string(60'000, 'x')),
                                     described(std::string(20'000, '\xE2')), described("\U0010FFFF")});
  CHECK(shared(features, 0, 1) > 1);
  CHECK(sound(features));
}

TEST_CASE("features are the same with 1 and 4 threads") {
  Catalogue catalogue;
  for (std::uint32_t row = 0; row < 1'000; ++row) {
    catalogue.put(row, described(numbered("چای word", row % 37), numbered("A > B", row % 11), numbered("b", row % 5)));
  }
  ContentFeatureConfig config;
  const ContentFeatures one = content_features(catalogue, 1'000, config);
  config.threads = 4;
  const ContentFeatures four = content_features(catalogue, 1'000, config);
  CHECK(one.feature_count == four.feature_count);
  CHECK(one.by_item.columns == four.by_item.columns);
  CHECK(one.by_item.values == four.by_item.values);
}
