#include "tools/server/request_log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

#include "tools/json/write.hpp"

namespace moshaver::tools {

namespace {

using spdlog::level::level_enum;

const char* name_of(level_enum level) {
  switch (level) {
    case spdlog::level::debug:
      return "debug";
    case spdlog::level::info:
      return "info";
    case spdlog::level::warn:
      return "warning";
    default:
      return "error";
  }
}

std::string time_now() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const auto fraction = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text + length, sizeof text - length, ".%03dZ", static_cast<int>(fraction));
  return text;
}

level_enum level_of(unsigned status) {
  if (status >= 500) return spdlog::level::err;
  return status == 401 || status == 403 || status == 429 ? spdlog::level::warn : spdlog::level::info;
}

void put_line(spdlog::logger& logger, level_enum level, const std::string& line) {
  logger.log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

Result<RequestLog> RequestLog::open(const RequestLogOptions& options) {
  RequestLog log;
  if (options.file.empty()) return log;
  const level_enum level = options.level == "warning" ? spdlog::level::warn : spdlog::level::from_str(options.level);
  if (level == spdlog::level::off || options.level == "debug" || options.level == "trace" ||
      options.level == "critical") {
    return failure(ErrorCode::invalid_argument,
                   "--log-level is \"" + options.level + "\"; it takes info, warning or error");
  }
  try {
    log.logger_ =
        options.file == "-" ? spdlog::stderr_logger_mt("requests") : spdlog::basic_logger_mt("requests", options.file);
  } catch (const spdlog::spdlog_ex& error) {
    return failure(ErrorCode::io_error, "cannot write to " + options.file + " (" + error.what() +
                                            "); name another --log FILE, or - for standard error");
  }
  log.logger_->set_pattern("%v");
  log.logger_->set_level(level);
  log.logger_->flush_on(spdlog::level::warn);
  spdlog::flush_every(std::chrono::seconds(1));
  log.sample_ = std::max<std::uint64_t>(1, options.sample);
  return log;
}

void RequestLog::write(const LoggedRequest& request) {
  if (!logger_) return;
  const level_enum level = level_of(request.status);
  if (!logger_->should_log(level)) return;
  if (level == spdlog::level::info && sample_ > 1 && seen_->fetch_add(1) % sample_ != 0) return;
  put_line(*logger_, level, json_object([&](JsonWriter& json) {
    put(json, "time", time_now());
    put(json, "level", std::string_view(name_of(level)));
    put(json, "message", std::string_view("request"));
    put(json, "request_id", request.request_id);
    put(json, "method", request.method);
    put(json, "route", request.route);
    put(json, "status", std::uint64_t{request.status});
    put(json, "seconds", request.seconds);
    put(json, "bytes", std::uint64_t{request.bytes});
    put(json, "role", request.role);
  }));
}

void RequestLog::note(level_enum level, std::string_view message, std::string_view detail) {
  if (!logger_ || !logger_->should_log(level)) return;
  put_line(*logger_, level, json_object([&](JsonWriter& json) {
    put(json, "time", time_now());
    put(json, "level", std::string_view(name_of(level)));
    put(json, "message", message);
    if (!detail.empty()) put(json, "detail", detail);
  }));
  logger_->flush();
}

}  // namespace moshaver::tools
