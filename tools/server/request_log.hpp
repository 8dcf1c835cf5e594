// One line of JSON a request, for log collectors. It names the route ("/v1/customers/{id}") and never the URL: no ids,
// bodies, keys or addresses of callers.
//
//   fields   time (ISO 8601, UTC), level, message ("request"), request_id, method, route, status, seconds, bytes, role
//   level    info; warning for 4xx of overload and access (401, 403, 429); error for 5xx
//   sample   one in `sample` of the requests at level info is written, and every warning and error
//   threads  any; a line costs about 2 us
//   errors   io_error (the file cannot be opened); if the disk is full later, lines are lost and requests are not
#pragma once

#include <spdlog/logger.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "moshaver/result.hpp"

namespace moshaver::tools {

struct RequestLogOptions {
  std::string file;            // "-": standard error; empty: no log
  std::string level = "info";  // info | warning | error
  std::uint64_t sample = 1;
};

struct LoggedRequest {
  std::string_view request_id, method, route, role;
  unsigned status = 200;
  double seconds = 0;
  std::size_t bytes = 0;  // of the reply's body
};

class RequestLog {
 public:
  RequestLog() = default;  // no log
  // Errors: io_error, invalid_argument (level).
  [[nodiscard]] static Result<RequestLog> open(const RequestLogOptions&);

  void write(const LoggedRequest&);
  // Logs what the server does by itself, such as switching models. `detail` must hold nothing from a request.
  void note(spdlog::level::level_enum, std::string_view message, std::string_view detail = {});

 private:
  std::shared_ptr<spdlog::logger> logger_;
  std::uint64_t sample_ = 1;
  std::shared_ptr<std::atomic<std::uint64_t>> seen_ = std::make_shared<std::atomic<std::uint64_t>>(0);
};

}  // namespace moshaver::tools
