#include "engine/ingest/line_reader.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/ingest/temp_file.hpp"

using moshaver::ErrorCode;
using moshaver::Line;
using moshaver::LineReader;

namespace {

LineReader opened(const TempFile& file) {
  auto reader = LineReader::open(file.path());
  REQUIRE(reader.has_value());
  return std::move(*reader);
}

std::vector<std::pair<std::uint64_t, std::string>> all_lines(const TempFile& file) {
  LineReader reader = opened(file);
  std::vector<std::pair<std::uint64_t, std::string>> lines;
  for (Line line; reader.next(line).value();) lines.emplace_back(line.number, line.text);
  return lines;
}

ErrorCode refusal(std::string_view content) {
  const TempFile file(content);
  const auto reader = LineReader::open(file.path());
  REQUIRE_FALSE(reader.has_value());
  return reader.error().code;
}

// Resident memory of this process; 0 without /proc.
long resident_bytes() {
  long total_pages = 0, resident_pages = 0;
  std::ifstream("/proc/self/statm") >> total_pages >> resident_pages;
  return resident_pages * ::sysconf(_SC_PAGESIZE);
}

using Lines = std::vector<std::pair<std::uint64_t, std::string>>;

}  // namespace

TEST_CASE("lines are numbered from 1, blank lines included, and the last needs no line feed") {
  CHECK(all_lines(TempFile("a\n\nb\r\nc")) == Lines{{1, "a"}, {2, ""}, {3, "b\r"}, {4, "c"}});
  CHECK(all_lines(TempFile("a\n")) == Lines{{1, "a"}});
}

TEST_CASE("a UTF-8 byte order mark is not part of the first line") {
  CHECK(all_lines(TempFile("\xef\xbb\xbf"
                           "a\nb\n")) == Lines{{1, "a"}, {2, "b"}});
}

TEST_CASE("UTF-16, lone carriage returns and files without text are refused") {
  using namespace std::string_view_literals;
  CHECK(refusal("\xff\xfe"
                "a\0,\0"sv) == ErrorCode::bad_format);
  CHECK(refusal("\xfe\xff"
                "\0a\0,"sv) == ErrorCode::bad_format);
  CHECK(refusal("a\0,\0b\0"sv) == ErrorCode::bad_format);
  CHECK(refusal("\0a\0,\0b"sv) == ErrorCode::bad_format);
  CHECK(refusal("a,b\r1,2\r3,4\r") == ErrorCode::bad_format);
  CHECK(refusal("") == ErrorCode::no_data);
  CHECK(refusal("\xef\xbb\xbf") == ErrorCode::no_data);
  CHECK(refusal(" \r\n\n") == ErrorCode::no_data);
}

TEST_CASE("lines across the ends of the buffer are read correctly") {
  std::string text;
  Lines expected;
  const std::string letters = noise(3'000);
  for (std::uint64_t i = 1; i <= 2'000; ++i) {
    expected.emplace_back(i, letters.substr(0, i * 7919 % 3'000));
    text += expected.back().second + "\n";
  }
  REQUIRE(text.size() > 2 * LineReader::max_bytes);
  CHECK(all_lines(TempFile(text)) == expected);
}

TEST_CASE("a line of 1 MiB is read and one byte more is too long") {
  const std::string longest(LineReader::max_bytes, 'x');
  const TempFile file(longest + "\n" + longest + "x\nafter\n" + longest + "x");
  LineReader reader = opened(file);
  Line line;
  REQUIRE(reader.next(line).value());
  CHECK_FALSE(line.too_long);
  CHECK(line.text == longest);
  REQUIRE(reader.next(line).value());
  CHECK(line.too_long);
  REQUIRE(reader.next(line).value());
  CHECK(line.number == 3);
  CHECK(line.text == "after");
  REQUIRE(reader.next(line).value());
  CHECK(line.too_long);
  CHECK_FALSE(reader.next(line).value());
}

TEST_CASE("a line of 100 MB takes no more memory than any other") {
  const TempFile file(zstd("first\n" + repeated(100'000'000, 'x') + "\nlast\n"));
  // Measured after the 100 MB of the test were freed: from here on only the reader's buffer may be allocated.
  const long before = resident_bytes();
  LineReader reader = opened(file);
  Line line;
  REQUIRE(reader.next(line).value());
  REQUIRE(reader.next(line).value());
  CHECK(line.too_long);
  CHECK(line.text.size() <= 2 * LineReader::max_bytes);
  REQUIRE(reader.next(line).value());
  CHECK(line.text == "last");
  CHECK(line.number == 3);
  CHECK(resident_bytes() - before < (16L << 20));
}

TEST_CASE("rewind returns to the marked line after any number of lines") {
  std::string text = "header\n";
  for (int i = 2; i <= 30'000; ++i) text += "line " + std::to_string(i) + "\n";
  const TempFile file(text);
  LineReader reader = opened(file);
  Line line;
  for (int i = 1; i <= 5; ++i) REQUIRE(reader.next(line).value());
  reader.mark();
  for (int i = 6; i <= 29'000; ++i) REQUIRE(reader.next(line).value());
  CHECK(line.text == "line 29000");
  const std::size_t reread = reader.rewind();
  CHECK(reread > 28'000 * 10);
  REQUIRE(reader.next(line).value());
  CHECK(line.text == "line 5");
  CHECK(line.number == 5);
  for (int i = 6; i <= 30'000; ++i) REQUIRE(reader.next(line).value());
  CHECK(line.text == "line 30000");
  CHECK_FALSE(reader.next(line).value());
}

TEST_CASE("the memory kept since a mark is bounded: a line that would exceed it is too long") {
  std::string text = "marked\n";
  for (int i = 0; i < 300; ++i) text += repeated(9'999, 'x') + "\n";
  const TempFile file(text);
  LineReader reader = opened(file);
  Line line;
  REQUIRE(reader.next(line).value());
  reader.mark();
  std::size_t bytes = line.text.size() + 1;
  while (reader.next(line).value() && !line.too_long) bytes += line.text.size() + 1;
  CHECK(line.too_long);
  CHECK(bytes <= LineReader::max_bytes);
  CHECK(bytes + 10'000 > LineReader::max_bytes);
  reader.rewind();
  std::uint64_t count = 0;
  while (reader.next(line).value()) ++count;
  CHECK(count == 301);
}
