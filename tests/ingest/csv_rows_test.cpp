#include "engine/ingest/csv_rows.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "tests/ingest/raw_rows.hpp"

using moshaver::RecordReader;
using Rows = std::vector<Row>;

TEST_CASE("the header line determines the separator: comma, tab or semicolon") {
  const Rows expected = {{2, {"1", "2"}}};
  CHECK(rows_of("a,b\n1,2\n", {"a", "b"}) == expected);
  CHECK(rows_of("a\tb\n1\t2\n", {"a", "b"}) == expected);
  CHECK(rows_of("a;b\n1;2\n", {"a", "b"}) == expected);
  CHECK(rows_of("\"a\",\"b;c;d\"\n1,2\n", {"a", "b;c;d"}) == expected);
  CHECK(rows_of("a\n1\n", {"a"}) == Rows{{2, {"1"}}});
}

TEST_CASE("chosen columns come in the order given, and unknown ones are empty") {
  CHECK(rows_of("a,b,c\n1,2,3\n", {"c", "absent", "", "a"}) == Rows{{2, {"3", "", "", "1"}}});
  CHECK(rows_of("a,,c\n1,2,3\n", {"", "c"}) == Rows{{2, {"", "3"}}});
}

TEST_CASE("line numbers are those of an editor, with CRLF, blank lines and quoted line ends") {
  const Rows expected = {{3, {"1", "x"}}, {4, {"2", "two\r\nlines, \"quoted\""}}, {7, {"3", "z"}}};
  CHECK(rows_of("\r\nid,text\r\n1,x\r\n2,\"two\r\nlines, \"\"quoted\"\"\"\r\n\r\n3,z\r\n", {"id", "text"}) == expected);
  const Rows quoted_header = {{3, {"1"}}};
  CHECK(rows_of("id,\"te\nxt\"\n1,x", {"id"}) == quoted_header);
}

TEST_CASE("a file with only a header has no rows") {
  CHECK(rows_of("a,b\n", {"a"}).empty());
  CHECK(rows_of("a,b", {"a"}).empty());
}

TEST_CASE("rows with more or fewer fields than the header are bad, quoted or not") {
  const std::string bad(moshaver::row_field_count);
  CHECK(rows_of("a,b\n1\n1,2,3\n\"1\"\n\"1\",2,3\n1,2\n", {"a"}) ==
        Rows{{2, {}, bad}, {3, {}, bad}, {4, {}, bad}, {5, {}, bad}, {6, {"1"}}});
}

TEST_CASE("an unclosed quote makes only its own line bad") {
  const std::string bad(moshaver::row_quote_open);
  CHECK(rows_of("a,b\n1,x\n2,\"open\n3,y\n4,z", {"a", "b"}) ==
        Rows{{2, {"1", "x"}}, {3, {}, bad}, {4, {"3", "y"}}, {5, {"4", "z"}}});
  CHECK(rows_of("a,b\n2,\"", {"a", "b"}) == Rows{{2, {}, bad}});
}

TEST_CASE("an unclosed quote over more than 1 MiB makes only its own line bad, and the line number is given") {
  std::string text = "a,b\n1,\"open\n";
  for (int i = 0; i < 300'000; ++i) text += "12345,x\n";
  const auto rows = rows_of(text, {"a"});
  REQUIRE(rows.size() == 300'001);
  CHECK(rows[0] == Row{2, {}, std::string(moshaver::row_too_long)});
  CHECK(rows[1] == Row{3, {"12345"}});
  CHECK(rows.back() == Row{300'002, {"12345"}});
}

TEST_CASE("a file with an unclosed quote on every line is read in linear time, and every line is reported") {
  std::string text = "a,b\n";
  for (int i = 0; i < 100'000; ++i) text += "1,\"open quote, never closed\n";  // 2.7 MB, 1 MiB behind each
  const auto rows = rows_of(text, {"a"});
  CHECK(rows.size() == 100'000);
  for (const Row& row : rows) REQUIRE_FALSE(row.problem.empty());
}

TEST_CASE("a row longer than 1 MiB is bad and the next line is read") {
  const std::string bad(moshaver::row_too_long);
  CHECK(rows_of("a,b\n1," + repeated(2'000'000, 'x') + "\n2,y\n", {"a", "b"}) == Rows{{2, {}, bad}, {3, {"2", "y"}}});
  CHECK(rows_of("a,b\n1,\"" + repeated(2'000'000, 'x') + "\"\n2,y\n", {"a", "b"}) ==
        Rows{{2, {}, bad}, {3, {"2", "y"}}});
}

TEST_CASE("an unreadable header is bad_format") {
  CHECK(open_error("\"a,b\n1,2\n").code == moshaver::ErrorCode::bad_format);
  CHECK(open_error(repeated(2'000'000, 'x') + "\n1\n").code == moshaver::ErrorCode::bad_format);
  CHECK(open_error(repeated(5'000, ',') + "\n").code == moshaver::ErrorCode::bad_format);
  CHECK(open_error(repeated(100'000, '\n')).code == moshaver::ErrorCode::bad_format);
  CHECK(open_error("[{\"a\": 1}]").code == moshaver::ErrorCode::bad_format);
}

TEST_CASE("splitting in place and libcsv agree on lines without quotes") {
  // A quoted column at the end sends the same fields through libcsv.
  std::mt19937 generator(11);
  constexpr std::string_view alphabet = "ab \tx\r.";
  for (const char delimiter : {',', ';', '\t'}) {
    const auto field = [&] {
      std::string text;
      for (auto left = generator() % 6; left > 0; --left) text += alphabet[generator() % alphabet.size()];
      if (delimiter == '\t') std::replace(text.begin(), text.end(), '\t', '_');
      return text;
    };
    std::string plain = std::string("a") + delimiter + "b" + delimiter + "c\n", quoted = plain;
    for (int i = 0; i < 2'000; ++i) {
      const std::string row = field() + delimiter + field() + delimiter;
      plain += row + "q\n";
      quoted += row + "\"q\"\n";
    }
    CHECK(rows_of(plain, {"a", "b", "c"}) == rows_of(quoted, {"a", "b", "c"}));
  }
}

TEST_CASE("broken UTF-8 marks its row and no other") {
  const TempFile file("a,b\nx,\xff\nx,y\n\"x\",\"\n\xff\"\n");
  auto reader = RecordReader::open(file.path());
  REQUIRE(reader.has_value());
  moshaver::RawRow row;
  for (const bool expected : {false, true, false}) {
    REQUIRE((*reader)->next(row).value());
    CHECK(row.is_utf8 == expected);
  }
}
