#include "engine/data/customer_attributes.hpp"

#include "engine/data/ascii.hpp"

namespace moshaver {

namespace {

std::uint8_t number_at(std::string_view two_digits) {
  return static_cast<std::uint8_t>((two_digits[0] - '0') * 10 + (two_digits[1] - '0'));
}

bool is_divider(char c) { return c == ' ' || c == ',' || c == ';' || c == '|'; }

}  // namespace

Consent parse_consent(std::string_view text) {
  Consent consent;
  while (!text.empty()) {
    std::size_t end = 0;
    while (end < text.size() && !is_divider(text[end])) ++end;
    const std::string word = lower_ascii(text.substr(0, end));
    const bool all = word == "yes" || word == "all" || word == "true" || word == "1";
    consent.audience |= all || word == "audience";
    consent.occasions |= all || word == "occasions";
    consent.gifts |= all || word == "gifts";
    text.remove_prefix(end < text.size() ? end + 1 : end);
  }
  return consent;
}

CustomerAttributes attributes_of(const CustomerRecord& record) {
  CustomerAttributes attributes;
  attributes.region = record.region;
  attributes.language = record.language;
  attributes.account_id = record.account_id;
  if (record.birthday.size() == 5) {  // MM-DD, checked
    attributes.birth_month = number_at(record.birthday.substr(0, 2));
    attributes.birth_day = number_at(record.birthday.substr(3, 2));
  }
  attributes.consent = parse_consent(record.consent);
  attributes.is_organisation = record.kind == "organisation";
  attributes.is_staff = record.relation == "internal";
  return attributes;
}

void CustomerTable::put(std::uint32_t customer_row, const CustomerRecord& record) {
  const CustomerAttributes given = attributes_of(record);
  if (given == CustomerAttributes{}) {
    if (customer_row < rows_.size()) rows_[customer_row] = {};
    return;
  }
  if (texts_.size() == 0) texts_.insert("");
  if (rows_.size() <= customer_row) rows_.resize(customer_row + std::size_t{1});
  rows_[customer_row] = {texts_.insert(given.region),
                         texts_.insert(given.language),
                         texts_.insert(given.account_id),
                         given.birth_month,
                         given.birth_day,
                         given.consent,
                         given.is_organisation,
                         given.is_staff};
}

CustomerAttributes CustomerTable::of(std::uint32_t customer_row) const {
  if (customer_row >= rows_.size() || texts_.size() == 0) return {};
  const Row& row = rows_[customer_row];
  return {std::string(texts_.key(row.region)),
          std::string(texts_.key(row.language)),
          std::string(texts_.key(row.account)),
          row.birth_month,
          row.birth_day,
          row.consent,
          row.is_organisation,
          row.is_staff};
}

}  // namespace moshaver
