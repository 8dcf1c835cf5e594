// A model to and from its directory: which tensors each kind of part has.
//
//   always      popularity f32 [products]; products.bytes u8, products.offsets u64; titles.bytes, titles.offsets
//   each part   named "<part>/...":
//   factors     item_factors f32 [products, dim], and eigenvalues f32 [dim] or source_weights f32 [products]
//   item_item   rows.offsets u64 [products + 1], rows.columns u32, rows.values f32
//   additive    ranker_io.hpp
//   relation    "complements" and "substitutes", each where the data told it: rows.offsets, rows.columns, rows.values as
//               of item_item; after the parts that rank, before popularity
//   rhythm      nothing beyond its settings; table: scores f32 [products]
//   from files  (train --out) also customers.*, history.offsets/items/times/orders/quantities, hidden.offsets/items.
//               A shop's model has none of these: no personal data stands in it
//   trust       what the checksums do not say is checked here: shapes, offsets that ascend, rows within bounds, finite
//   errors      bad_format, naming file and tensor
#pragma once

#include <filesystem>

#include "engine/artifact/model_directory.hpp"
#include "engine/data/dataset.hpp"
#include "engine/model/parts.hpp"

namespace moshaver {

// `manifest` brings what the parts do not say (recipe settings, seed, metrics); data, parts and files are filled in.
[[nodiscard]] Result<Manifest> save_model(const std::filesystem::path& directory, Manifest manifest, const Model&,
                                          const Dataset&, bool with_histories, const WriteModelOptions&);

// The id that save_model without histories will give: a name for the directory.
[[nodiscard]] Result<std::string> model_id_of(Manifest manifest, const Model&, const Dataset&);

// Errors: bad_format, naming the part; where an embedding holds a value that is not finite, its product as well.
[[nodiscard]] Result<Model> load_model(const OpenedModel&);
// Keys, titles and histories of a model that was trained from files. Errors: also not_found for a shop's model.
[[nodiscard]] Result<Dataset> load_dataset(const OpenedModel&);
// The model's products are the first of the shop's. Errors: bad_format when the model belongs to another shop.
[[nodiscard]] Result<void> check_products(const OpenedModel&, const KeyMap& products);

}  // namespace moshaver
