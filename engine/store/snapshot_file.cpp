#include "engine/store/snapshot_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <type_traits>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

constexpr std::uint64_t page = 4'096;
constexpr std::size_t snapshot_piece_bytes = std::size_t{1} << 20;
constexpr std::uint64_t sync_bytes = std::uint64_t{4} << 20;
constexpr std::array<char, 8> seal_magic = {'M', 's', 'h', 'v', 'S', 'n', 'a', 'p'};
constexpr std::uint64_t snapshot_version = 4;

// The last bytes of the file. No padding: the checksum covers every byte before it.
struct Seal {
  SnapshotSubject subject;
  std::array<std::array<std::uint64_t, 3>, snapshot_sections> sections{};
  std::uint64_t file_bytes = 0;
  std::uint64_t checksum = 0;  // of all fields above
  std::uint64_t seal_version = snapshot_version;
  std::array<char, 8> magic = seal_magic;
};
static_assert(std::has_unique_object_representations_v<Seal>);

std::uint64_t padded(std::uint64_t size) { return (size + page - 1) / page * page; }

std::uint64_t sum_of(const Seal& seal) { return XXH3_64bits(&seal, offsetof(Seal, checksum)); }

std::uint64_t sum_of(std::span<const std::uint64_t> piece_sums) {
  return XXH3_64bits(piece_sums.data(), piece_sums.size_bytes());
}

tl::unexpected<Error> system_failure(std::string_view doing, const std::filesystem::path& path) {
  const int number = errno;
  return tl::unexpected<Error>(
      system_error(number == ENOENT ? ErrorCode::not_found : ErrorCode::io_error, doing, path, number));
}

bool read_at(int file, void* to, std::size_t size, std::uint64_t offset) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t count = ::pread(file, static_cast<char*>(to) + done, size - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

std::shared_ptr<void> map_file(int file, std::uint64_t offset, std::size_t size, int protection) {
  void* const start = ::mmap(nullptr, size, protection, MAP_PRIVATE, file, static_cast<off_t>(offset));
  if (start == MAP_FAILED) return nullptr;
  return {start, [size](void* memory) { ::munmap(memory, size); }};
}

}  // namespace

Result<SnapshotFileWriter> SnapshotFileWriter::create(const std::filesystem::path& path,
                                                      std::function<bool()> cancelled) {
  MOSHAVER_TRY(file, AtomicFile::create(path));
  return SnapshotFileWriter(std::move(file), std::move(cancelled));
}

Result<void> SnapshotFileWriter::append_bytes(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t part = std::min(bytes.size(), snapshot_piece_bytes - piece_.size());
    piece_.insert(piece_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(part));
    bytes = bytes.subspan(part);
    if (piece_.size() == snapshot_piece_bytes) MOSHAVER_CHECK(flush_piece());
  }
  return {};
}

Result<void> SnapshotFileWriter::flush_piece() {
  if (cancelled_ && cancelled_()) return failure(ErrorCode::io_error, "the snapshot was cancelled");
  piece_sums_.push_back(XXH3_64bits(piece_.data(), piece_.size()));
  MOSHAVER_CHECK(file_.append(piece_));
  written_ += piece_.size();
  unsynced_ += piece_.size();
  piece_.clear();
  if (unsynced_ < sync_bytes) return {};
  unsynced_ = 0;
  const auto begun = std::chrono::steady_clock::now();
  MOSHAVER_CHECK(file_.sync());
  // Sleep as long as the sync took, so that commits get half of the disk's time.
  if (cancelled_) std::this_thread::sleep_for(std::chrono::steady_clock::now() - begun);
  return {};
}

Result<void> SnapshotFileWriter::end_section() {
  const std::uint64_t size = written_ + piece_.size() - begun_;
  // The checksum includes the padding to a whole page, so that every byte of the file is checked.
  piece_.resize(padded(piece_.size()));
  if (!piece_.empty()) MOSHAVER_CHECK(flush_piece());
  sections_.push_back({begun_, size, sum_of(piece_sums_)});
  piece_sums_.clear();
  begun_ = written_;
  return {};
}

Result<void> SnapshotFileWriter::commit(const SnapshotSubject& subject) {
  Seal seal;
  seal.subject = subject;
  std::copy_n(sections_.begin(), std::min(sections_.size(), seal.sections.size()), seal.sections.begin());
  seal.file_bytes = written_ + sizeof seal;
  seal.checksum = sum_of(seal);
  MOSHAVER_CHECK(file_.append(std::as_bytes(std::span(&seal, 1))));
  return file_.commit();
}

Result<SnapshotFile> SnapshotFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return system_failure("open", path);
  SnapshotFile file;
  file.path_ = path;
  file.descriptor_ = {new int(descriptor), [](const int* opened) {
                        ::close(*opened);
                        delete opened;
                      }};
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return system_failure("read", path);
  file.file_bytes_ = static_cast<std::uint64_t>(status.st_size);
  Seal seal;
  if (!S_ISREG(status.st_mode) || file.file_bytes_ < sizeof seal) return damaged_snapshot(path, "too short");
  if (!read_at(descriptor, &seal, sizeof seal, file.file_bytes_ - sizeof seal)) return system_failure("read", path);
  if (seal.magic != seal_magic) return damaged_snapshot(path, "its end is not a snapshot's");
  if (seal.seal_version != snapshot_version) {
    return failure(ErrorCode::unsupported_version, path.string() + " has snapshot format " +
                                                       std::to_string(seal.seal_version) + ", this moshaver reads " +
                                                       std::to_string(snapshot_version));
  }
  if (seal.checksum != sum_of(seal) || seal.file_bytes != file.file_bytes_) return damaged_snapshot(path, "its seal");
  std::uint64_t end = 0;
  for (const auto& [offset, size, sum] : seal.sections) {
    if (offset != end || size > file.file_bytes_ - end) return damaged_snapshot(path, "its sections");
    end += padded(size);
  }
  if (end + sizeof seal != file.file_bytes_) return damaged_snapshot(path, "its sections");
  file.subject_ = seal.subject;
  file.sections_ = seal.sections;
  return file;
}

Result<void> SnapshotFile::check(std::size_t threads) const {
  struct Piece {
    std::size_t section, offset, size;
  };
  std::vector<Piece> pieces;
  for (std::size_t number = 0; number < sections_.size(); ++number) {
    const std::uint64_t size = padded(sections_[number][1]);
    for (std::size_t at = 0; at < size; at += snapshot_piece_bytes) {
      pieces.push_back({number, at, std::min<std::size_t>(snapshot_piece_bytes, size - at)});
    }
  }
  const std::shared_ptr<void> memory = map_file(*descriptor_, 0, file_bytes_, PROT_READ);
  if (!memory) return system_failure("map", path_);
  ::madvise(memory.get(), file_bytes_, MADV_WILLNEED);
  std::vector<std::uint64_t> sums(pieces.size());
  parallel_for(pieces.size(), 8, threads, [&](std::size_t first, std::size_t last, std::size_t) {
    for (std::size_t at = first; at < last; ++at) {
      const auto* start = static_cast<const char*>(memory.get()) + sections_[pieces[at].section][0] + pieces[at].offset;
      sums[at] = XXH3_64bits(start, pieces[at].size);
    }
  });
  std::size_t next = 0;
  for (std::size_t number = 0; number < sections_.size(); ++number) {
    const std::size_t first = next;
    while (next < pieces.size() && pieces[next].section == number) ++next;
    if (sum_of(std::span(sums).subspan(first, next - first)) != sections_[number][2]) {
      return damaged_snapshot(path_, "the checksum of section " + std::to_string(number));
    }
  }
  return {};
}

Result<std::shared_ptr<void>> SnapshotFile::map(std::size_t number) const {
  const auto& [offset, size, sum] = sections_[number];
  std::shared_ptr<void> memory = map_file(*descriptor_, offset, size, PROT_READ | PROT_WRITE);
  if (!memory) return system_failure("map", path_);
  return memory;
}

tl::unexpected<Error> SnapshotFile::wrong_size(std::size_t number) const {
  return damaged_snapshot(path_, "the size of section " + std::to_string(number));
}

}  // namespace moshaver
