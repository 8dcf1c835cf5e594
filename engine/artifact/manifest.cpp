#include "engine/artifact/manifest.hpp"

#include <utility>

#include "engine/artifact/manifest_format.hpp"

namespace moshaver {

std::string_view this_tool_version() { return MOSHAVER_VERSION; }

std::string_view to_string(PartKind kind) { return manifest_format::part_kind_names[static_cast<std::size_t>(kind)]; }

Result<std::string> content_id(Manifest manifest) {
  manifest.id.clear();
  manifest.index.reset();
  MOSHAVER_TRY(json, to_json(manifest));
  return manifest.recipe + "-" + manifest_format::seal_of(json).substr(0, 12);
}

}  // namespace moshaver
