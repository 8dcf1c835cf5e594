// Product attributes as a sparse tf-idf matrix, product x attribute.
//
//   columns   words of title, title_fa and category; letter n-grams of words; whole titles; category paths, each prefix
//             from the root; brand; brand within category; each tag; price band; price band within category; and one
//             constant for all products with attributes. Text is folded (engine/text/fold.hpp). Columns with a single
//             product are omitted
//   values    tf · log(N / df), N the products with attributes; each kind of column is scaled to length 1 within a
//             product, times the weight of the kind
//   order     columns are numbered by first appearance: the same at any thread count
//   cost      a few microseconds a word
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
