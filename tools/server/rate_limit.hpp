// So many requests a second for each caller, and a burst of one second's worth: a token bucket each.
//
//   callers  whoever has one API key; without keys, whoever has one address (of IPv6, one network of 64 bits)
//   memory   at most 65,536 callers are remembered; those with full buckets, who lose nothing by it, are forgotten first
//   threads  any; a lock for some 50 ns
//   test     tests/server/operations_test.py
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

namespace moshaver::tools {

class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;
  // Above 0.
  explicit RateLimit(double requests_per_second);

  // 0: go on, and one is taken. Else the seconds until there is one again.
  [[nodiscard]] double take(const std::string& caller, Clock::time_point now = Clock::now());

 private:
  struct Bucket {
    double tokens;
    Clock::time_point filled;
  };
  void forget_some(Clock::time_point now);

  double per_second_, burst_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace moshaver::tools
