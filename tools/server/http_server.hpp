// HTTP/1.1 over TCP: keep-alive, pipelining, limits, overload, an orderly end. What is answered: api.hpp.
//
//   threads   `threads` read requests and answer what needs no disk; what waits for the disk runs on `writer_threads`,
//             and goes there in groups (Advisor); what takes seconds runs on one more, at low priority
//   limits    header 16 KiB, body `body_bytes`, `connections` at a time; a whole request must arrive within
//             `request_seconds`, the next one begin within `idle_seconds`
//   overload  more connections, or more writes waiting than `waiting_writes`, or `waiting_background`: 503 with
//             Retry-After, at once
//   access    foreign hosts get 421, foreign origins 403, before anything else is read (access.hpp)
//   rate      more requests of one caller than `rate_limit` a second: 429 with Retry-After
//   ids       every reply says its X-Request-Id: the request's own where it is one (request_log.hpp), else a new one
//   smuggling a request with both Content-Length and Transfer-Encoding, with two lengths, or another encoding than
//             chunked is refused and its connection closed
//   end       at SIGTERM or SIGINT: no new connections, requests in flight are answered, run() returns; a second signal
//             or `drain_seconds` end it at once
//   errors    invalid_argument (address), io_error (port in use)
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "moshaver/result.hpp"
#include "tools/server/access.hpp"
#include "tools/server/api.hpp"
#include "tools/server/keys.hpp"
#include "tools/server/request_log.hpp"

namespace moshaver::tools {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any that is free
  std::size_t threads = 1, writer_threads = 8;
  std::size_t connections = 4'096, waiting_writes = 256, waiting_background = 16;
  std::size_t body_bytes = std::size_t{8} << 20;
  double request_seconds = 10, idle_seconds = 60, drain_seconds = 10;
  AccessRules access;
  const Keys* keys = nullptr;  // null: everybody may everything
  double rate_limit = 0;       // requests a second and caller (rate_limit.hpp); 0: any number
  RequestLog* log = nullptr;   // null: none
};

// "127.0.0.1:8080", "[::1]:0", "0.0.0.0:80", "localhost:8080" (the loopback address). Errors: invalid_argument.
[[nodiscard]] Result<void> parse_listen(const std::string& text, ServerOptions&);
[[nodiscard]] bool is_loopback(const std::string& host);

// Serves until a signal. `on_listening` is told the address once connections are taken.
[[nodiscard]] Result<void> run_server(Api&, Metrics&, const ServerOptions&,
                                      const std::function<void(const std::string& address)>& on_listening);

}  // namespace moshaver::tools
