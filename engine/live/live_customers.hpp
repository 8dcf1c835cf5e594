// Customers whose events or attributes have changed since the shop was loaded. An entry here overrides the loaded data.
// Entries are immutable and replaced as a whole.
//
//   threads  many threads may look up while one writes; a look-up holds one of 64 locks only while it copies a pointer
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/data/customer_attributes.hpp"
#include "engine/data/customer_events.hpp"
#include "engine/data/customer_feedback.hpp"

namespace moshaver {

class LiveCustomer {
 public:
  explicit LiveCustomer(std::vector<HistoryEvent> events) : events_(std::move(events)) {}
  // A guest whose events were merged into an account.
  explicit LiveCustomer(std::string merged_into) : merged_into_(std::move(merged_into)) {}

  [[nodiscard]] const std::vector<HistoryEvent>& events() const { return events_; }  // in log order
  [[nodiscard]] const std::string& merged_into() const { return merged_into_; }      // empty: not merged
  // Built on first use, so that writes do not pay for it.
  [[nodiscard]] const OneHistory& history() const {
    std::call_once(made_, [&] { history_ = build_history(events_); });
    return history_;
  }

 private:
  std::vector<HistoryEvent> events_;
  std::string merged_into_;
  mutable std::once_flag made_;
  mutable OneHistory history_;
};

class LiveCustomers {
 public:
  // Null: no event has changed.
  [[nodiscard]] std::shared_ptr<const LiveCustomer> find(const std::string& customer_id) const {
    const Shard& shard = shard_of(customer_id);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.customers.find(customer_id);
    return found == shard.customers.end() ? nullptr : found->second;
  }
  void put(const std::string& customer_id, std::shared_ptr<const LiveCustomer> customer) {
    if (!customer->events().empty()) {
      const std::uint32_t time = customer->events().back().time;
      for (std::uint32_t latest = latest_event_; time > latest && !latest_event_.compare_exchange_weak(latest, time);) {
      }
    }
    if (!hears_feedback_ && has_feedback(customer->events())) hears_feedback_ = true;
    Shard& shard = shard_of(customer_id);
    const std::lock_guard lock(shard.mutex);
    shard.customers[customer_id].swap(customer);
  }
  // Null: no attribute has changed.
  [[nodiscard]] std::shared_ptr<const CustomerAttributes> attributes(const std::string& customer_id) const {
    const Shard& shard = shard_of(customer_id);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.attributes.find(customer_id);
    return found == shard.attributes.end() ? nullptr : found->second;
  }
  void put_attributes(const std::string& customer_id, std::shared_ptr<const CustomerAttributes> attributes) {
    if (!attributes->account_id.empty()) {
      Shard& shard = shard_of(attributes->account_id);
      const std::lock_guard lock(shard.mutex);
      shard.members[attributes->account_id].insert(customer_id);
    }
    Shard& shard = shard_of(customer_id);
    const std::lock_guard lock(shard.mutex);
    shard.attributes[customer_id].swap(attributes);
  }

  // Customers whose attributes named the account at some time; whether they still do, the caller must see.
  [[nodiscard]] std::vector<std::string> once_members_of(const std::string& account_id) const {
    const Shard& shard = shard_of(account_id);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.members.find(account_id);
    if (found == shard.members.end()) return {};
    return {found->second.begin(), found->second.end()};
  }

  // Whether any customer that was put gave feedback: anything but purchases.
  [[nodiscard]] bool hears_feedback() const { return hears_feedback_; }
  // The time of the latest event that was put, seconds since 1970 UTC; 0: none has a date.
  [[nodiscard]] std::uint32_t latest_event() const { return latest_event_; }

  // Calls visit_one(id, customer) for each, in no order. May miss customers that are put meanwhile.
  template <class Visit>
  void visit(const Visit& visit_one) const {
    for (const Shard& shard : shards_) {
      // A copy, so that writers do not wait for `visit_one`.
      const auto copy = [&] {
        const std::lock_guard lock(shard.mutex);
        return shard.customers;
      }();
      for (const auto& [id, customer] : copy) visit_one(id, *customer);
    }
  }

 private:
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const LiveCustomer>> customers;
    std::unordered_map<std::string, std::shared_ptr<const CustomerAttributes>> attributes;
    std::unordered_map<std::string, std::set<std::string>> members;  // by account
  };
  [[nodiscard]] const Shard& shard_of(const std::string& id) const {
    return shards_[std::hash<std::string>{}(id) % shards_.size()];
  }
  [[nodiscard]] Shard& shard_of(const std::string& id) {
    return shards_[std::hash<std::string>{}(id) % shards_.size()];
  }

  std::array<Shard, 64> shards_;
  std::atomic<bool> hears_feedback_ = false;
  std::atomic<std::uint32_t> latest_event_ = 0;
};

}  // namespace moshaver
