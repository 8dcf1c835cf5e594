// Reads a file and decompresses it: gzip, zstd or plain, detected by the first bytes, never by the name.
//
//   memory   128 KiB of input, plus what zlib (48 KiB) or zstd (the frame's window, at most 128 MiB) needs
//   streams  several gzip members or zstd frames in sequence are read as one
//   threads  one at a time
//   errors   each message names the file and says what to do
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
  // Opens `path` and reads its first bytes. Recognises ZIP, Excel, Parquet, xz and bzip2, to refuse them with a clear
  // message. Errors: not_found, io_error, bad_format.
  [[nodiscard]] static Result<ByteSource> open(const std::filesystem::path& path);
  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

  // Reads into the front of `room` (not empty) and returns the number of bytes; 0 at the end. May return fewer bytes
  // than fit. Errors: io_error, bad_format if compressed data is damaged or ends early.
  [[nodiscard]] Result<std::size_t> read(std::span<char> room);

  [[nodiscard]] std::uint64_t consumed_bytes() const;  // bytes read of the file on disk, before decompression
  [[nodiscard]] std::uint64_t file_bytes() const;      // 0: unknown, for example a pipe
  [[nodiscard]] const std::filesystem::path& path() const;

 private:
  struct State;
  explicit ByteSource(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace moshaver
