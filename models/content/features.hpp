// What products are, as sparse rows: a product a row, an attribute a column, tf-idf values.
//
//   columns   words of title, title_fa and category; runs of letters of words; whole titles; category paths, each from
//             the root on; brand; brand within category; each tag; price band, and price band within category; one
//             column that every product with attributes has. Text is folded (engine/text/fold.hpp). Columns of a single
//             product say nothing of others and are left out
//   values    tf · log(N / df), N the products with attributes; every kind of column scaled to length 1 in its product,
//             times the weight of the kind
//   order     columns are numbered by first appearance: the same at any thread count
//   cost      some microseconds a word
//   test      tests/content/features_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/data/catalogue.hpp"
#include "engine/data/sparse_rows.hpp"

namespace moshaver {

struct ContentFeatureConfig {
  double word = 1, letter_run = 0, title = 0.5, category = 1, brand = 0.5, tag = 0.5,
         price = 0.5;          // weights of kinds
  std::size_t run_length = 4;  // letters
  std::size_t threads = 1;
};

struct ContentFeatures {
  SparseRows by_item;  // item_count x feature_count; empty rows for products without attributes
  std::uint32_t feature_count = 0;
};

[[nodiscard]] ContentFeatures content_features(const Catalogue&, std::uint32_t item_count, const ContentFeatureConfig&);

}  // namespace moshaver
