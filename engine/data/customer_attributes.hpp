// What answers read of a customer besides the events: region, language, account, birthday, consent.
//
//   memory   20 bytes a customer up to the last one that has any, and each distinct text once
//   source   the customers table of a shop (Store::visit_customers)
//   test     tests/data/customer_attributes_test.cpp
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/key_map.hpp"
#include "engine/data/records.hpp"

namespace moshaver {

// What the customer allows besides being answered.
struct Consent {
  bool audience = false;   // to be named as likely to want a product
  bool occasions = false;  // to be reminded of birthdays and other days
  bool gifts = false;      // that others get advice on gifts from this customer's history
  bool operator==(const Consent&) const = default;
};
// "yes" and "all" allow everything; "audience, gifts" allows these; "no", "none" and an empty text allow nothing.
[[nodiscard]] Consent parse_consent(std::string_view text);

struct CustomerAttributes {
  std::string region, language, account_id;     // as given
  std::uint8_t birth_month = 0, birth_day = 0;  // 0: unknown
  Consent consent;
  bool is_organisation = false;
  bool is_staff = false;
  bool operator==(const CustomerAttributes&) const = default;
};
[[nodiscard]] CustomerAttributes attributes_of(const CustomerRecord&);

class CustomerTable {
 public:
  void put(std::uint32_t customer_row, const CustomerRecord&);
  // Without attributes for rows that were never put.
  [[nodiscard]] CustomerAttributes of(std::uint32_t customer_row) const;
  // One more than the last row that was put.
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }

 private:
  struct Row {
    std::uint32_t region = 0, language = 0, account = 0;  // rows of texts_; 0 is the empty text
    std::uint8_t birth_month = 0, birth_day = 0;
    Consent consent;
    bool is_organisation = false, is_staff = false;
  };
  std::vector<Row> rows_;
  KeyMap texts_;
};

}  // namespace moshaver
