// One client connection: reads a request, answers it, reads the next one (keep-alive, pipelining).
//
//   threads    its handlers run on one strand, so at most one at a time
//   ownership  its pending handlers own it; it ends when none is left
//   time-outs  `idle_seconds` until a request begins; `request_seconds` for the whole request, and for the reply
//   test       tests/server/server_test.py, tests/server/hostile_test.py
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/server/api.hpp"
#include "tools/server/beast.hpp"
#include "tools/server/keys.hpp"
#include "tools/server/problem.hpp"

namespace moshaver::tools {

class LaneQueue;
class ServerState;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `server` must outlive it.
  Connection(tcp::socket socket, ServerState& server);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `overloaded`: replies 503 and closes.
  void start(bool overloaded);
  // Closes a connection that waits for its next request; one that is answering closes after its reply.
  void drain();

 private:
  // Reading.
  void wait_for_request();
  void read_header();
  void check_header();
  void read_body();
  void close_or_refuse(error_code);

  // Answering.
  void answer();
  std::optional<HttpReply> rate_limit_refusal();
  void answer_in(LaneQueue&, const char* what_waits, const char* remedy);
  void send(HttpReply);
  void refuse(const Problem&);
  void record(const HttpReply&, Endpoint, std::string_view route);
  void write(HttpReply, bool has_unread_input);

  // Ending.
  void close();
  void discard_input_then_close();
  void discard_more(std::size_t discarded_bytes);

  [[nodiscard]] double seconds() const;  // since the request was read

  beast::tcp_stream stream_;
  ServerState& server_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::empty_body>> continue_reply_;
  std::optional<http::response<http::string_body>> reply_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  HttpRequest request_;
  Keys::Match key_;
  std::string request_id_;
  std::string_view host_, origin_;  // views into the parsed header
  Api::Target target_;
  bool idle_ = false, keep_alive_ = true, is_head_ = false;
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace moshaver::tools
