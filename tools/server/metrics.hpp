// What /metrics shows, in Prometheus' text format: requests and their times by address, events, connections.
//
//   threads  any; a request costs two additions
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "moshaver/recommender.hpp"

namespace moshaver::tools {

class Metrics {
 public:
  void count_request(const char* endpoint, unsigned status, double seconds);
  [[nodiscard]] std::string text(const ModelDescription&) const;

  std::atomic<std::uint64_t> stored = 0, duplicates = 0, rejected = 0, attributed = 0;  // events
  std::atomic<std::uint64_t> overloads = 0, broken = 0;  // turned away; requests that were no HTTP
  std::atomic<std::int64_t> connections = 0;

 private:
  static constexpr std::array<double, 10> bounds = {1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1, 3};  // seconds
  struct Series {
    std::array<std::uint64_t, bounds.size() + 1> buckets{};
    double seconds = 0;
    std::uint64_t count = 0;
    std::map<unsigned, std::uint64_t> by_status;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Series, std::less<>> series_;
};

}  // namespace moshaver::tools
