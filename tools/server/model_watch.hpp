// Switches a running server to the model that `moshaver train --shop` has made current.
//
//   polls    models/current, once a second. A model that cannot be opened is tried once; the old one stays in use
//   threads  its own, at low priority: reading a model must not slow answers down
#pragma once

#include <thread>

#include "moshaver/advisor.hpp"
#include "tools/server/metrics.hpp"
#include "tools/server/request_log.hpp"

namespace moshaver::tools {

// Watches until the thread object is destroyed. All three must outlive it.
[[nodiscard]] std::jthread watch_models(Advisor&, Metrics&, RequestLog&);

}  // namespace moshaver::tools
