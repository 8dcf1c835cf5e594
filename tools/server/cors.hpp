// Cross-origin requests from the web pages that --allow-origin names: the preflight, and the headers that let the
// browser hand a reply to the page.
#pragma once

#include <string_view>

#include "tools/server/access.hpp"
#include "tools/server/api.hpp"
#include "tools/server/beast.hpp"

namespace moshaver::tools {

// A browser asks, before it sends a request of an allowed page, whether it may.
[[nodiscard]] bool is_preflight(const http::header<true, http::fields>&, const AccessRules&, std::string_view origin,
                                const Api::Target&);
// For an address that does not itself take OPTIONS: its 405 refusal names its methods in Allow.
[[nodiscard]] HttpReply preflight_reply(const HttpReply& refusal);

// Adds nothing when --allow-origin names no site.
void add_cors_headers(http::header<false, http::fields>&, const AccessRules&, std::string_view origin);

}  // namespace moshaver::tools
