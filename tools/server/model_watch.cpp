#include "tools/server/model_watch.hpp"

#include <condition_variable>
#include <mutex>
#include <string>

#include "tools/server/process.hpp"

namespace moshaver::tools {

std::jthread watch_models(Advisor& advisor, Metrics& metrics, RequestLog& log) {
  return std::jthread([&](const std::stop_token& stop) {
    lower_priority();
    std::mutex mutex;
    std::condition_variable_any pause;
    std::string failed_id;
    while (true) {
      {
        std::unique_lock lock(mutex);
        if (pause.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; }); stop.stop_requested()) return;
      }
      // models/current may be missing while it is replaced; the next poll finds it.
      const auto named = advisor.named_model();
      if (!named || *named == failed_id || *named == advisor.model().id) continue;
      const auto followed = advisor.follow_model();
      if (followed && !*followed) continue;
      (followed ? metrics.switches : metrics.failed_switches).Increment();
      give_memory_back();
      failed_id = followed ? "" : *named;
      if (followed) {
        log.note(spdlog::level::info, "model", advisor.model().id);
      } else {
        log.note(spdlog::level::err, "model refused", followed.error().message);
      }
    }
  });
}

}  // namespace moshaver::tools
