// What a caller says, checked field by field like a row of a file: the same bounds, the same words.
//
//   errors  invalid_argument, with the field and a message that names field, rule and remedy
//   views   into the argument
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "engine/data/records.hpp"
#include "moshaver/result.hpp"
#include "moshaver/shop_records.hpp"

namespace moshaver {

// `now` stands in for a timestamp that is not given.
[[nodiscard]] Result<EventRecord> checked(const Event&, std::int64_t now);
[[nodiscard]] Result<ProductRecord> checked(const Product&);
[[nodiscard]] Result<CustomerRecord> checked(const Customer&);
[[nodiscard]] Result<void> check_text(std::string_view text, const std::string& field);  // not too long, UTF-8
[[nodiscard]] Result<void> check_id(std::string_view id, const std::string& field);  // not empty, not too long, UTF-8
[[nodiscard]] Result<std::int64_t> checked_time(std::string_view text, const std::string& field);

[[nodiscard]] Product to_product(const ProductRecord&);
[[nodiscard]] Customer to_customer(const CustomerRecord&);
// Takes over what `changes` names and empties what `cleared` names. Errors: invalid_argument (no such field).
[[nodiscard]] Result<void> patch(Product& product, const Product& changes, std::span<const std::string> cleared);
[[nodiscard]] Result<void> patch(Customer& customer, const Customer& changes, std::span<const std::string> cleared);

}  // namespace moshaver
