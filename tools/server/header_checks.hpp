// Why a request is refused before its body is read: its framing, its host, its origin, or bytes that are not HTTP.
#pragma once

#include <optional>
#include <string_view>

#include "tools/server/access.hpp"
#include "tools/server/beast.hpp"
#include "tools/server/problem.hpp"

namespace moshaver::tools {

using RequestHeader = http::header<true, http::fields>;

// The HTTP version, the length and the number of Host headers. Proxies and servers that read the length of one request
// differently can be made to see different requests (smuggling): a request with both Content-Length and
// Transfer-Encoding, with two lengths, or with another encoding than chunked is refused.
[[nodiscard]] std::optional<Problem> framing_problem(const RequestHeader&);

// Host and origin against the rules of access.hpp.
[[nodiscard]] std::optional<Problem> access_problem(const RequestHeader&, const AccessRules&, std::string_view host,
                                                    std::string_view origin);

// After reading failed. Nothing when the connection is gone, so that nobody could read a reply.
[[nodiscard]] std::optional<Problem> read_problem(error_code, std::size_t body_bytes);
// The caller ended the connection, or the server did: no request was broken.
[[nodiscard]] bool is_end_of_connection(error_code);

}  // namespace moshaver::tools
