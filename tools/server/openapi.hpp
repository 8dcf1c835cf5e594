// /openapi.json: what the server takes and gives, OpenAPI 3.1; its text is tools/server/openapi.json.in.
#pragma once

#include <string_view>

namespace moshaver::tools {

[[nodiscard]] std::string_view openapi_document();

}  // namespace moshaver::tools
