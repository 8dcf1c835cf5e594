#include "tools/server/metrics.hpp"

#include <algorithm>
#include <cstdio>

namespace moshaver::tools {

namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

void put_metric(std::string& out, const char* name, const char* kind, const char* help) {
  out += "# HELP " + std::string(name) + " " + help + "\n# TYPE " + name + " " + kind + "\n";
}
void put_value(std::string& out, const char* name, const std::string& labels, const std::string& value) {
  out += std::string(name) + (labels.empty() ? "" : "{" + labels + "}") + " " + value + "\n";
}

}  // namespace

void Metrics::count_request(const char* endpoint, unsigned status, double seconds) {
  const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
  const std::lock_guard lock(mutex_);
  auto found = series_.find(endpoint);
  if (found == series_.end()) found = series_.emplace(endpoint, Series{}).first;
  Series& series = found->second;
  ++series.buckets[static_cast<std::size_t>(bucket)];
  series.seconds += seconds;
  ++series.count;
  ++series.by_status[status];
}

std::string Metrics::text(const ModelDescription& model) const {
  std::string out;
  const std::lock_guard lock(mutex_);
  put_metric(out, "moshaver_requests_total", "counter", "requests answered, by address and status");
  for (const auto& [endpoint, series] : series_) {
    for (const auto& [status, count] : series.by_status) {
      put_value(out, "moshaver_requests_total",
                "endpoint=\"" + endpoint + "\",status=\"" + std::to_string(status) + "\"", std::to_string(count));
    }
  }
  put_metric(out, "moshaver_request_seconds", "histogram", "from the whole request read to the reply ready");
  for (const auto& [endpoint, series] : series_) {
    const std::string label = "endpoint=\"" + endpoint + "\"";
    std::uint64_t below = 0;
    for (std::size_t at = 0; at <= bounds.size(); ++at) {
      below += series.buckets[at];
      const std::string bound = at < bounds.size() ? number(bounds[at]) : "+Inf";
      put_value(out, "moshaver_request_seconds_bucket", label + ",le=\"" + bound + "\"", std::to_string(below));
    }
    put_value(out, "moshaver_request_seconds_sum", label, number(series.seconds));
    put_value(out, "moshaver_request_seconds_count", label, std::to_string(series.count));
  }
  put_metric(out, "moshaver_events_total", "counter", "events received, by what became of them");
  put_value(out, "moshaver_events_total", "status=\"stored\"", std::to_string(stored));
  put_value(out, "moshaver_events_total", "status=\"duplicate\"", std::to_string(duplicates));
  put_value(out, "moshaver_events_total", "status=\"rejected\"", std::to_string(rejected));
  put_metric(out, "moshaver_attributed_events_total", "counter", "events stored that named the advice they came of");
  put_value(out, "moshaver_attributed_events_total", "", std::to_string(attributed));
  put_metric(out, "moshaver_connections", "gauge", "connections open");
  put_value(out, "moshaver_connections", "", std::to_string(connections));
  put_metric(out, "moshaver_overloads_total", "counter", "requests and connections turned away with 503");
  put_value(out, "moshaver_overloads_total", "", std::to_string(overloads));
  put_metric(out, "moshaver_broken_requests_total", "counter", "requests that were not HTTP, too large or too slow");
  put_value(out, "moshaver_broken_requests_total", "", std::to_string(broken));
  put_metric(out, "moshaver_model_info", "gauge", "the model that answers");
  put_value(out, "moshaver_model_info", "id=\"" + model.id + "\",recipe=\"" + model.recipe + "\"", "1");
  return out;
}

}  // namespace moshaver::tools
