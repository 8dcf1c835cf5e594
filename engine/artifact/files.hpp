// Atomic writing of files, and reading and mapping them.
//
//   errors   io_error with the path and the system's message; not_found when a file to be read does not exist
//   writing  to a temporary file in the same directory, fsync, rename, fsync of the directory: after a power cut the
//            file has its old or its new content, never a part. A failed write leaves no temporary file
//   threads  functions may run concurrently, on the same path too: the last rename wins
//   test     tests/artifact/files_test.cpp
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "moshaver/result.hpp"
#include "moshaver/unfinished.hpp"

namespace moshaver {

// "cannot DOING PATH: the text of error_number".
[[nodiscard]] Error system_error(ErrorCode, std::string_view doing, const std::filesystem::path&, int error_number);

// Errors: not_found, io_error; bad_format when the file holds more than `max_bytes`.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path&, std::size_t max_bytes);

[[nodiscard]] Result<void> write_file_atomically(const std::filesystem::path&, std::span<const std::byte>);

// Makes renames and new names in `directory` durable.
[[nodiscard]] Result<void> sync_directory(const std::filesystem::path& directory);

// write_file_atomically in pieces. Destroyed before commit(), it removes its temporary file.
class AtomicFile {
 public:
  [[nodiscard]] static Result<AtomicFile> create(const std::filesystem::path&, unsigned mode = 0666);
  AtomicFile(AtomicFile&&) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  [[nodiscard]] Result<void> append(std::span<const std::byte>);
  // Writes what was appended to disk now. Syncing a large file in small steps keeps the fsyncs of other files fast.
  [[nodiscard]] Result<void> sync();
  [[nodiscard]] Result<void> commit();

 private:
  AtomicFile(std::filesystem::path target, std::filesystem::path temporary, int descriptor)
      : target_(std::move(target)),
        temporary_(std::move(temporary)),
        unfinished_(temporary_),
        descriptor_(descriptor) {}

  std::filesystem::path target_, temporary_;
  Unfinished unfinished_;
  int descriptor_ = -1;  // -1: committed or moved from
};

// A whole file as read-only memory, shared by all processes that map it. The file must not be truncated while it is
// mapped (the kernel sends SIGBUS): replace files, never rewrite them in place.
class MappedFile {
 public:
  // Errors: not_found, io_error.
  [[nodiscard]] static Result<MappedFile> open(const std::filesystem::path&);
  MappedFile(MappedFile&&) noexcept;
  MappedFile& operator=(MappedFile&&) noexcept;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }  // page-aligned; stays valid after a move
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  MappedFile(std::filesystem::path path, std::span<const std::byte> bytes) : path_(std::move(path)), bytes_(bytes) {}

  std::filesystem::path path_;
  std::span<const std::byte> bytes_;
};

}  // namespace moshaver
