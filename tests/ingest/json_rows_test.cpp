#include "engine/ingest/json_rows.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "tests/ingest/raw_rows.hpp"

using Rows = std::vector<Row>;

TEST_CASE("JSON Lines are recognised by a first brace, and their keys become columns") {
  const TempFile file("\xef\xbb\xbf\n{\"a\": 1, \"b\": 2}\n{\"b\": 1, \"c\": 2}\n", "data.csv");
  const auto reader = moshaver::RecordReader::open(file.path());
  REQUIRE(reader.has_value());
  CHECK((*reader)->columns() == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("strings, numbers and booleans are read as text, and numbers keep their spelling") {
  CHECK(rows_of(R"({"a": "چای \"\u0627\" /", "b": 2.50, "c": true, "d": 123456789012345678901234567890, "e": -1e3})"
                "\n",
                {"a", "b", "c", "d", "e"}) ==
        Rows{{1, {"چای \"ا\" /", "2.50", "true", "123456789012345678901234567890", "-1e3"}}});
}

TEST_CASE("a missing key and null are empty, and the last of a repeated key counts") {
  CHECK(rows_of("{\"a\": null}\r\n\r\n{\"a\": 1, \"a\": 2, \"\": 3}\n", {"a", "b", ""}) ==
        Rows{{1, {"", "", ""}}, {3, {"2", "", ""}}});
}

TEST_CASE("a broken line is a bad row and the next one is read") {
  for (const std::string broken :
       {"{\"a\": 1", "{\"a\": }", "{\"a\" 1}", "{\"a\": 1}}", "{\"a\": 1} {\"a\": 2}", "{\"a\": tru}", "{\"a\": 01x}",
        "{\"a\": \"open}", "{a: 1}", "{\"a\": NaN}", "{\"b\": nul, \"a\": 1}", "{\"a\": \"\\ud800\"}", "tea"}) {
    CAPTURE(broken);
    const auto rows = rows_of("{\"a\": 1}\n" + broken + "\n{\"a\": 3}\n", {"a"});
    REQUIRE(rows.size() == 3);
    CHECK_FALSE(rows[1].problem.empty());
    CHECK(rows[1].line == 2);
    CHECK(rows[2] == Row{3, {"3"}});
  }
}

TEST_CASE("lists, invalid UTF-8 and too long lines in JSON Lines are bad rows, each with its reason") {
  const auto rows =
      rows_of("{\"a\": 1}\n[1]\n{\"a\": \"\xff\"}\n{\"a\": \"" + repeated(2'000'000, 'x') + "\"}\n{\"a\": 5}", {"a"});
  CHECK(rows == Rows{{1, {"1"}},
                     {2, {}, std::string(moshaver::row_not_object)},
                     {3, {}, std::string(moshaver::row_not_utf8)},
                     {4, {}, std::string(moshaver::row_too_long)},
                     {5, {"5"}}});
}

TEST_CASE("a nested value is marked, and the values after it are read") {
  const TempFile file("{\"a\": {\"b\": [1, {\"c\": 2}]}, \"b\": [], \"c\": 3}\n");
  const auto reader = moshaver::RecordReader::open(file.path());
  REQUIRE(reader.has_value());
  const std::vector<std::string> names = {"a", "b", "c"};
  (*reader)->choose(names);
  moshaver::RawRow row;
  REQUIRE((*reader)->next(row).value());
  REQUIRE(row.problem.empty());
  CHECK(row.fields[0].nested);
  CHECK(row.fields[1].nested);
  CHECK_FALSE(row.fields[2].nested);
  CHECK(row.fields[2].text == "3");
}

TEST_CASE("a file that starts with a brace and has no JSON object is bad_format") {
  CHECK(open_error("{broken\n{\"also\": broken\n").code == moshaver::ErrorCode::bad_format);
}
