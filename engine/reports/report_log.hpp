// Reads the event log for reports: in one pass, in log order, with guests replaced by the account they were merged
// into.
//
//   window   events of the last `days` before the newest event that has a time, and all events without a time. The
//            newest is known only at the end, so events that may be in the window are kept until then, 24 bytes each
//   cost     one pass, about 10 million events a second
//   test     tests/reports/reports_test.cpp
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/store/store.hpp"
#include "moshaver/reports.hpp"

namespace moshaver {

inline constexpr std::int64_t seconds_a_day = 86'400;

class ReportLog {
 public:
  // Errors: invalid_argument with the field; those of Store.
  [[nodiscard]] static Result<ReportLog> open(const std::filesystem::path& shop, const ReportOptions&);

  // Calls visit(customer row, product row, event) for every event.
  template <class Visit>
  [[nodiscard]] Result<void> each_event(const Visit& visit) {
    return store_.visit_events(
        0, [&](std::uint64_t, std::uint32_t customer, std::uint32_t product, const EventRecord& event) {
          newest_ = std::max(newest_, event.timestamp.value_or(0));
          visit(account_of(customer), product, event);
          return true;
        });
  }
  // Valid only after each_event(). An event without a time is in the window.
  [[nodiscard]] bool in_window(std::optional<std::int64_t> time) const { return !time || *time > newest_ - window_; }

  // The parts of an event that reports use.
  struct WindowEvent {
    std::uint32_t customer = 0, product = 0;
    std::int64_t time = 0;  // seconds since 1970 UTC; 0: none
    float value = 0;
    EventKind kind = EventKind::purchase;
    bool has_value = false;
  };
  // Calls visit(WindowEvent), in log order, for the events in the window for which `wants(product row, event)` is true.
  template <class Wants, class Visit>
  [[nodiscard]] Result<void> each_in_window(const Wants& wants, const Visit& visit) {
    std::vector<WindowEvent> kept;
    std::size_t next_purge = std::size_t{1} << 20;
    const auto is_old = [&](const WindowEvent& event) { return event.time != 0 && event.time <= newest_ - window_; };
    MOSHAVER_CHECK(each_event([&](std::uint32_t customer, std::uint32_t product, const EventRecord& event) {
      if (!wants(product, event)) return;
      kept.push_back({customer, product, event.timestamp.value_or(0), static_cast<float>(event.value.value_or(0)),
                      event.kind, event.value.has_value()});
      if (kept.size() < next_purge) return;
      std::erase_if(kept, is_old);
      next_purge = std::max(next_purge, 2 * kept.size());
    }));
    for (const WindowEvent& event : kept) {
      if (!is_old(event)) visit(event);
    }
    return {};
  }

  [[nodiscard]] const Store& store() const { return store_; }
  [[nodiscard]] bool is_merged(std::uint32_t customer) const { return merged_.contains(customer); }
  [[nodiscard]] std::uint32_t account_of(std::uint32_t customer) const {
    const auto account = merged_.find(customer);
    return account == merged_.end() ? customer : account->second;
  }

 private:
  ReportLog(Store store, Store::Merges merged, std::int64_t window)
      : store_(std::move(store)), merged_(std::move(merged)), window_(window) {}

  Store store_;
  Store::Merges merged_;
  std::int64_t window_ = 0, newest_ = 0;
};

// rows[row]; grows `rows` if needed.
template <class T>
T& at_row(std::vector<T>& rows, std::uint32_t row) {
  if (row >= rows.size()) rows.resize(std::max<std::size_t>(row + 1, rows.size() * 2));
  return rows[row];
}

// The `count` products with the largest `amount`, largest first, ties by row. Fills in their ids and titles.
template <class Product, class Amount>
Result<std::vector<Product>> largest(const Store& store, std::vector<std::pair<std::uint32_t, Product>> all,
                                     std::size_t count, const Amount& amount) {
  std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
    return amount(a.second) != amount(b.second) ? amount(a.second) > amount(b.second) : a.first < b.first;
  });
  if (all.size() > count) all.resize(count);
  std::vector<Product> listed;
  for (auto& [row, product] : all) {
    MOSHAVER_CHECK(store.visit_products(row, [&](std::uint32_t, const ProductRecord& record, bool) {
      product.product_id = record.product_id;
      product.title = record.title.empty() ? record.title_fa : record.title;
    }));
    listed.push_back(std::move(product));
  }
  return listed;
}

}  // namespace moshaver
