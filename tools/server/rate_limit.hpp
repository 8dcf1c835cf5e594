// A token bucket for each caller: a rate in requests a second, and bursts of one second's worth.
//
//   callers  one API key each; without keys, one IPv4 address or one IPv6 network of 64 bits each
//   memory   at most 65,536 callers; full buckets are dropped first, which loses nothing
//   threads  any; holds a lock for about 50 ns
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
  // The rate must be above 0.
  explicit RateLimit(double requests_per_second);

  // Takes a token and returns 0; without a token, returns the seconds until there is one.
  [[nodiscard]] double take(const std::string& caller, Clock::time_point now = Clock::now());

 private:
  struct Bucket {
    double tokens;
    Clock::time_point filled;
  };
  void drop_full_buckets(Clock::time_point now);

  double per_second_, burst_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace moshaver::tools
