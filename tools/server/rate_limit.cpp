#include "tools/server/rate_limit.hpp"

#include <algorithm>

namespace moshaver::tools {

namespace {

constexpr std::size_t max_callers = 65'536;

double seconds_between(RateLimit::Clock::time_point from, RateLimit::Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

RateLimit::RateLimit(double requests_per_second)
    : per_second_(requests_per_second), burst_(std::max(1.0, requests_per_second)) {}

double RateLimit::take(const std::string& caller, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  auto found = buckets_.find(caller);
  if (found == buckets_.end()) {
    if (buckets_.size() >= max_callers) drop_full_buckets(now);
    found = buckets_.emplace(caller, Bucket{burst_, now}).first;
  }
  Bucket& bucket = found->second;
  bucket.tokens = std::min(burst_, bucket.tokens + per_second_ * std::max(0.0, seconds_between(bucket.filled, now)));
  bucket.filled = now;
  if (bucket.tokens < 1) return (1 - bucket.tokens) / per_second_;
  bucket.tokens -= 1;
  return 0;
}

void RateLimit::drop_full_buckets(Clock::time_point now) {
  std::erase_if(buckets_, [&](const auto& one) {
    return one.second.tokens + per_second_ * seconds_between(one.second.filled, now) >= burst_;
  });
  // An attack from many addresses at once; a rate limit cannot stop that.
  if (buckets_.size() >= max_callers) buckets_.clear();
}

}  // namespace moshaver::tools
