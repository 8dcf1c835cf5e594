// The format of a snapshot file: arrays in their in-memory layout, each with a checksum, so that they can be
// memory-mapped.
//
//   format    page-aligned sections, then the seal: the subject of the snapshot, the places and checksums of the
//             sections, and a checksum of the seal itself. Little-endian, as x86-64 and ARM are
//   checksum  of a section: XXH3 of the XXH3s of its 1 MiB pieces, so that several threads can check one section
//   writing   in order, through AtomicFile: there is either the old file or the new one, never a part
//   errors    not_found (no file), bad_format (cut short, altered, foreign), unsupported_version, io_error
//   test      tests/store/snapshot_test.cpp
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/artifact/files.hpp"
#include "engine/data/flat_vector.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

// How pairs of rows lie in a section.
struct RowPair {
  std::uint32_t first = 0, second = 0;
};

[[nodiscard]] inline tl::unexpected<Error> damaged_snapshot(const std::filesystem::path& file,
                                                            const std::string& what) {
  return failure(ErrorCode::bad_format, file.string() + " is damaged (" + what + ")");
}

// A snapshot covers the first `event_count` events of the log with this identity; the last of them has this id.
struct SnapshotSubject {
  std::uint64_t log_identity = 0, event_count = 0, last_id_high = 0, last_id_low = 0;
  std::uint64_t event_ids = 0;  // entries in the table of event ids
  bool operator==(const SnapshotSubject&) const = default;
};

inline constexpr std::size_t snapshot_sections = 17;

class SnapshotFileWriter {
 public:
  // Calls `cancelled` from time to time; once it returns true, writing fails with io_error. If it is given, writing
  // leaves half of the disk's time to others.
  [[nodiscard]] static Result<SnapshotFileWriter> create(const std::filesystem::path&, std::function<bool()> cancelled);

  template <class T>
  [[nodiscard]] Result<void> append(std::span<const T> values) {
    return append_bytes(std::as_bytes(values));
  }
  [[nodiscard]] Result<void> end_section();
  // Call after all sections.
  [[nodiscard]] Result<void> commit(const SnapshotSubject&);

 private:
  SnapshotFileWriter(AtomicFile file, std::function<bool()> cancelled)
      : file_(std::move(file)), cancelled_(std::move(cancelled)) {}
  Result<void> append_bytes(std::span<const std::byte>);
  Result<void> flush_piece();

  AtomicFile file_;
  std::function<bool()> cancelled_;
  std::vector<std::byte> piece_;
  std::vector<std::uint64_t> piece_sums_;               // checksums of the current section's pieces
  std::vector<std::array<std::uint64_t, 3>> sections_;  // offset, bytes, checksum
  std::uint64_t written_ = 0, begun_ = 0, unsynced_ = 0;
};

class SnapshotFile {
 public:
  // Reads and checks the seal; check() checks the sections.
  [[nodiscard]] static Result<SnapshotFile> open(const std::filesystem::path&);
  SnapshotFile(SnapshotFile&&) noexcept = default;
  [[nodiscard]] const SnapshotSubject& subject() const { return subject_; }
  [[nodiscard]] std::uint64_t bytes() const { return file_bytes_; }
  // Checks all sections. Time: limited by memory bandwidth, or by the disk if the file is not in the page cache.
  [[nodiscard]] Result<void> check(std::size_t threads) const;
  // A private mapping of the section: writes to it stay in this process (copy on write, page by page).
  template <class T, class Heap = std::allocator<T>>
  [[nodiscard]] Result<FlatVector<T, Heap>> section(std::size_t number) const {
    const std::size_t size = sections_[number][1];
    if (size % sizeof(T) != 0) return wrong_size(number);
    if (size == 0) return FlatVector<T, Heap>();
    MOSHAVER_TRY(memory, map(number));
    return flat_vector<T, Heap>(memory, std::span(static_cast<T*>(memory.get()), size / sizeof(T)));
  }

 private:
  SnapshotFile() = default;
  [[nodiscard]] Result<std::shared_ptr<void>> map(std::size_t number) const;
  [[nodiscard]] tl::unexpected<Error> wrong_size(std::size_t number) const;

  std::filesystem::path path_;
  std::shared_ptr<const int> descriptor_;
  std::uint64_t file_bytes_ = 0;
  SnapshotSubject subject_;
  std::array<std::array<std::uint64_t, 3>, snapshot_sections> sections_{};
};

}  // namespace moshaver
