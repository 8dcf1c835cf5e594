// The X-Request-Id of a request, which its reply and its log line repeat.
#pragma once

#include <string>
#include <string_view>

namespace moshaver::tools {

// A caller's id is used if it is 1 to 128 letters, digits and ._-: other characters could break a log.
[[nodiscard]] bool is_request_id(std::string_view);

// A random number of this process and a counter: unique, cheap, and tells nothing about the caller. Any thread.
[[nodiscard]] std::string new_request_id();

}  // namespace moshaver::tools
