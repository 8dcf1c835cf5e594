// Notices that `moshaver train --shop` has written a new models/current beside a running server, and answers by it.
//
//   looks    once a second; a model that cannot be opened is tried once, and the old one goes on
//   threads  its own, with low priority: reading a model must not slow answers down
#pragma once

#include <thread>

#include "moshaver/advisor.hpp"
#include "tools/server/metrics.hpp"
#include "tools/server/request_log.hpp"

namespace moshaver::tools {

// Until it is destroyed. All three must outlive it.
[[nodiscard]] std::jthread watch_models(Advisor&, Metrics&, RequestLog&);

}  // namespace moshaver::tools
