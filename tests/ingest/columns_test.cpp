#include "engine/ingest/columns.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace moshaver;

namespace {

const std::vector<FieldName> ours = {{"customer_id", rules::required(rules::id)},
                                     {"product_id", rules::required(rules::id)},
                                     {"quantity", {}},
                                     {"title", {}}};

Error map_error(const ColumnMap& map) {
  const auto result = check_column_map(map, ours);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().message.find('\n') == std::string::npos);
  return result.error();
}

Error match_error(const ColumnMap& map, const std::vector<std::string>& theirs) {
  const auto result = match_columns(map, ours, theirs, "events.csv");
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().message.find("events.csv") == 0);
  return result.error();
}

bool says(const Error& error, std::string_view words) {
  CAPTURE(error.message);
  return error.message.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("columns are matched by our names or through the map, which wins") {
  const auto matched =
      match_columns({{"customer_id", "CustomerID"}}, ours,
                    std::vector<std::string>{"customer_id", "CustomerID", "product_id", "Quantity"}, "f");
  REQUIRE(matched.has_value());
  CHECK(*matched == std::vector<std::string>{"CustomerID", "product_id", "quantity", "title"});
}

TEST_CASE("a column that the map gives away is no longer matched by its own name") {
  const auto matched = match_columns({{"title", "quantity"}}, ours,
                                     std::vector<std::string>{"customer_id", "product_id", "quantity"}, "f");
  REQUIRE(matched.has_value());
  CHECK(*matched == std::vector<std::string>{"customer_id", "product_id", "", "quantity"});
}

TEST_CASE("a missing required column is bad_format and the message offers the nearest as a --map") {
  const Error near = match_error({}, {"CustomerID", "product_id"});
  CHECK(near.code == ErrorCode::bad_format);
  CHECK(says(near, "--map customer_id=CustomerID"));
  const Error far = match_error({}, {"a", "b", "product_id"});
  CHECK(says(far, "--map customer_id=COLUMN"));
  CHECK(says(far, "a, b, product_id"));
}

TEST_CASE("a mapped column that is not there is an error that lists the file's columns and the nearest") {
  const Error error = match_error({{"customer_id", "CustomerId"}}, {"CustomerID", "StockCode", "product_id"});
  CHECK(error.code == ErrorCode::invalid_argument);
  CHECK(says(error, "did you mean --map customer_id=CustomerID"));
  CHECK(says(error, "CustomerID, StockCode, product_id"));
}

TEST_CASE("a wanted column that the header has twice is bad_format, an unwanted one is not") {
  CHECK(match_error({}, {"customer_id", "product_id", "customer_id"}).code == ErrorCode::bad_format);
  CHECK(match_columns({}, ours, std::vector<std::string>{"customer_id", "product_id", "x", "x"}, "f").has_value());
}

TEST_CASE("a long list of columns is cut and strange names cannot break the line") {
  std::vector<std::string> many = {"bad\nname\xff"};
  for (int i = 0; i < 500; ++i) many.push_back("column" + std::to_string(i));
  const Error error = match_error({}, many);
  CHECK(says(error, "and 481 more"));
  CHECK(says(error, "bad\\nname\\xff"));
}

TEST_CASE("a map may name only fields that we have, each once, from columns used once") {
  const Error unknown = map_error({{"costumer_id", "a"}});
  CHECK(unknown.code == ErrorCode::invalid_argument);
  CHECK(says(unknown, "did you mean customer_id"));
  CHECK(says(unknown, "customer_id, product_id, quantity, title"));
  CHECK(says(map_error({{"title", "a"}, {"title", "b"}}), "title twice"));
  CHECK(says(map_error({{"title", "a"}, {"quantity", "a"}}), "column a twice"));
  CHECK(check_column_map({{"title", "a"}, {"quantity", "b"}}, ours).has_value());
}

TEST_CASE("a map of a sensitive attribute is refused whichever side names it") {
  CHECK(says(map_error({{"title", "customer_gender"}}), "gender is a sensitive attribute"));
  CHECK(says(map_error({{"religion", "x"}}), "religion is a sensitive attribute"));
}

TEST_CASE("sensitive words are found as words, in any case and in Persian, not inside other words") {
  for (const char* name : {"race", "RACE", "Customer-Race", "customerRace", "ethnicity", "Religion", "HealthStatus",
                           "gender", "sex", "SEX", "SEXCode", "is_sex", "isSex", "جنسیت", "دین مشتری"}) {
    CAPTURE(name);
    CHECK_FALSE(sensitive_word(name).empty());
  }
  for (const char* name :
       {"Essex", "embrace", "trace_id", "StockCode", "races_won", "healthcare", "CustomerID", "", "_", "تدین"}) {
    CAPTURE(name);
    CHECK(sensitive_word(name).empty());
  }
}
