// The one file that names Beast and Asio.
#include "tools/server/http_server.hpp"

#include <algorithm>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <chrono>
#include <cmath>
#include <csignal>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "tools/server/access.hpp"
#include "tools/server/model_watch.hpp"
#include "tools/server/problem.hpp"
#include "tools/server/process.hpp"
#include "tools/server/rate_limit.hpp"

namespace moshaver::tools {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t header_bytes = 16 << 10;
constexpr std::size_t most_drained = 1 << 20;  // read and thrown away after a refusal, so that the reply arrives

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1'000));
}

std::string new_request_id() {
  // A number of this process and a count: unique, cheap, and says nothing of who asked.
  static const std::uint64_t process = std::uint64_t{std::random_device{}()} << 32 | std::random_device{}();
  static std::atomic<std::uint64_t> next = 0;
  char text[40];
  const int length = std::snprintf(text, sizeof text, "%016llx-%llx", static_cast<unsigned long long>(process),
                                   static_cast<unsigned long long>(next.fetch_add(1)));
  return {text, static_cast<std::size_t>(length)};
}

// For rate limits: an address, of IPv6 the network that one customer of a provider has.
std::string caller_of(const tcp::endpoint& peer) {
  const auto address = peer.address();
  if (address.is_v4()) return address.to_string();
  const auto bytes = address.to_v6().to_bytes();
  return {bytes.begin(), bytes.begin() + 8};
}

std::string_view name_of(Role role) {
  return role == Role::admin ? "admin" : role == Role::write ? "write" : role == Role::read ? "read" : "none";
}

class Session;

// What all sessions share.
struct Shared {
  Api& api;
  Metrics& metrics;
  const ServerOptions& options;
  std::atomic<std::size_t> waiting_writes = 0, waiting_background = 0;
  std::atomic<bool> draining = false;
  std::optional<RateLimit> rate_limit;
  RequestLog no_log;
  std::mutex mutex;
  std::set<Session*> sessions;
  // After what its handlers' sessions use: they go with it.
  asio::io_context io;
  asio::thread_pool writers;
  asio::thread_pool background{1};

  Shared(Api& to_answer, Metrics& to_count, const ServerOptions& given)
      : api(to_answer),
        metrics(to_count),
        options(given),
        io(static_cast<int>(given.threads)),
        writers(given.writer_threads) {
    if (given.rate_limit > 0) rate_limit.emplace(given.rate_limit);
    asio::post(background, lower_priority);
  }
  [[nodiscard]] RequestLog& log() { return options.log != nullptr ? *options.log : no_log; }
};

// One connection: read a request, answer it, read the next. All its handlers run on one strand.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Shared& shared) : stream_(std::move(socket)), shared_(shared) {
    const std::lock_guard lock(shared_.mutex);
    shared_.sessions.insert(this);
    shared_.metrics.connections.Set(static_cast<double>(shared_.sessions.size()));
  }
  ~Session() {
    const std::lock_guard lock(shared_.mutex);
    shared_.sessions.erase(this);
    shared_.metrics.connections.Set(static_cast<double>(shared_.sessions.size()));
    if (shared_.draining && shared_.sessions.empty()) shared_.io.stop();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start(bool overloaded) {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this(), overloaded] {
      overloaded ? self->refuse({503, "too-many-connections", "the server has as many connections as it takes", "",
                                 "try again, or keep connections open and use them again"})
                 : self->wait_for_request();
    });
  }
  // Ends a connection that waits for its next request; one at work ends with its reply.
  void drain() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      if (self->idle_) self->close();
    });
  }

 private:
  void close() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.close();
  }

  void wait_for_request() {
    if (buffer_.size() > 0) return read_header();  // pipelined: it is here already
    if (shared_.draining) return close();
    idle_ = true;
    stream_.expires_after(milliseconds(shared_.options.idle_seconds));
    stream_.async_read_some(buffer_.prepare(8 << 10), [self = shared_from_this()](error_code error, std::size_t bytes) {
      self->idle_ = false;
      if (error) return self->close();
      self->buffer_.commit(bytes);
      self->read_header();
    });
  }

  void read_header() {
    parser_.emplace();
    request_id_.clear();
    is_head_ = false;
    origin_ = host_ = {};
    parser_->header_limit(static_cast<std::uint32_t>(header_bytes));
    parser_->body_limit(shared_.options.body_bytes);
    // For the whole request: a sender of one byte a second does not hold the connection.
    stream_.expires_after(milliseconds(shared_.options.request_seconds));
    http::async_read_header(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->refuse_broken(error);
      self->look_at_header();
    });
  }

  void look_at_header() {
    const auto& request = parser_->get();
    if (request.version() != 11 && request.version() != 10) {
      return refuse({505, "http-version", "this is not HTTP/1.1", "", "speak HTTP/1.1"});
    }
    const auto lengths = request.count(http::field::content_length);
    const auto encodings = request.count(http::field::transfer_encoding);
    const std::string_view encoding = view(request[http::field::transfer_encoding]);
    const bool doubled = lengths > 1 || view(request[http::field::content_length]).find(',') != std::string_view::npos;
    if (doubled || (lengths > 0 && encodings > 0) || encodings > 1 ||
        (encodings == 1 && !beast::iequals(request[http::field::transfer_encoding], "chunked")) ||
        (encodings == 1 && request.version() == 10)) {
      return refuse({400, "request-length",
                     "the request says in more than one way, or in none that is known, how long it is",
                     encoding.empty() ? "Content-Length" : "Transfer-Encoding",
                     "send one Content-Length, or Transfer-Encoding: chunked alone"});
    }
    if (request.version() == 11 && request.count(http::field::host) != 1) {
      return refuse({400, "host", "the request names no host, or several", "Host", "send one Host"});
    }
    const std::string_view target_host = authority_of(view(request.target()));
    host_ = target_host.empty() ? view(request[http::field::host]) : target_host;
    origin_ = view(request[http::field::origin]);
    if (!is_allowed_host(shared_.options.access, host_)) {
      return refuse({421, "foreign-host",
                     "the request is for the host \"" + std::string(host_.substr(0, 80)) +
                         "\", which this server does not answer",
                     "Host", "ask localhost, 127.0.0.1 or [::1]; or start the server with --allow-host NAME"});
    }
    if (request.count(http::field::origin) > 1 || !is_allowed_origin(shared_.options.access, origin_, host_)) {
      return refuse({403, "foreign-origin",
                     "the request comes from a web page of \"" + std::string(origin_.substr(0, 80)) +
                         "\", which may not ask this server",
                     "Origin", "ask from the shop's own server; or start this one with --allow-origin URL"});
    }
    if (shared_.options.keys == nullptr) {
      key_ = {Role::admin, 0};
    } else {
      key_ = shared_.options.keys->find(view(request[http::field::authorization]));
    }
    const std::string_view given_id = view(request["X-Request-Id"]);
    request_id_ = is_request_id(given_id) ? std::string(given_id) : new_request_id();
    const auto length = parser_->content_length();
    if (length && *length > shared_.options.body_bytes) return refuse_broken(http::error::body_limit);
    if (!beast::iequals(request[http::field::expect], "100-continue")) return read_body();
    // Only who may send is told to go on.
    if (key_.role == Role::none) return answer();
    go_on_.emplace(http::status::continue_, 11);
    http::async_write(stream_, *go_on_, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->close();
      self->read_body();
    });
  }

  void read_body() {
    // Without a key nothing more of it is read.
    const bool stranger = key_.role == Role::none && parser_->content_length().value_or(parser_->chunked() ? 1 : 0) > 0;
    if (stranger) {
      keep_alive_ = false;
      return answer();
    }
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->refuse_broken(error);
      self->keep_alive_ = self->parser_->get().keep_alive();
      self->answer();
    });
  }

  void answer() {
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
    if (is_preflight()) return send(preflight_reply());
    if (auto refusal = too_often()) return send(std::move(*refusal));
    switch (target_.lane) {
      case Lane::here:
        return send(shared_.api.handle(request_, std::move(target_)));
      case Lane::disk:
        return wait_in(shared_.writers, shared_.waiting_writes, shared_.options.waiting_writes,
                       shared_.metrics.waiting_writes, "writes wait for the disk", "with several events a request");
      case Lane::background:
        return wait_in(shared_.background, shared_.waiting_background, shared_.options.waiting_background,
                       shared_.metrics.waiting_background, "reports and the like wait", "and ask for fewer at once");
    }
  }

  // A browser asks whether a page of an allowed origin may send a request.
  [[nodiscard]] bool is_preflight() const {
    return request_.method == "OPTIONS" && is_named_origin(shared_.options.access, origin_) &&
           parser_->get().count(http::field::access_control_request_method) > 0 && target_.refusal &&
           target_.refusal->status == 405;
  }
  // Of an address that has no OPTIONS itself: Allow names its methods.
  [[nodiscard]] HttpReply preflight_reply() const {
    HttpReply reply{204, "", ""};
    for (const auto& [name, value] : target_.refusal->headers) {
      if (name == "Allow") reply.headers.emplace_back("Access-Control-Allow-Methods", value);
    }
    reply.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-Id");
    reply.headers.emplace_back("Access-Control-Max-Age", "600");
    return reply;
  }

  // What the caller is told who asks more often than allowed.
  std::optional<HttpReply> too_often() {
    if (!shared_.rate_limit || !target_.limited || key_.role == Role::none) return std::nullopt;
    error_code error;
    const std::string caller =
        shared_.options.keys != nullptr ? std::to_string(key_.key) : caller_of(stream_.socket().remote_endpoint(error));
    const double seconds = shared_.rate_limit->take(caller);
    if (seconds == 0) return std::nullopt;
    shared_.metrics.limited.Increment();
    HttpReply reply = reply_of(Problem{429, "rate-limit", "more requests a second than this server takes of one caller",
                                       "", "wait as long as Retry-After says, in seconds"});
    reply.headers.emplace_back("Retry-After", std::to_string(static_cast<int>(std::ceil(seconds))));
    return reply;
  }

  void wait_in(asio::thread_pool& pool, std::atomic<std::size_t>& waiting, std::size_t most, prometheus::Gauge& depth,
               const char* what, const char* how) {
    if (waiting.fetch_add(1) >= most) {
      --waiting;
      shared_.metrics.overloads.Increment();
      return send(reply_of(Problem{503, "overload", std::string("more ") + what + " than the server takes", "",
                                   std::string("try again after a second, ") + how}));
    }
    depth.Increment();
    asio::post(pool, [self = shared_from_this(), &waiting, &depth] {
      self->shared_.metrics.observe(Step::queue, self->seconds());
      auto reply = std::make_shared<HttpReply>(self->shared_.api.handle(self->request_, std::move(self->target_)));
      --waiting;
      depth.Decrement();
      asio::post(self->stream_.get_executor(), [self, reply] { self->send(std::move(*reply)); });
    });
  }

  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }

  void send(HttpReply reply) {
    count(reply, target_.endpoint, target_.route);
    if (shared_.draining) keep_alive_ = false;
    write(std::move(reply), false);
  }
  void count(const HttpReply& reply, Endpoint endpoint, std::string_view route) {
    shared_.metrics.count_request(endpoint, reply.status, seconds());
    // Methods are words that a sender makes up: only those of some address are told.
    constexpr std::array known = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};
    const std::string_view method = is_head_ ? std::string_view("HEAD") : std::string_view(request_.method);
    const auto named = std::find(known.begin(), known.end(), method);
    shared_.log().write({request_id_, named == known.end() ? "other" : *named, route, name_of(key_.role), reply.status,
                         seconds(), reply.body.size()});
  }

  void refuse_broken(error_code error) {
    if (error == http::error::end_of_stream || error == asio::error::operation_aborted ||
        error == asio::error::connection_reset || error == asio::error::eof) {
      return close();
    }
    shared_.metrics.broken.Increment();
    if (error == beast::error::timeout) {
      // The stream is closed by now: too slow a sender gets no reply.
      return close();
    }
    if (error == http::error::header_limit) {
      return refuse({431, "header-too-large", "the header is larger than 16 KiB", "", "send a smaller one"});
    }
    if (error == http::error::body_limit) {
      return refuse({413, "body-too-large",
                     "the body is larger than " + std::to_string(shared_.options.body_bytes) + " bytes", "",
                     "send it in several requests"});
    }
    refuse({400, "no-http", "the request is no HTTP: " + error.message(), "", "check what sends it"});
  }

  // Replies to what cannot be read on from, and ends the connection.
  void refuse(const Problem& problem) {
    if (problem.status == 503) shared_.metrics.overloads.Increment();
    keep_alive_ = false;
    stream_.expires_after(milliseconds(shared_.options.request_seconds));
    if (request_id_.empty()) request_id_ = new_request_id();
    request_.method.clear();
    begun_ = std::chrono::steady_clock::now();
    HttpReply reply = reply_of(problem);
    count(reply, Endpoint::other, "-");
    write(std::move(reply), true);
  }

  void write(HttpReply reply, bool unread) {
    reply_.emplace(static_cast<http::status>(reply.status), 11);
    reply_->reason(status_text(reply.status));
    if (!reply.content_type.empty()) reply_->set(http::field::content_type, reply.content_type);
    for (const auto& [name, value] : reply.headers) reply_->set(name, value);
    reply_->set("X-Request-Id", request_id_);
    reply_->set("X-Content-Type-Options", "nosniff");
    if (!shared_.options.access.origins.empty()) {
      reply_->set(http::field::vary, "Origin");
      if (is_named_origin(shared_.options.access, origin_)) {
        reply_->set(http::field::access_control_allow_origin, beast::string_view(origin_.data(), origin_.size()));
        reply_->set(http::field::access_control_expose_headers, "X-Request-Id, Retry-After");
      }
    }
    reply_->keep_alive(keep_alive_);
    const std::size_t length = reply.body.size();
    if (!is_head_) reply_->body() = std::move(reply.body);
    if (reply.status != 204) reply_->content_length(length);
    stream_.expires_after(milliseconds(shared_.options.request_seconds));
    serializer_.emplace(*reply_);
    serializer_->split(false);
    http::async_write(stream_, *serializer_, [self = shared_from_this(), unread](error_code error, std::size_t) {
      if (error) return self->close();
      if (self->keep_alive_) return self->wait_for_request();
      if (unread || !self->parser_ || !self->parser_->is_done()) return self->drain_input();
      self->close();
    });
  }

  // Closing with input unread would reset the connection, and the reply might never be seen.
  void drain_input() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    buffer_.clear();
    stream_.expires_after(std::chrono::seconds(2));
    throw_away(0);
  }
  void throw_away(std::size_t so_far) {
    stream_.async_read_some(buffer_.prepare(64 << 10),
                            [self = shared_from_this(), so_far](error_code error, std::size_t bytes) {
                              if (error || so_far + bytes > most_drained) return self->close();
                              self->throw_away(so_far + bytes);
                            });
  }

  static std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

  beast::tcp_stream stream_;
  Shared& shared_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::empty_body>> go_on_;
  std::optional<http::response<http::string_body>> reply_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  HttpRequest request_;
  Keys::Match key_;
  std::string request_id_;
  std::string_view host_, origin_;  // in the parsed header
  Api::Target target_;
  bool idle_ = false, keep_alive_ = true, is_head_ = false;
  std::chrono::steady_clock::time_point begun_;
};

class Listener {
 public:
  Listener(Shared& shared, tcp::acceptor acceptor)
      : shared_(shared), acceptor_(std::move(acceptor)), pause_(acceptor_.get_executor()) {}

  void accept() {
    acceptor_.async_accept(asio::make_strand(shared_.io), [this](error_code error, tcp::socket socket) {
      if (!acceptor_.is_open()) return;
      if (error) {
        // No descriptors left, most likely: connections that close will free some.
        pause_.expires_after(std::chrono::milliseconds(50));
        pause_.async_wait([this](error_code) {
          if (acceptor_.is_open()) accept();
        });
        return;
      }
      error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      std::size_t open = 0;
      {
        const std::lock_guard lock(shared_.mutex);
        open = shared_.sessions.size();
      }
      // Told so, as long as that itself is no burden.
      if (open < 2 * shared_.options.connections) {
        std::make_shared<Session>(std::move(socket), shared_)->start(open >= shared_.options.connections);
      }
      accept();
    });
  }
  void close() {
    asio::post(acceptor_.get_executor(), [this] {
      error_code ignored;
      acceptor_.close(ignored);
      pause_.cancel();
    });
  }

 private:
  Shared& shared_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
};

Result<tcp::acceptor> open_acceptor(asio::io_context& io, const ServerOptions& options) {
  error_code error;
  const auto address = asio::ip::make_address(options.host, error);
  const tcp::endpoint endpoint(address, options.port);
  tcp::acceptor acceptor(asio::make_strand(io));
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return failure(ErrorCode::io_error, "cannot listen on " + options.host + ":" + std::to_string(options.port) + " (" +
                                            error.message() + "); name another --listen HOST:PORT, or port 0 for any");
  }
  return acceptor;
}

std::string shown_address(const tcp::endpoint& endpoint) {
  const std::string host = endpoint.address().to_string();
  return "http://" + (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

}  // namespace

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
  error_code error;
  asio::ip::make_address(host, error);
  if (problem != std::errc{} || stop != end || error) return refused();
  options.host = host;
  return {};
}

bool is_loopback(const std::string& host) {
  error_code error;
  const auto address = asio::ip::make_address(host, error);
  return !error && address.is_loopback();
}

Result<void> run_server(Api& api, Metrics& metrics, const ServerOptions& options,
                        const std::function<void(const std::string&)>& on_listening) {
  Shared shared(api, metrics, options);
  asio::io_context& io = shared.io;
  MOSHAVER_TRY(acceptor, open_acceptor(io, options));
  const std::string address = shown_address(acceptor.local_endpoint());
  Listener listener(shared, std::move(acceptor));
  asio::signal_set signals(io, SIGTERM, SIGINT);
  asio::steady_timer deadline(io);
  signals.async_wait([&](error_code error, int) {
    if (error) return;
    listener.close();
    api.drain();
    shared.draining = true;
    shared.log().note(spdlog::level::info, "draining");
    signals.async_wait([&](error_code again, int) {
      if (!again) io.stop();
    });
    deadline.expires_after(milliseconds(options.drain_seconds));
    deadline.async_wait([&](error_code stopped) {
      if (!stopped) io.stop();
    });
    // Owned here until the lock is free: the last owner's going takes it.
    std::vector<std::shared_ptr<Session>> sessions;
    {
      const std::lock_guard lock(shared.mutex);
      for (Session* session : shared.sessions) {
        if (auto owned = session->weak_from_this().lock()) sessions.push_back(std::move(owned));
      }
      if (shared.sessions.empty()) io.stop();
    }
    for (const auto& session : sessions) session->drain();
  });
  listener.accept();
  on_listening(address);
  {
    std::vector<std::jthread> threads;
    for (std::size_t at = 1; at < options.threads; ++at) threads.emplace_back([&] { io.run(); });
    io.run();
  }
  shared.writers.join();
  shared.background.stop();  // what has not begun is not answered
  shared.background.join();
  return {};
}

}  // namespace moshaver::tools
