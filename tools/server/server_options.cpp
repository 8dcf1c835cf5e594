#include "tools/server/server_options.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace moshaver::tools {

Result<void> parse_listen(const std::string& text, ServerOptions& options) {
  const auto refused = [&] {
    return failure(ErrorCode::invalid_argument,
                   "--listen takes HOST:PORT such as 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:80, not \"" + text + "\"");
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return refused();
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string::npos) {
    return refused();
  }
  if (host == "localhost") host = "127.0.0.1";
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data() + colon + 1, end, options.port);
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  if (problem != std::errc{} || stop != end || error) return refused();
  options.host = host;
  return {};
}

bool is_loopback(const std::string& host) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  return !error && address.is_loopback();
}

}  // namespace moshaver::tools
