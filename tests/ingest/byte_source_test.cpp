#include "engine/ingest/byte_source.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/ingest/temp_file.hpp"

using moshaver::ByteSource;
using moshaver::ErrorCode;
using moshaver::Result;

namespace {

Result<std::string> read_all(const std::filesystem::path& path, std::size_t room_bytes = 1000) {
  MOSHAVER_TRY(source, ByteSource::open(path));
  std::string all;
  std::vector<char> room(room_bytes);
  for (;;) {
    MOSHAVER_TRY(count, source.read(room));
    if (count == 0) return all;
    all.append(room.data(), count);
  }
}

ErrorCode code_of(const Result<std::string>& result) {
  REQUIRE_FALSE(result.has_value());
  INFO(result.error().message);
  CHECK(result.error().message.find('\n') == std::string::npos);
  return result.error().code;
}

}  // namespace

TEST_CASE("plain, gzip and zstd files read the same, whatever their names") {
  const std::string text = noise(700'000);
  for (const std::string& content : {text, gzip(text), zstd(text)}) {
    const TempFile file(content, "events.csv");
    for (const std::size_t room : {std::size_t{1} << 10, std::size_t{1} << 20})
      CHECK(read_all(file.path(), room) == text);
  }
}

TEST_CASE("consecutive gzip members and zstd frames read as one text") {
  CHECK(read_all(TempFile(gzip("tea,") + gzip("") + gzip("cups")).path()) == std::string("tea,cups"));
  CHECK(read_all(TempFile(zstd("tea,") + zstd("") + zstd("cups")).path()) == std::string("tea,cups"));
}

TEST_CASE("compressed data of no bytes reads as an empty text") {
  CHECK(read_all(TempFile(gzip("")).path()) == std::string());
  CHECK(read_all(TempFile(zstd("")).path()) == std::string());
  CHECK(read_all(TempFile("").path()) == std::string());
}

TEST_CASE("gzip and zstd files cut short anywhere after their magic number are bad_format") {
  const std::string text = noise(2'000);
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    for (std::size_t size = 4; size < packed.size(); ++size) {
      CAPTURE(size);
      const TempFile file(packed.substr(0, size));
      const auto result = read_all(file.path());
      REQUIRE(code_of(result) == ErrorCode::bad_format);
      REQUIRE(result.error().message.find(file.path().string()) == 0);
    }
  }
}

TEST_CASE("damaged gzip data, and garbage after compressed data, are bad_format") {
  std::string packed = gzip(noise(2'000));
  CHECK(code_of(read_all(TempFile(packed + "garbage").path())) == ErrorCode::bad_format);
  packed[packed.size() - 6] ^= 1;  // the checksum
  CHECK(code_of(read_all(TempFile(packed).path())) == ErrorCode::bad_format);
  CHECK(code_of(read_all(TempFile(zstd(noise(2'000)) + "garbage").path())) == ErrorCode::bad_format);
}

TEST_CASE("a missing file is not_found and a folder is an io_error") {
  const TempFile file("x");
  CHECK(code_of(read_all(file.path().parent_path() / "absent.csv")) == ErrorCode::not_found);
  CHECK(code_of(read_all(file.path() / "below a file")) == ErrorCode::not_found);
  CHECK(code_of(read_all(file.path().parent_path())) == ErrorCode::io_error);
}

TEST_CASE("Excel workbooks, Parquet files and other archives are refused, and the message names their kind") {
  const auto refused = read_all(TempFile(std::string("PK\x03\x04") + noise(100)).path());
  CHECK(code_of(refused) == ErrorCode::bad_format);
  CHECK(refused.error().message.find("Excel") != std::string::npos);
  CHECK(code_of(read_all(TempFile("PAR1" + noise(100)).path())) == ErrorCode::bad_format);
}

TEST_CASE("consumed_bytes counts bytes on disk and ends at the file's size") {
  for (const std::string& content : {noise(500'000), gzip(noise(500'000)), zstd(noise(500'000))}) {
    const TempFile file(content);
    auto source = ByteSource::open(file.path());
    REQUIRE(source.has_value());
    CHECK(source->file_bytes() == content.size());
    std::vector<char> room(4096);
    std::uint64_t before = 0;
    for (;;) {
      const auto count = source->read(room);
      REQUIRE(count.has_value());
      CHECK(source->consumed_bytes() >= before);
      before = source->consumed_bytes();
      if (*count == 0) break;
    }
    CHECK(source->consumed_bytes() == content.size());
  }
}
