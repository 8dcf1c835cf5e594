// A request and a reply as plain structs, so that what the server answers can be read and tested without Beast.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/server/metrics.hpp"

namespace moshaver::tools {

enum class Role { none, read, write, admin };

struct HttpRequest {
  std::string method, target, content_type, body;
  Role role = Role::none;
};

struct HttpReply {
  unsigned status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
};

}  // namespace moshaver::tools
