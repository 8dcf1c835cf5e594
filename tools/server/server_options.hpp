// What `moshaver serve` sets: address, threads, limits, access.
//
//   errors   invalid_argument (address)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "moshaver/result.hpp"
#include "tools/server/access.hpp"
#include "tools/server/keys.hpp"
#include "tools/server/request_log.hpp"

namespace moshaver::tools {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free port
  std::size_t threads = 1, writer_threads = 8;
  std::size_t max_connections = 4'096, max_waiting_writes = 256, max_waiting_background = 16;
  std::size_t body_bytes = std::size_t{8} << 20;
  double request_seconds = 10, idle_seconds = 60, drain_seconds = 10;
  AccessRules access;
  const Keys* keys = nullptr;  // null: every caller has the role admin
  double rate_limit = 0;       // requests a second and caller (rate_limit.hpp); 0: no limit
  RequestLog* log = nullptr;   // null: no log
};

// Sets host and port from "127.0.0.1:8080", "[::1]:0", "0.0.0.0:80" or "localhost:8080" (the loopback address).
[[nodiscard]] Result<void> parse_listen(const std::string& text, ServerOptions&);
[[nodiscard]] bool is_loopback(const std::string& host);

}  // namespace moshaver::tools
