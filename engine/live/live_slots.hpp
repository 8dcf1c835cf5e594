// What is free of the shop's services: slots by product, with what is booked.
//
//   change   a new state copies the list of products and the slots of those that change
//   threads  immutable once published
//   test     tests/advice/slots_test.cpp
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/data/service_slot.hpp"

namespace moshaver {

class LiveSlots {
 public:
  // By start.
  [[nodiscard]] std::span<const ServiceSlot> of(std::uint32_t product) const {
    const auto found = by_product_.find(product);
    return found == by_product_.end() ? std::span<const ServiceSlot>() : std::span<const ServiceSlot>(*found->second);
  }
  // Whether the shop has ever said what is free. Without, nothing is known of its services' slots.
  [[nodiscard]] bool are_known() const { return are_known_; }
  void set_known() { are_known_ = true; }

  void set(std::uint32_t product, std::vector<ServiceSlot> slots) {
    are_known_ = true;
    by_product_[product] = std::make_shared<const std::vector<ServiceSlot>>(std::move(slots));
  }
  void book(const SlotBooking& booking) {
    const auto found = by_product_.find(booking.product);
    if (found == by_product_.end()) return;
    std::vector<ServiceSlot> slots = *found->second;
    for (ServiceSlot& slot : slots) {
      if (slot.start == booking.start) slot.booked += booking.quantity;
    }
    found->second = std::make_shared<const std::vector<ServiceSlot>>(std::move(slots));
  }

 private:
  std::unordered_map<std::uint32_t, std::shared_ptr<const std::vector<ServiceSlot>>> by_product_;
  bool are_known_ = false;
};

}  // namespace moshaver
