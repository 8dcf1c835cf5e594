#include "engine/data/customer_attributes.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

TEST_CASE("consent is given for everything, for what is listed, or for nothing") {
  CHECK(parse_consent("yes") == Consent{true, true, true});
  CHECK(parse_consent("ALL") == Consent{true, true, true});
  CHECK(parse_consent("gifts, audience") == Consent{true, false, true});
  CHECK(parse_consent("occasions") == Consent{false, true, false});
  for (const char* nothing : {"", "no", "none", "newsletter"}) CHECK(parse_consent(nothing) == Consent{});
}

TEST_CASE("a customer table gives back what was put, and nothing for customers without attributes") {
  CustomerTable table;
  CustomerRecord record;
  record.customer_id = "c";
  record.region = "Yazd";
  record.language = "fa";
  record.account_id = "school-7";
  record.birthday = "02-29";
  record.kind = "organisation";
  record.relation = "internal";
  record.consent = "occasions";
  table.put(3, record);
  CHECK(table.of(3) == attributes_of(record));
  CHECK(table.of(3).birth_month == 2);
  CHECK(table.of(3).birth_day == 29);
  CHECK(table.of(3).is_organisation);
  CHECK(table.of(3).is_staff);
  CHECK(table.of(0) == CustomerAttributes{});
  CHECK(table.of(4) == CustomerAttributes{});
  table.put(3, CustomerRecord{});
  CHECK(table.of(3) == CustomerAttributes{});
  table.put(9, CustomerRecord{});
  CHECK(table.size() == 4);
}
