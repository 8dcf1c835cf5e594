#include "tools/server/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <cmath>

#include "tools/server/cors.hpp"
#include "tools/server/header_checks.hpp"
#include "tools/server/request_id.hpp"
#include "tools/server/server_state.hpp"

namespace moshaver::tools {

namespace {

constexpr std::size_t max_header_bytes = 16 << 10;
constexpr std::size_t max_discarded_bytes = 1 << 20;

// The caller for rate limits without keys: its IPv4 address, or the 64-bit network that a provider gives one customer.
std::string caller_of(const tcp::endpoint& peer) {
  const auto address = peer.address();
  if (address.is_v4()) return address.to_string();
  const auto bytes = address.to_v6().to_bytes();
  return {bytes.begin(), bytes.begin() + 8};
}

}  // namespace

Connection::Connection(tcp::socket socket, ServerState& server) : stream_(std::move(socket)), server_(server) {
  server_.add(this);
}
Connection::~Connection() { server_.remove(this); }

void Connection::start(bool overloaded) {
  asio::dispatch(stream_.get_executor(), [self = shared_from_this(), overloaded] {
    overloaded ? self->refuse({503, "too-many-connections", "the server has as many connections as it takes", "",
                               "try again, or keep connections open and use them again"})
               : self->wait_for_request();
  });
}

void Connection::drain() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (self->idle_) self->close();
  });
}

// ---- reading ----

void Connection::wait_for_request() {
  if (buffer_.size() > 0) return read_header();  // pipelined: it has arrived
  if (server_.draining) return close();
  idle_ = true;
  stream_.expires_after(milliseconds(server_.options.idle_seconds));
  stream_.async_read_some(buffer_.prepare(8 << 10), [self = shared_from_this()](error_code error, std::size_t bytes) {
    self->idle_ = false;
    if (error) return self->close();
    self->buffer_.commit(bytes);
    self->read_header();
  });
}

void Connection::read_header() {
  parser_.emplace();
  request_id_.clear();
  is_head_ = false;
  origin_ = host_ = {};
  parser_->header_limit(static_cast<std::uint32_t>(max_header_bytes));
  parser_->body_limit(server_.options.body_bytes);
  // For the whole request: a client that sends one byte a second cannot hold the connection.
  stream_.expires_after(milliseconds(server_.options.request_seconds));
  http::async_read_header(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->close_or_refuse(error);
    self->check_header();
  });
}

void Connection::check_header() {
  const auto& request = parser_->get();
  if (const auto problem = framing_problem(request)) return refuse(*problem);
  const std::string_view target_host = authority_of(view(request.target()));
  host_ = target_host.empty() ? view(request[http::field::host]) : target_host;
  origin_ = view(request[http::field::origin]);
  if (const auto problem = access_problem(request, server_.options.access, host_, origin_)) return refuse(*problem);
  if (server_.options.keys == nullptr) {
    key_ = {Role::admin, 0};
  } else {
    key_ = server_.options.keys->find(view(request[http::field::authorization]));
  }
  const std::string_view given_id = view(request["X-Request-Id"]);
  request_id_ = is_request_id(given_id) ? std::string(given_id) : new_request_id();
  const auto length = parser_->content_length();
  if (length && *length > server_.options.body_bytes) return close_or_refuse(http::error::body_limit);
  if (!beast::iequals(request[http::field::expect], "100-continue")) return read_body();
  // A caller without a key is refused at once, instead of being told to send its body.
  if (key_.role == Role::none) return answer();
  continue_reply_.emplace(http::status::continue_, 11);
  http::async_write(stream_, *continue_reply_, [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->close();
    self->read_body();
  });
}

void Connection::read_body() {
  // The body of a caller without a key is not read.
  const bool has_body = parser_->content_length().value_or(parser_->chunked() ? 1 : 0) > 0;
  if (key_.role == Role::none && has_body) {
    keep_alive_ = false;
    return answer();
  }
  http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->close_or_refuse(error);
    self->keep_alive_ = self->parser_->get().keep_alive();
    self->answer();
  });
}

void Connection::close_or_refuse(error_code error) {
  if (is_end_of_connection(error)) return close();
  server_.metrics.broken.Increment();
  const auto problem = read_problem(error, server_.options.body_bytes);
  problem ? refuse(*problem) : close();
}

// ---- answering ----

void Connection::answer() {
  stream_.expires_never();
  auto& message = parser_->get();
  request_.method = std::string(view(message.method_string()));
  request_.target = std::string(view(message.target()));
  request_.content_type = std::string(view(message[http::field::content_type]));
  request_.body = std::move(message.body());
  request_.role = key_.role;
  is_head_ = request_.method == "HEAD";
  if (is_head_) request_.method = "GET";
  if (!parser_->is_done()) keep_alive_ = false;
  begun_ = std::chrono::steady_clock::now();
  target_ = Api::find(request_);
  if (is_preflight(message, server_.options.access, origin_, target_)) return send(preflight_reply(*target_.refusal));
  if (auto refusal = rate_limit_refusal()) return send(std::move(*refusal));
  switch (target_.lane) {
    case Lane::here:
      return send(server_.api.handle(request_, std::move(target_)));
    case Lane::disk:
      return answer_in(server_.writers, "writes wait for the disk", "with several events a request");
    case Lane::background:
      return answer_in(server_.background, "reports and other background requests wait", "and send fewer at once");
  }
}

std::optional<HttpReply> Connection::rate_limit_refusal() {
  if (!server_.rate_limit || !target_.limited || key_.role == Role::none) return std::nullopt;
  error_code error;
  const std::string caller =
      server_.options.keys != nullptr ? std::to_string(key_.key) : caller_of(stream_.socket().remote_endpoint(error));
  const double seconds = server_.rate_limit->take(caller);
  if (seconds == 0) return std::nullopt;
  server_.metrics.limited.Increment();
  HttpReply reply = reply_of(Problem{429, "rate-limit", "this caller sends more requests a second than it may", "",
                                     "wait for the seconds that Retry-After gives"});
  reply.headers.emplace_back("Retry-After", std::to_string(static_cast<int>(std::ceil(seconds))));
  return reply;
}

void Connection::answer_in(LaneQueue& queue, const char* what_waits, const char* remedy) {
  if (!queue.admit()) {
    server_.metrics.overloads.Increment();
    return send(reply_of(Problem{503, "overload", std::string("more ") + what_waits + " than the server takes", "",
                                 std::string("try again after a second, ") + remedy}));
  }
  queue.run([self = shared_from_this(), &queue] {
    self->server_.metrics.observe(Step::queue, self->seconds());
    auto reply = std::make_shared<HttpReply>(self->server_.api.handle(self->request_, std::move(self->target_)));
    queue.leave();
    asio::post(self->stream_.get_executor(), [self, reply] { self->send(std::move(*reply)); });
  });
}

double Connection::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
}

void Connection::send(HttpReply reply) {
  record(reply, target_.endpoint, target_.route);
  if (server_.draining) keep_alive_ = false;
  write(std::move(reply), false);
}

// Replies to a request that cannot be read to its end, and closes the connection.
void Connection::refuse(const Problem& problem) {
  if (problem.status == 503) server_.metrics.overloads.Increment();
  keep_alive_ = false;
  stream_.expires_after(milliseconds(server_.options.request_seconds));
  if (request_id_.empty()) request_id_ = new_request_id();
  request_.method.clear();
  begun_ = std::chrono::steady_clock::now();
  HttpReply reply = reply_of(problem);
  record(reply, Endpoint::other, "-");
  write(std::move(reply), true);
}

void Connection::record(const HttpReply& reply, Endpoint endpoint, std::string_view route) {
  server_.metrics.count_request(endpoint, reply.status, seconds());
  // A client can send any word as its method: only these are logged.
  constexpr std::array known = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};
  const std::string_view method = is_head_ ? std::string_view("HEAD") : std::string_view(request_.method);
  const auto found = std::find(known.begin(), known.end(), method);
  server_.log().write({request_id_, found == known.end() ? "other" : *found, route, role_name(key_.role), reply.status,
                       seconds(), reply.body.size()});
}

void Connection::write(HttpReply reply, bool has_unread_input) {
  reply_.emplace(static_cast<http::status>(reply.status), 11);
  reply_->reason(status_text(reply.status));
  if (!reply.content_type.empty()) reply_->set(http::field::content_type, reply.content_type);
  for (const auto& [name, value] : reply.headers) reply_->set(name, value);
  reply_->set("X-Request-Id", request_id_);
  reply_->set("X-Content-Type-Options", "nosniff");
  add_cors_headers(*reply_, server_.options.access, origin_);
  reply_->keep_alive(keep_alive_);
  const std::size_t length = reply.body.size();
  if (!is_head_) reply_->body() = std::move(reply.body);
  if (reply.status != 204) reply_->content_length(length);
  stream_.expires_after(milliseconds(server_.options.request_seconds));
  serializer_.emplace(*reply_);
  serializer_->split(false);
  http::async_write(stream_, *serializer_,
                    [self = shared_from_this(), has_unread_input](error_code error, std::size_t) {
                      if (error) return self->close();
                      if (self->keep_alive_) return self->wait_for_request();
                      if (has_unread_input || !self->parser_ || !self->parser_->is_done())
                        return self->discard_input_then_close();
                      self->close();
                    });
}

// ---- ending ----

void Connection::close() {
  error_code ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
  stream_.close();
}

// Closing with unread input would reset the connection, and the client might never see the reply.
void Connection::discard_input_then_close() {
  error_code ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  buffer_.clear();
  stream_.expires_after(std::chrono::seconds(2));
  discard_more(0);
}

void Connection::discard_more(std::size_t discarded_bytes) {
  stream_.async_read_some(buffer_.prepare(64 << 10),
                          [self = shared_from_this(), discarded_bytes](error_code error, std::size_t bytes) {
                            if (error || discarded_bytes + bytes > max_discarded_bytes) return self->close();
                            self->discard_more(discarded_bytes + bytes);
                          });
}

}  // namespace moshaver::tools
