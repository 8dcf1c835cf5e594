// Listens on an address and makes a Connection for every client.
//
//   overload  above `max_connections` a client gets 503; above twice as many its socket is closed without a reply
//   errors    io_error (the port is in use, or the address is not of this machine)
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <string>

#include "tools/server/beast.hpp"
#include "tools/server/server_state.hpp"

namespace moshaver::tools {

class Listener {
 public:
  // Opens `host` and `port` of the server's options. `server` must outlive it.
  [[nodiscard]] static Result<Listener> open(ServerState& server);

  // Accepts until close(). It must not move from here on.
  void accept();
  void close();
  // "http://127.0.0.1:8080"
  [[nodiscard]] std::string address() const;

 private:
  Listener(ServerState& server, tcp::acceptor acceptor);

  ServerState* server_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
};

}  // namespace moshaver::tools
