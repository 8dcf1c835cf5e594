// Short names for Boost.Asio and Boost.Beast, for the files that name them: connection, cors, header_checks, listener,
// http_server.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace moshaver::tools {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

inline std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

inline std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1'000));
}

}  // namespace moshaver::tools
