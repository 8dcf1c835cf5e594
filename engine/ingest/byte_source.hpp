// The bytes of a file, decompressed on the way: gzip, zstd or plain, told apart by their first bytes and never by name.
//
//   memory   128 KiB of input, plus what zlib (48 KiB) or zstd (the frame's window, at most 128 MiB) needs
//   streams  several gzip members or zstd frames in a row read as one
//   threads  one at a time
//   errors   messages name the file and say what to do
//   tests    tests/ingest/byte_source_test.cpp
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "moshaver/result.hpp"

namespace moshaver {

class ByteSource {
 public:
  // Opens `path` and reads its first bytes. ZIP, Excel, Parquet, xz and bzip2 are recognised in order to be refused by
  // name. Errors: not_found, io_error, bad_format.
  [[nodiscard]] static Result<ByteSource> open(const std::filesystem::path& path);
  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

  // Fills the front of `room` (not empty) and returns how many bytes; 0 means the end. May return fewer than fit.
  // Errors: io_error, bad_format when compressed data is damaged or ends early.
  [[nodiscard]] Result<std::size_t> read(std::span<char> room);

  [[nodiscard]] std::uint64_t consumed_bytes() const;  // of the file as it lies on disk, so compressed
  [[nodiscard]] std::uint64_t file_bytes() const;      // 0: not known, as for a pipe
  [[nodiscard]] const std::filesystem::path& path() const;

 private:
  struct State;
  explicit ByteSource(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace moshaver
