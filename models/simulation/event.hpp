// A simulated event in memory: dense ids, 40 bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/data/records.hpp"
#include "models/simulation/population.hpp"

namespace moshaver::simulation {

inline constexpr std::array<std::string_view, 4> channel_names = {"web", "app", "store", "phone"};

enum class Reason : std::uint8_t {
  none,
  wrong_size,
  damaged,
  not_as_described,
  changed_mind,
  defective,
  late_delivery,
  wrong_item,
  poor_service,
  not_for_me,
  already_have
};
inline constexpr std::array<std::string_view, 11> reason_names = {
    "",           "wrong_size",   "damaged",    "not_as_described", "changed_mind", "defective", "late_delivery",
    "wrong_item", "poor_service", "not_for_me", "already_have"};

struct Event {
  std::uint64_t order = 0;  // 0: none
  std::uint32_t customer = 0, product = 0;
  std::uint32_t recipient = nobody;
  std::uint32_t price = 0;     // per piece, thousands of rial; 0: none
  std::uint32_t second = 0;    // of the day
  std::uint16_t quantity = 0;  // 0: none
  EventKind kind = EventKind::view;
  std::uint8_t channel = 0, place = 0;
  std::uint8_t value = 0;  // 1 to 5; 0: none
  Reason reason = Reason::none;
  bool for_account = false;  // bought on behalf of the customer's organisation
};

}  // namespace moshaver::simulation
