// Writes one part of a model to tensors and manifest, and reads it back: model_io.hpp lists the tensors of each kind.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "engine/artifact/model_directory.hpp"
#include "engine/model/parts.hpp"

namespace moshaver {

// Adds views of the part's tensors, named "<part>/<tensor>": the part must live until the writer has written.
[[nodiscard]] ManifestPart add_part(TensorWriter&, const ModelPart&);
// Errors: bad_format, naming part and tensor or setting.
[[nodiscard]] Result<ModelPart> load_part(const OpenedModel&, const ManifestPart&);

// "similar", "complements" and "substitutes", those that the model has.
[[nodiscard]] std::vector<ManifestPart> add_relations(TensorWriter&, const Relations&);
// Errors: bad_format, for another name or inconsistent rows.
[[nodiscard]] Result<void> load_relation(const OpenedModel&, const ManifestPart&, Relations&);

// "model M: <tensor file>: <what>; train again"
[[nodiscard]] tl::unexpected<Error> bad_tensor(const OpenedModel&, const std::string& what);
// "model M: <tensor file>: part P: <what>; train again"
[[nodiscard]] tl::unexpected<Error> bad_part(const OpenedModel&, const ManifestPart&, const std::string& what);
// A number among a part's settings. Errors: bad_format when it is missing or outside [low, high].
[[nodiscard]] Result<double> part_number(const OpenedModel&, const ManifestPart&, std::string_view name, double low,
                                         double high);
inline constexpr double max_float = std::numeric_limits<float>::max();
template <class T>
[[nodiscard]] std::vector<T> copied(std::span<const T> values) {
  return {values.begin(), values.end()};
}
// Whether `offsets` start at 0, never descend and end at `size`.
[[nodiscard]] bool are_offsets(std::span<const std::uint64_t> offsets, std::uint64_t size);

}  // namespace moshaver
