// Which of the levels of DESIGN section 1 the data of a whole shop supports, for the doctor.
//
//   test  tests/advisor/doctor_test.cpp
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/data/event_table.hpp"
#include "engine/model/parts.hpp"
#include "engine/store/store.hpp"
#include "moshaver/doctor.hpp"

namespace moshaver {

struct LevelSupport {
  std::array<std::size_t, event_kind_names.size()> events{};                // by kind
  std::size_t products = 0;                                                 // not withdrawn
  std::size_t without_stock = 0, without_price = 0, without_lead_days = 0;  // of goods; of all; of goods
  std::size_t customers = 0, with_consent = 0;
  std::size_t occasions = 0, birthdays = 0;

  void count_events(const EventTable&);
  // Errors: those of Store.
  [[nodiscard]] Result<void> count_records(const Store&);
};

// One finding a level. `model`: the current one; null: none can be opened.
[[nodiscard]] std::vector<Finding> level_findings(const LevelSupport&, const Model* model);

}  // namespace moshaver
