// How often products were shown to customers lately, for the frequency cap: by answers and by `shown` events.
//
//   count    an answer and a `shown` event may mean the same showing, so the larger of the two numbers counts
//   kept     by day, as long as the cap looks back; in memory. Events are in the log, and opening a shop with a cap reads
//            those of its days again; what answers showed before is forgotten then
//   threads  any; a call holds one of 64 locks
//   test     tests/advice/frequency_cap_test.cpp
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "moshaver/types.hpp"

namespace moshaver {

class LiveShown {
 public:
  enum class By { answer, event };
  // Forgets what was shown to the customer before `first_day`.
  void add(const std::string& customer_id, ItemId item, std::int32_t day, By by, std::int32_t first_day) {
    Shard& shard = shards_[std::hash<std::string>{}(customer_id) % shards_.size()];
    const std::lock_guard lock(shard.mutex);
    std::vector<Shown>& all = shard.customers[customer_id];
    std::erase_if(all, [&](const Shown& one) { return one.day < first_day; });
    auto same =
        std::find_if(all.begin(), all.end(), [&](const Shown& one) { return one.item == item && one.day == day; });
    if (same == all.end()) same = all.insert(all.end(), {item, day});
    ++(by == By::answer ? same->answers : same->events);
  }
  // The products that were shown `times` or more since `first_day`; ascending.
  [[nodiscard]] std::vector<ItemId> shown_often(const std::string& customer_id, std::uint32_t times,
                                                std::int32_t first_day) const {
    const Shard& shard = shards_[std::hash<std::string>{}(customer_id) % shards_.size()];
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.customers.find(customer_id);
    if (found == shard.customers.end()) return {};
    std::map<ItemId, Shown> sums;
    for (const Shown& one : found->second) {
      if (one.day < first_day) continue;
      sums[one.item].answers += one.answers;
      sums[one.item].events += one.events;
    }
    std::vector<ItemId> often;
    for (const auto& [item, sum] : sums) {
      if (std::max(sum.answers, sum.events) >= times) often.push_back(item);
    }
    return often;
  }

 private:
  struct Shown {
    ItemId item;
    std::int32_t day = 0;
    std::uint32_t answers = 0, events = 0;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, std::vector<Shown>> customers;
  };
  std::array<Shard, 64> shards_;
};

}  // namespace moshaver
