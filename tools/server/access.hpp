// Which hosts and origins a server answers. A web page in a browser can reach a server on that machine by DNS rebinding
// (its own name, pointed at 127.0.0.1) or by a cross-site request; both are known by these two headers.
//
//   Host     on a loopback address: localhost, 127.0.0.1, [::1] and what --allow-host names, with any port. On another
//            address API keys protect the server, and Host is checked only where --allow-host names some
//   Origin   absent, the server's own (http:// or https:// and the Host), or what --allow-origin names; on any address
//   cost     some comparisons of short texts, without allocation
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

// `host` is the header, or the authority of an absolute target: "localhost:8080". Empty: the request names none.
[[nodiscard]] bool is_allowed_host(const AccessRules&, std::string_view host);
// `origin` is empty where the request has no such header.
[[nodiscard]] bool is_allowed_origin(const AccessRules&, std::string_view origin, std::string_view host);
// One of --allow-origin: the browser is told that it may read the reply.
[[nodiscard]] bool is_named_origin(const AccessRules&, std::string_view origin);

// The host of "localhost:8080" or "[::1]:8080" without its port; empty where it cannot be one.
[[nodiscard]] std::string_view without_port(std::string_view host);
// The authority of "http://shop.example/path"; empty where the target is a path.
[[nodiscard]] std::string_view authority_of(std::string_view target);

}  // namespace moshaver::tools
