// What all connections of a server share: the API, limits, threads, and the list of open connections.
//
//   threads   any
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "tools/server/api.hpp"
#include "tools/server/lane_queue.hpp"
#include "tools/server/rate_limit.hpp"
#include "tools/server/server_options.hpp"

namespace moshaver::tools {

class Connection;

class ServerState {
 public:
  // All three must outlive it.
  ServerState(Api&, Metrics&, const ServerOptions&);

  // Called by a connection that opens or closes. The last one to close while draining ends run_server.
  void add(Connection*);
  void remove(Connection*);
  [[nodiscard]] std::size_t connection_count();
  // Closes connections that wait for a request. Set `draining` first: the others then close after their reply.
  void drain_connections();
  [[nodiscard]] RequestLog& log() { return options.log != nullptr ? *options.log : no_log_; }

  Api& api;
  Metrics& metrics;
  const ServerOptions& options;
  std::optional<RateLimit> rate_limit;
  std::atomic<bool> draining = false;

 private:
  RequestLog no_log_;
  std::mutex mutex_;
  std::set<Connection*> connections_;

 public:
  // Declared last, so destroyed first: handlers that still wait in them own connections, which use the members above.
  boost::asio::io_context io;
  LaneQueue writers;
  LaneQueue background;
};

}  // namespace moshaver::tools
