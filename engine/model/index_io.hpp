// Writes the recorded index to the manifest and reads it back.
#pragma once

#include "engine/artifact/manifest.hpp"
#include "engine/retrieval/index_spec.hpp"

namespace moshaver {

[[nodiscard]] ManifestIndex to_manifest(const RecordedIndex&);
// Errors: bad_format, naming the field.
[[nodiscard]] Result<RecordedIndex> from_manifest(const ManifestIndex&);

}  // namespace moshaver
