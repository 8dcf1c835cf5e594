// The format of a backup file: an identifying line, one zstd frame that contains all members in sequence, a checksum.
//
//   head     "moshaver backup 1\n", then the frame, then 32 hex digits of the XXH3-128 of all bytes before them
//   member   u32 length of the name, the name, u64 size, the bytes, 32 hex digits of their XXH3-128
//   end      u32 all ones, u64 number of members
//   numbers  little-endian
//   test     tests/store/backup_test.cpp cuts it at every byte and flips bytes
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "engine/artifact/files.hpp"
#include "engine/data/checksum.hpp"
#include "moshaver/result.hpp"

struct ZSTD_CCtx_s;

namespace moshaver {

class BackupWriter {
 public:
  // The file appears at `path` only when finish() succeeds. Errors: io_error.
  [[nodiscard]] static Result<BackupWriter> create(const std::filesystem::path& path);
  // Calls `on_bytes` with the number of bytes of each piece that it has read.
  [[nodiscard]] Result<void> add(const std::string& name, const std::filesystem::path& file,
                                 const std::function<void(std::uint64_t)>& on_bytes);
  // Returns the size of the backup file in bytes.
  [[nodiscard]] Result<std::uint64_t> finish();

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s*) const;
  };
  explicit BackupWriter(AtomicFile file);
  [[nodiscard]] Result<void> write(std::span<const std::byte>, bool last = false);
  [[nodiscard]] Result<void> append(std::span<const std::byte>);

  AtomicFile file_;
  Checksum checksum_;  // of all that was appended
  std::unique_ptr<ZSTD_CCtx_s, Free> compressor_;
  std::uint64_t members_ = 0, file_bytes_ = 0;
};

// Writes all members into `directory`, which must exist and be empty, and returns their number. Refuses names that lead
// out of it. Calls `on_bytes` with the number of bytes of each piece of the backup. Errors: not_found, bad_format,
// unsupported_version, io_error.
[[nodiscard]] Result<std::uint64_t> unpack_backup(const std::filesystem::path& file,
                                                  const std::filesystem::path& directory,
                                                  const std::function<void(std::uint64_t)>& on_bytes);

}  // namespace moshaver
