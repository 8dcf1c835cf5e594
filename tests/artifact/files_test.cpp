#include "engine/artifact/files.hpp"

#include <sys/stat.h>

#include <thread>

#include "engine/data/checksum.hpp"
#include "tests/artifact/scratch.hpp"

using namespace moshaver;
using namespace moshaver::testing;

TEST_CASE("a file written atomically reads back and leaves nothing beside it") {
  const Scratch scratch;
  REQUIRE(write_file_atomically(scratch / "a", as_bytes("first")));
  REQUIRE(write_file_atomically(scratch / "a", as_bytes(std::string("second\0", 7))));
  CHECK(read_file(scratch / "a", 100) == std::string("second\0", 7));
  CHECK(scratch.names() == std::vector<std::string>{"a"});
}

TEST_CASE("a file that is not committed leaves the old content and no temporary file") {
  const Scratch scratch;
  REQUIRE(write_file_atomically(scratch / "a", as_bytes("old")));
  {
    auto file = AtomicFile::create(scratch / "a");
    REQUIRE(file);
    REQUIRE(file->append(as_bytes("new")));
  }
  CHECK(read_file(scratch / "a", 100) == "old");
  CHECK(scratch.names() == std::vector<std::string>{"a"});
}

TEST_CASE("when threads write one file at once, it holds the whole content of one of them") {
  const Scratch scratch;
  std::vector<std::thread> threads;
  for (char letter = 'a'; letter < 'e'; ++letter) {
    threads.emplace_back([&, letter] {
      for (int i = 0; i < 5; ++i) (void)write_file_atomically(scratch / "f", as_bytes(std::string(9000, letter)));
    });
  }
  for (auto& thread : threads) thread.join();
  const auto text = read_file(scratch / "f", 10'000);
  REQUIRE(text);
  CHECK(*text == std::string(9000, text->at(0)));
  CHECK(scratch.names() == std::vector<std::string>{"f"});
}

TEST_CASE("an error of the operating system names the path and the reason") {
  const Scratch scratch;
  const auto absent = read_file(scratch / "absent", 100);
  REQUIRE_FALSE(absent);
  CHECK(absent.error().code == ErrorCode::not_found);
  CHECK_THAT(absent.error().message, Catch::Contains("absent") && Catch::Contains("No such file"));
  CHECK(MappedFile::open(scratch / "absent").error().code == ErrorCode::not_found);

  const auto nowhere = write_file_atomically(scratch / "no/such/file", as_bytes("x"));
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().code == ErrorCode::io_error);
  CHECK_THAT(nowhere.error().message, Catch::Contains("no/such/file") && Catch::Contains("No such file"));

  CHECK(read_file(scratch.path(), 100).error().code == ErrorCode::io_error);
  CHECK(MappedFile::open(scratch.path()).error().code == ErrorCode::io_error);
  CHECK(MappedFile::open("/dev/zero").error().code == ErrorCode::io_error);

  REQUIRE(::mkfifo((scratch / "pipe").c_str(), 0600) == 0);
  CHECK(read_file(scratch / "pipe", 100).error().code == ErrorCode::io_error);

  put_bytes(scratch / "big", std::string(101, 'x'));
  CHECK(read_file(scratch / "big", 100).error().code == ErrorCode::bad_format);
  CHECK(read_file(scratch / "big", 101));
}

TEST_CASE("a mapped file keeps its bytes when it is moved or replaced on disk") {
  const Scratch scratch;
  put_bytes(scratch / "a", "content");
  put_bytes(scratch / "empty", "");
  auto mapped = MappedFile::open(scratch / "a");
  auto other = MappedFile::open(scratch / "empty");
  REQUIRE((mapped && other));
  CHECK(other->bytes().empty());
  REQUIRE(write_file_atomically(scratch / "a", as_bytes("other")));
  *other = std::move(*mapped);
  const MappedFile last = std::move(*other);
  CHECK(std::string(reinterpret_cast<const char*>(last.bytes().data()), last.bytes().size()) == "content");
}

TEST_CASE("checksums equal those of xxh128sum, computed at once or in pieces") {
  CHECK(checksum_hex({}) == "99aa06d3014798d86001c324468d497f");  // as published for XXH3-128 of nothing
  const std::string text(100'000, 'm');
  Checksum pieces;
  for (std::size_t i = 0; i < text.size(); i += 777)
    pieces.update(as_bytes(text).subspan(i, std::min<std::size_t>(777, text.size() - i)));
  CHECK(pieces.hex() == checksum_hex(as_bytes(text)));
}
