// One line of JSON a request, for whoever gathers logs. What was asked is told by its route, "/v1/customers/{id}", never by
// its address: no ids, no bodies, no keys, no addresses of callers.
//
//   fields   time (ISO 8601, UTC), level, message ("request"), request_id, method, route, status, seconds, bytes, role
//   level    info; warning for 4xx of overload and access (401, 403, 429); error for 5xx
//   sample   of requests at level info one in `sample` is written; the others always are
//   threads  any; a request that is not written costs nothing, one that is some 2 us
//   errors   io_error (the file cannot be opened); a disk that is full later loses lines, not requests
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
  RequestLog() = default;  // writes nothing
  // Errors: io_error, invalid_argument (level).
  [[nodiscard]] static Result<RequestLog> open(const RequestLogOptions&);

  void write(const LoggedRequest&);
  // What the server itself does: a model switched, the end begun. `detail` must hold nothing of a request.
  void note(spdlog::level::level_enum, std::string_view message, std::string_view detail = {});

 private:
  std::shared_ptr<spdlog::logger> logger_;
  std::uint64_t sample_ = 1;
  std::shared_ptr<std::atomic<std::uint64_t>> seen_ = std::make_shared<std::atomic<std::uint64_t>>(0);
};

}  // namespace moshaver::tools
