#include "tools/server/server_state.hpp"

#include "tools/server/connection.hpp"
#include "tools/server/process.hpp"

namespace moshaver::tools {

ServerState::ServerState(Api& api_given, Metrics& metrics_given, const ServerOptions& given)
    : api(api_given),
      metrics(metrics_given),
      options(given),
      io(static_cast<int>(given.threads)),
      writers(given.writer_threads, given.max_waiting_writes, metrics_given.waiting_writes),
      background(1, given.max_waiting_background, metrics_given.waiting_background) {
  if (given.rate_limit > 0) rate_limit.emplace(given.rate_limit);
  background.run(lower_priority);
}

void ServerState::add(Connection* connection) {
  const std::lock_guard lock(mutex_);
  connections_.insert(connection);
  metrics.connections.Set(static_cast<double>(connections_.size()));
}

void ServerState::remove(Connection* connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
  metrics.connections.Set(static_cast<double>(connections_.size()));
  if (draining && connections_.empty()) io.stop();
}

std::size_t ServerState::connection_count() {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

void ServerState::drain_connections() {
  // Kept until the lock is released: destroying the last owner of a connection takes the lock.
  std::vector<std::shared_ptr<Connection>> open;
  {
    const std::lock_guard lock(mutex_);
    for (Connection* connection : connections_) {
      if (auto owned = connection->weak_from_this().lock()) open.push_back(std::move(owned));
    }
    if (connections_.empty()) io.stop();
  }
  for (const auto& connection : open) connection->drain();
}

}  // namespace moshaver::tools
