#include "engine/live/live_contracts.hpp"

#include <algorithm>
#include <atomic>

namespace moshaver {

std::uint64_t Contract::next_serial() {
  static std::atomic<std::uint64_t> next = 0;
  return ++next;
}

void Contract::add(const ContractTermRecord& record, const TimeZone& zone) {
  Terms terms{record.price, record.until};
  if (terms.until) {
    constexpr std::int64_t day = 86'400;
    if (*terms.until % day == 0) terms.until = zone.time_at(static_cast<std::int32_t>(*terms.until / day) + 1);
    ends_.push_back(*terms.until);
  }
  if (!record.product_id.empty()) {
    products_[std::string(record.product_id)] = terms;
  } else {
    categories_[category_steps(record.category)] = terms;
  }
}

std::string Contract::state_at(std::int64_t now) const {
  const auto ended = std::count_if(ends_.begin(), ends_.end(), [&](std::int64_t end) { return end <= now; });
  return std::to_string(serial_) + "/" + std::to_string(ended);
}

}  // namespace moshaver
