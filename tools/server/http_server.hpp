// HTTP/1.1 over TCP: keep-alive, pipelining, limits, overload, a clean stop. api.hpp makes the answers.
//
//   files     listener (accepts), connection (one client), header_checks and cors (what may be asked), lane_queue
//             (requests that wait), server_state (what connections share), server_options
//   threads   `threads` read requests and answer what needs no disk; `writer_threads` answer what waits for the disk,
//             which the Advisor commits in groups; one more, at low priority, does what takes seconds
//   limits    header 16 KiB, body `body_bytes`, `max_connections`; a whole request must arrive within
//             `request_seconds`, and the next one begin within `idle_seconds`
//   overload  above `max_connections`, `max_waiting_writes` or `max_waiting_background`: 503 with Retry-After, at once
//   access    another host gets 421, another origin 403, before the body is read (access.hpp)
//   rate      more than `rate_limit` requests a second of one caller: 429 with Retry-After
//   ids       every reply has an X-Request-Id: the request's own if it is valid (request_id.hpp), else a new one
//   stop      at SIGTERM or SIGINT it accepts no connections, answers the requests it has, and returns; a second
//             signal, or `drain_seconds`, ends it at once
//   errors    io_error (port in use)
#pragma once

#include <functional>
#include <string>

#include "moshaver/result.hpp"
#include "tools/server/api.hpp"
#include "tools/server/server_options.hpp"

namespace moshaver::tools {

// Serves until a signal. Calls `on_listening` with "http://HOST:PORT" once it accepts connections.
[[nodiscard]] Result<void> run_server(Api&, Metrics&, const ServerOptions&,
                                      const std::function<void(const std::string& address)>& on_listening);

}  // namespace moshaver::tools
