#include "tools/server/header_checks.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>
#include <string>

namespace moshaver::tools {

std::optional<Problem> framing_problem(const RequestHeader& request) {
  if (request.version() != 11 && request.version() != 10) {
    return Problem{505, "http-version", "the request is not HTTP/1.1", "", "send HTTP/1.1"};
  }
  const auto lengths = request.count(http::field::content_length);
  const auto encodings = request.count(http::field::transfer_encoding);
  const std::string_view encoding = view(request[http::field::transfer_encoding]);
  const bool two_lengths =
      lengths > 1 || view(request[http::field::content_length]).find(',') != std::string_view::npos;
  if (two_lengths || (lengths > 0 && encodings > 0) || encodings > 1 ||
      (encodings == 1 && !beast::iequals(request[http::field::transfer_encoding], "chunked")) ||
      (encodings == 1 && request.version() == 10)) {
    return Problem{400, "request-length", "the request gives its length twice, or in an encoding that is not known",
                   encoding.empty() ? "Content-Length" : "Transfer-Encoding",
                   "send one Content-Length, or Transfer-Encoding: chunked alone"};
  }
  if (request.version() == 11 && request.count(http::field::host) != 1) {
    return Problem{400, "host", "the request has no Host header, or several", "Host", "send one Host header"};
  }
  return std::nullopt;
}

std::optional<Problem> access_problem(const RequestHeader& request, const AccessRules& access, std::string_view host,
                                      std::string_view origin) {
  if (!is_allowed_host(access, host)) {
    return Problem{
        421, "foreign-host",
        "the request is for the host \"" + std::string(host.substr(0, 80)) + "\", which this server does not answer",
        "Host", "ask localhost, 127.0.0.1 or [::1]; or start the server with --allow-host NAME"};
  }
  if (request.count(http::field::origin) > 1 || !is_allowed_origin(access, origin, host)) {
    return Problem{403, "foreign-origin",
                   "the request comes from a web page of \"" + std::string(origin.substr(0, 80)) +
                       "\", which may not ask this server",
                   "Origin", "ask from the shop's own server; or start this one with --allow-origin URL"};
  }
  return std::nullopt;
}

bool is_end_of_connection(error_code error) {
  return error == http::error::end_of_stream || error == asio::error::operation_aborted ||
         error == asio::error::connection_reset || error == asio::error::eof;
}

std::optional<Problem> read_problem(error_code error, std::size_t body_bytes) {
  if (error == beast::error::timeout) return std::nullopt;  // Beast has closed the stream
  if (error == http::error::header_limit) {
    return Problem{431, "header-too-large", "the header is larger than 16 KiB", "", "send a smaller header"};
  }
  if (error == http::error::body_limit) {
    return Problem{413, "body-too-large", "the body is larger than " + std::to_string(body_bytes) + " bytes", "",
                   "send it in several requests"};
  }
  return Problem{400, "no-http", "the request is not HTTP: " + error.message(), "", "check the program that sent it"};
}

}  // namespace moshaver::tools
