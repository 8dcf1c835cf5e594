#include "tools/server/metrics.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <chrono>

namespace moshaver::tools {

namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;

const Histogram::BucketBoundaries request_bounds = {1e-4, 3e-4, 6e-4, 1e-3, 1.5e-3, 3e-3, 1e-2,
                                                    3e-2, 1e-1, 3e-1, 1,    3,      10};
const Histogram::BucketBoundaries step_bounds = {1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 1e-1, 1, 10};

// In the order of the enums.
constexpr std::array endpoint_names = {"recommendations", "similar",  "alternatives", "complements", "audience",
                                       "events",          "products", "customers",    "occasions",   "reports",
                                       "models",          "metrics",  "health",       "openapi",     "other"};
constexpr std::array step_names = {"read", "queue", "engine", "write"};
// The names in Removed::rule; "other" counts rules that are missing here.
constexpr std::array rules = {"withdrawn",
                              "out_of_stock",
                              "not_available_now",
                              "not_included",
                              "category",
                              "brand",
                              "tags",
                              "price",
                              "excluded",
                              "in_cart",
                              "not_deliverable",
                              "arrives_late",
                              "no_slot",
                              "not_for_you",
                              "complaint_open",
                              "frequency_cap",
                              "returned_before",
                              "outside_contract",
                              "over_budget",
                              "above_usual_gifts",
                              "hidden",
                              "purchased",
                              "not_purchased",
                              "owned",
                              "not_due",
                              "given_before",
                              "same_category",
                              "other_category",
                              "min_confidence",
                              "other"};

Counter& counter(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}
Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}
Counter& event_counter(prometheus::Registry& registry, const char* status) {
  return prometheus::BuildCounter()
      .Name("moshaver_events_total")
      .Help("events received, by status")
      .Register(registry)
      .Add({{"status", status}});
}
Gauge& queue_depth(prometheus::Registry& registry, const char* queue) {
  return prometheus::BuildGauge()
      .Name("moshaver_queue_depth")
      .Help("requests that wait for the disk, or in the background lane")
      .Register(registry)
      .Add({{"queue", queue}});
}
Counter& switch_counter(prometheus::Registry& registry, const char* outcome) {
  return prometheus::BuildCounter()
      .Name("moshaver_model_switches_total")
      .Help("switches to another model")
      .Register(registry)
      .Add({{"outcome", outcome}});
}

void raise_to(Counter& counter, std::uint64_t value) {
  counter.Increment(static_cast<double>(value) - counter.Value());
}

}  // namespace

Metrics::Metrics()
    : requests_(prometheus::BuildCounter()
                    .Name("moshaver_requests_total")
                    .Help("requests answered, by endpoint and status")
                    .Register(registry_)),
      model_info_(prometheus::BuildGauge().Name("moshaver_model_info").Help("the model in use").Register(registry_)),
      stored(event_counter(registry_, "stored")),
      duplicates(event_counter(registry_, "duplicate")),
      rejected(event_counter(registry_, "rejected")),
      attributed(counter(registry_, "moshaver_attributed_events_total", "stored events with an advice_id")),
      overloads(counter(registry_, "moshaver_overloads_total", "requests and connections refused with 503")),
      limited(counter(registry_, "moshaver_rate_limited_total", "requests refused with 429")),
      broken(
          counter(registry_, "moshaver_broken_requests_total", "requests that were not HTTP, too large or too slow")),
      switches(switch_counter(registry_, "done")),
      failed_switches(switch_counter(registry_, "failed")),
      connections(gauge(registry_, "moshaver_connections", "open connections")),
      waiting_writes(queue_depth(registry_, "disk")),
      waiting_background(queue_depth(registry_, "background")) {
  auto& seconds = prometheus::BuildHistogram()
                      .Name("moshaver_request_seconds")
                      .Help("seconds from the request read to the reply ready")
                      .Register(registry_);
  for (std::size_t at = 0; at < endpoints; ++at) {
    seconds_[at] = &seconds.Add({{"endpoint", endpoint_names[at]}}, request_bounds);
  }
  auto& steps =
      prometheus::BuildHistogram()
          .Name("moshaver_step_seconds")
          .Help("seconds of each part of a request: parsing JSON, waiting for a thread, the engine, writing JSON")
          .Register(registry_);
  for (std::size_t at = 0; at < steps_.size(); ++at) steps_[at] = &steps.Add({{"step", step_names[at]}}, step_bounds);
  auto& levels = prometheus::BuildCounter()
                     .Name("moshaver_answers_total")
                     .Help("answers, by the level of advice reached")
                     .Register(registry_);
  for (std::size_t at = 0; at < levels_.size(); ++at) levels_[at] = &levels.Add({{"level", std::to_string(at)}});
  auto& removed = prometheus::BuildCounter()
                      .Name("moshaver_removed_total")
                      .Help("candidates that a rule removed")
                      .Register(registry_);
  for (const char* rule : rules) removed_.emplace_back(rule, &removed.Add({{"rule", rule}}));
  commits_ = &counter(registry_, "moshaver_commits_total", "transactions committed to disk");
  failed_commits_ = &counter(registry_, "moshaver_failed_commits_total", "transactions that failed");
  committed_writes_ =
      &counter(registry_, "moshaver_committed_writes_total", "write requests in the committed transactions");
  model_age_ = &gauge(registry_, "moshaver_model_age_seconds", "seconds since the model in use was written");
  model_events_ = &gauge(registry_, "moshaver_model_events", "events that the model in use was trained on");
}

void Metrics::count_request(Endpoint endpoint, unsigned status, double seconds) {
  const auto at = static_cast<std::size_t>(endpoint);
  seconds_[at]->Observe(seconds);
  auto& known = by_status_[at][std::min<std::size_t>(status, statuses - 1)];
  Counter* found = known.load(std::memory_order_acquire);
  if (found == nullptr) {
    found = &requests_.Add({{"endpoint", endpoint_names[at]}, {"status", std::to_string(status)}});
    known.store(found, std::memory_order_release);
  }
  found->Increment();
}

void Metrics::count_answer(const Advice& advice) {
  levels_[std::min<std::size_t>(static_cast<std::size_t>(advice.level), levels_.size() - 1)]->Increment();
  for (const Removed& removed : advice.removed) {
    auto found =
        std::find_if(removed_.begin(), removed_.end(), [&](const auto& one) { return one.first == removed.rule; });
    if (found == removed_.end()) --found;
    found->second->Increment(static_cast<double>(removed.count));
  }
}

std::string Metrics::text(const Advisor& advisor) {
  const std::lock_guard lock(scraping_);
  const AdvisorStatus status = advisor.status();
  const ModelDescription model = advisor.model();
  raise_to(*commits_, status.commits);
  raise_to(*failed_commits_, status.failed_commits);
  raise_to(*committed_writes_, status.committed_writes);
  const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  model_age_->Set(status.model_written > 0 ? now - static_cast<double>(status.model_written) : 0);
  model_events_->Set(static_cast<double>(model.events));
  if (shown_model_id_ != model.id) {
    if (shown_model_ != nullptr) model_info_.Remove(shown_model_);
    shown_model_ = &model_info_.Add({{"id", model.id}, {"recipe", model.recipe}});
    shown_model_->Set(1);
    shown_model_id_ = model.id;
  }
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace moshaver::tools
