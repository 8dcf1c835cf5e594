// The metrics of /metrics, in Prometheus' text format: requests and their times by endpoint and by step, answers, events,
// queues, commits, the model. The values of every label come from a fixed list here or in the engine, so the number of
// series is bounded.
//
//   threads  any; counting costs about 50 ns, and a histogram locks a mutex of its own
//   test     tests/server/operations_test.py scrapes and parses it
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "moshaver/advisor.hpp"

namespace moshaver::tools {

enum class Endpoint {
  recommendations,
  similar,
  alternatives,
  complements,
  audience,
  events,
  products,
  customers,
  occasions,
  reports,
  models,
  metrics,
  health,
  openapi,
  other
};
// The parts of a request: parsing its JSON, waiting in a lane queue, the engine, writing the reply as JSON.
enum class Step { read, queue, engine, write };

class Metrics {
 public:
  Metrics();

  void count_request(Endpoint, unsigned status, double seconds);
  void observe(Step step, double seconds) { steps_[static_cast<std::size_t>(step)]->Observe(seconds); }
  void count_answer(const Advice&);
  // What GET /metrics replies. Reads the counts that the engine keeps.
  [[nodiscard]] std::string text(const Advisor&);

 private:
  static constexpr std::size_t endpoints = static_cast<std::size_t>(Endpoint::other) + 1;
  static constexpr std::size_t statuses = 600;
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  // Created on first use: most endpoints never reply most statuses.
  std::array<std::array<std::atomic<prometheus::Counter*>, statuses>, endpoints> by_status_{};
  std::array<prometheus::Histogram*, endpoints> seconds_{};
  std::array<prometheus::Histogram*, 4> steps_{};
  std::array<prometheus::Counter*, 5> levels_{};
  std::vector<std::pair<std::string, prometheus::Counter*>> removed_;
  std::mutex scraping_;
  prometheus::Counter *commits_, *failed_commits_, *committed_writes_;
  prometheus::Gauge *model_age_, *model_events_;
  prometheus::Family<prometheus::Gauge>& model_info_;
  prometheus::Gauge* shown_model_ = nullptr;
  std::string shown_model_id_;

 public:
  prometheus::Counter &stored, &duplicates, &rejected, &attributed;  // events
  prometheus::Counter &overloads, &limited, &broken;  // refused with 503; with 429; not HTTP, too large or too slow
  prometheus::Counter &switches, &failed_switches;    // of the model
  prometheus::Gauge &connections, &waiting_writes, &waiting_background;
};

}  // namespace moshaver::tools
