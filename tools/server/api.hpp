// The addresses of DESIGN section 6 that an open shop can answer. Knows nothing of sockets.
//
//   threads  any number may call; writes block until they are on disk, so that the server runs them apart from reads
#pragma once

#include <atomic>

#include "moshaver/advisor.hpp"
#include "tools/server/http.hpp"
#include "tools/server/metrics.hpp"

namespace moshaver::tools {

class Api {
 public:
  Api(Advisor& advisor, Metrics& metrics) : advisor_(advisor), metrics_(metrics) {}

  // Whether the request waits for the disk, by its first line alone.
  [[nodiscard]] static bool blocks(const HttpRequest&);
  // Never fails: what cannot be is a problem document.
  [[nodiscard]] HttpReply handle(const HttpRequest&);
  void drain() { draining_ = true; }

 private:
  Advisor& advisor_;
  Metrics& metrics_;
  std::atomic<bool> draining_ = false;
};

}  // namespace moshaver::tools
