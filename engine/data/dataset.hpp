// A shop's data, ready for learners and for answers: keys, titles and histories.
//
//   source  a shop's store, or event files read into memory (engine/ingest/read_dataset.hpp)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/data/catalogue.hpp"
#include "engine/data/event_table.hpp"
#include "engine/data/histories.hpp"
#include "engine/data/key_map.hpp"
#include "engine/data/product_groups.hpp"

namespace moshaver {

struct Dataset {
  KeyMap customers, products;
  std::vector<std::string> titles;  // by product row; may be shorter than products
  Catalogue catalogue;              // empty when read from a model directory, which does not hold it
  std::vector<bool> idle;           // by customer row: has attributes but no event; may be shorter
  Histories histories;
  ProductGroups groups;  // of group_variants
  std::uint64_t event_count = 0;
  std::uint32_t first_time = 0, last_time = 0;  // of any event, seconds since 1970 UTC; 0: no timestamps
  ReturnCounts returns;

  [[nodiscard]] std::string_view title(ItemId item) const {
    return item.row < titles.size() ? std::string_view(titles[item.row]) : std::string_view();
  }
};

// The table is empty afterwards, its memory freed.
[[nodiscard]] Dataset make_dataset(EventTable&&);

// Makes variants one product, as learners and evaluations need it: fills in `groups` and replaces every variant by its
// head in histories and catalogue.
void group_variants(Dataset&);

// "2011-12-09" and "2011-12-09T12:50:00Z", of seconds since 1970 UTC; empty for 0.
[[nodiscard]] std::string iso_date(std::uint32_t time);
[[nodiscard]] std::string iso_time(std::uint32_t time);

}  // namespace moshaver
