// The file of a snapshot: flat arrays as they lie in memory, each with its checksum, to be mapped and not copied.
//
//   format    sections, each from a page's beginning; last the seal: what the snapshot is of, where the sections are,
//             their checksums, and a checksum of the seal itself. Little-endian, as x86-64 and ARM are
//   checksum  of a section: XXH3 of the XXH3s of its pieces of 1 MiB, so that several threads can check one section
//   writing   in order, through AtomicFile: the old file or the new stands there, never a part
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

// What a snapshot is of: the first `event_count` events of the log with this identity, the last of which has this id.
struct SnapshotSubject {
  std::uint64_t log_identity = 0, event_count = 0, last_id_high = 0, last_id_low = 0;
  std::uint64_t event_ids = 0;  // entries of the table of event ids
  bool operator==(const SnapshotSubject&) const = default;
};

inline constexpr std::size_t snapshot_sections = 13;

class SnapshotFileWriter {
 public:
  // `cancelled` is asked now and then; once it says true, writing fails with io_error. Where it is given, writing leaves
  // others half of the disk's time.
  [[nodiscard]] static Result<SnapshotFileWriter> create(const std::filesystem::path&, std::function<bool()> cancelled);

  template <class T>
  [[nodiscard]] Result<void> append(std::span<const T> values) {
    return append_bytes(std::as_bytes(values));
  }
  [[nodiscard]] Result<void> end_section();
  // After all sections.
  [[nodiscard]] Result<void> commit(const SnapshotSubject&);

 private:
  SnapshotFileWriter(AtomicFile file, std::function<bool()> cancelled)
      : file_(std::move(file)), cancelled_(std::move(cancelled)) {}
  Result<void> append_bytes(std::span<const std::byte>);
  Result<void> flush_piece();

  AtomicFile file_;
  std::function<bool()> cancelled_;
  std::vector<std::byte> piece_;
  std::vector<std::uint64_t> piece_sums_;               // of the current section
  std::vector<std::array<std::uint64_t, 3>> sections_;  // offset, bytes, checksum
  std::uint64_t written_ = 0, begun_ = 0, unsynced_ = 0;
};

class SnapshotFile {
 public:
  // Reads the seal. Sections are checked by check().
  [[nodiscard]] static Result<SnapshotFile> open(const std::filesystem::path&);
  SnapshotFile(SnapshotFile&&) noexcept = default;
  [[nodiscard]] const SnapshotSubject& subject() const { return subject_; }
  [[nodiscard]] std::uint64_t bytes() const { return file_bytes_; }
  // Every section against its checksum. Time: memory bandwidth, shared by `threads`; from the disk if it must.
  [[nodiscard]] Result<void> check(std::size_t threads) const;
  // A mapping of the section for this caller alone: what is written there stays in this process, page by page.
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
