#include "tools/server/http_server.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <thread>
#include <vector>

#include "tools/server/listener.hpp"
#include "tools/server/server_state.hpp"

namespace moshaver::tools {

Result<void> run_server(Api& api, Metrics& metrics, const ServerOptions& options,
                        const std::function<void(const std::string&)>& on_listening) {
  ServerState server(api, metrics, options);
  asio::io_context& io = server.io;
  MOSHAVER_TRY(listener, Listener::open(server));
  const std::string address = listener.address();
  asio::signal_set signals(io, SIGTERM, SIGINT);
  asio::steady_timer deadline(io);
  signals.async_wait([&](error_code error, int) {
    if (error) return;
    listener.close();
    api.drain();
    server.draining = true;
    server.log().note(spdlog::level::info, "draining");
    signals.async_wait([&](error_code again, int) {
      if (!again) io.stop();
    });
    deadline.expires_after(milliseconds(options.drain_seconds));
    deadline.async_wait([&](error_code stopped) {
      if (!stopped) io.stop();
    });
    server.drain_connections();
  });
  listener.accept();
  on_listening(address);
  {
    std::vector<std::jthread> threads;
    for (std::size_t at = 1; at < options.threads; ++at) threads.emplace_back([&] { io.run(); });
    io.run();
  }
  server.writers.join();
  server.background.stop();
  server.background.join();
  return {};
}

}  // namespace moshaver::tools
