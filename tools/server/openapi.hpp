// /openapi.json, OpenAPI 3.1: made from the routes and from the tables of fields of what they take and give.
#pragma once

#include <string>

namespace moshaver::tools {

// Made at the first call.
[[nodiscard]] const std::string& openapi_document();

}  // namespace moshaver::tools
