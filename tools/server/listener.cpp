#include "tools/server/listener.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>

#include "tools/server/connection.hpp"

namespace moshaver::tools {

Listener::Listener(ServerState& server, tcp::acceptor acceptor)
    : server_(&server), acceptor_(std::move(acceptor)), pause_(acceptor_.get_executor()) {}

Result<Listener> Listener::open(ServerState& server) {
  const ServerOptions& options = server.options;
  error_code error;
  const auto address = asio::ip::make_address(options.host, error);
  const tcp::endpoint endpoint(address, options.port);
  tcp::acceptor acceptor(asio::make_strand(server.io));
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return failure(ErrorCode::io_error, "cannot listen on " + options.host + ":" + std::to_string(options.port) + " (" +
                                            error.message() + "); name another --listen HOST:PORT, or port 0 for any");
  }
  return Listener(server, std::move(acceptor));
}

void Listener::accept() {
  acceptor_.async_accept(asio::make_strand(server_->io), [this](error_code error, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (error) {
      // Most likely no file descriptor is free: wait until a connection closes.
      pause_.expires_after(std::chrono::milliseconds(50));
      pause_.async_wait([this](error_code) {
        if (acceptor_.is_open()) accept();
      });
      return;
    }
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const std::size_t open = server_->connection_count(), limit = server_->options.max_connections;
    if (open < 2 * limit) std::make_shared<Connection>(std::move(socket), *server_)->start(open >= limit);
    accept();
  });
}

void Listener::close() {
  asio::post(acceptor_.get_executor(), [this] {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  });
}

std::string Listener::address() const {
  const tcp::endpoint endpoint = acceptor_.local_endpoint();
  const std::string host = endpoint.address().to_string();
  return "http://" + (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

}  // namespace moshaver::tools
