// Which hosts and origins a server answers. A web page in a browser can reach a server on the same machine by DNS
// rebinding (its own name, pointed at 127.0.0.1) or by a cross-site request. The headers Host and Origin reveal both.
//
//   Host     on a loopback address: localhost, 127.0.0.1, [::1] and the names of --allow-host, with any port. On other
//            addresses API keys protect the server, and Host is checked only if --allow-host is given
//   Origin   absent, the server's own (http:// or https:// and the Host), or one of --allow-origin; on any address
//   cost     a few comparisons of short strings, no allocation
//   test     tests/server/door_test.py
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moshaver::tools {

struct AccessRules {
  bool loopback = true;
  std::vector<std::string> hosts;    // without port
  std::vector<std::string> origins;  // "https://shop.example", as browsers write it
};

// `host` is the header, or the authority of an absolute target: "localhost:8080". Empty: the request has none.
[[nodiscard]] bool is_allowed_host(const AccessRules&, std::string_view host);
// `origin` is empty if the request has no such header.
[[nodiscard]] bool is_allowed_origin(const AccessRules&, std::string_view origin, std::string_view host);
// One of --allow-origin: its replies carry the CORS headers.
[[nodiscard]] bool is_named_origin(const AccessRules&, std::string_view origin);

// The host of "localhost:8080" or "[::1]:8080" without its port; empty if the text is not a host.
[[nodiscard]] std::string_view without_port(std::string_view host);
// The authority of "http://shop.example/path"; empty if the target is a path.
[[nodiscard]] std::string_view authority_of(std::string_view target);

}  // namespace moshaver::tools
