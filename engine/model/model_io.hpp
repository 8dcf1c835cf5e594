// Writes a model to its directory and reads it back. The tensors:
//
//   always      popularity f32 [products]; products.bytes u8, products.offsets u64; titles.bytes, titles.offsets
//   each part   named "<part>/...":
//   factors     item_factors f32 [products, dim], and eigenvalues f32 [dim] or source_weights f32 [products]
//   item_item   rows.offsets u64 [products + 1], rows.columns u32, rows.values f32
//   additive    ranker_io.hpp
//   calibration calibration_io.hpp; after the parts that rank
//   relation    "complements" and "substitutes", each if the data yields it: rows.offsets, rows.columns, rows.values as
//               for item_item; after the parts that rank, before popularity
//   repurchase  repurchase_io.hpp, if any customer bought a product twice; after the relations
//   repeat      nothing beyond its settings
//   table       scores f32 [products]
//   from files  (train --out) also customers.*, history.offsets/items/times/orders/quantities, hidden.offsets/items.
//               A shop's model has none of these, so it holds no personal data
//   trust       beyond the checksums, reading checks shapes, ascending offsets, rows within bounds and finite values
//   errors      bad_format, naming file and tensor
//   code        part_io.cpp, ranker_io.cpp, repurchase_io.cpp, index_io.cpp, history_tensors.cpp and text_tensors.cpp
#pragma once

#include <filesystem>

#include "engine/artifact/model_directory.hpp"
#include "engine/data/dataset.hpp"
#include "engine/model/parts.hpp"

namespace moshaver {

// The caller fills in recipe settings, seed and metrics of `manifest`; this fills in data, parts and files.
[[nodiscard]] Result<Manifest> save_model(const std::filesystem::path& directory, Manifest manifest, const Model&,
                                          const Dataset&, bool with_histories, const WriteModelOptions&);

// The id that save_model without histories will give. It names the directory.
[[nodiscard]] Result<std::string> model_id_of(Manifest manifest, const Model&, const Dataset&);

// Errors: bad_format, naming the part, and for an embedding that is not finite the product.
[[nodiscard]] Result<Model> load_model(const OpenedModel&);
// Keys, titles and histories of a model that was trained from files. Errors: also not_found for a shop's model.
[[nodiscard]] Result<Dataset> load_dataset(const OpenedModel&);
// Checks that the model's products are the first ones of the shop. Errors: bad_format if it belongs to another shop.
[[nodiscard]] Result<void> check_products(const OpenedModel&, const KeyMap& products);

}  // namespace moshaver
