#include "engine/artifact/files.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>

namespace moshaver {

namespace fs = std::filesystem;

namespace {

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  [[nodiscard]] int get() const { return value_; }

 private:
  int value_;
};

Error last_error(std::string_view doing, const fs::path& path) {
  const int number = errno;
  return system_error(number == ENOENT ? ErrorCode::not_found : ErrorCode::io_error, doing, path, number);
}

tl::unexpected<Error> write_failure(std::string_view doing, const fs::path& path) {
  return tl::unexpected<Error>(system_error(ErrorCode::io_error, doing, path, errno));
}

// Size of an open regular file. The size of a pipe or device means nothing.
Result<std::size_t> regular_size(int descriptor, const fs::path& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return tl::unexpected<Error>(last_error("read", path));
  if (!S_ISREG(status.st_mode)) return failure(ErrorCode::io_error, path.string() + ": not a regular file");
  return static_cast<std::size_t>(status.st_size);
}

int open_to_read(const fs::path& path) {
  // O_NONBLOCK: a pipe put in a file's place must not hang the reader.
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

fs::path directory_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

}  // namespace

Error system_error(ErrorCode code, std::string_view doing, const fs::path& path, int error_number) {
  return {code, "cannot " + std::string(doing) + " " + path.string() + ": " +
                    std::error_code(error_number, std::generic_category()).message()};
}

Result<std::string> read_file(const fs::path& path, std::size_t max_bytes) {
  const Descriptor file(open_to_read(path));
  if (file.get() < 0) return tl::unexpected<Error>(last_error("open", path));
  MOSHAVER_TRY(size, regular_size(file.get(), path));
  if (size > max_bytes) {
    return failure(ErrorCode::bad_format, path.string() + ": " + std::to_string(size) + " bytes, at most " +
                                              std::to_string(max_bytes) + " expected");
  }
  std::string text(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::read(file.get(), text.data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return tl::unexpected<Error>(last_error("read", path));
    if (count == 0) break;  // truncated since fstat: the caller notices by the content
    done += static_cast<std::size_t>(count);
  }
  text.resize(done);
  return text;
}

Result<void> write_file_atomically(const fs::path& path, std::span<const std::byte> bytes) {
  MOSHAVER_TRY(file, AtomicFile::create(path));
  MOSHAVER_CHECK(file.append(bytes));
  return file.commit();
}

Result<void> sync_directory(const fs::path& directory) {
  const Descriptor descriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) return write_failure("open", directory);
  // EINVAL: the file system cannot sync directories; more cannot be done.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL) return write_failure("sync", directory);
  return {};
}

Result<AtomicFile> AtomicFile::create(const fs::path& path, unsigned mode) {
  // The process id keeps processes apart, the serial number the threads of one.
  static std::atomic<unsigned> serial = 0;
  for (int attempt = 0; attempt < 100; ++attempt) {
    fs::path temporary = path;
    temporary += ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(serial++);
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor >= 0) return AtomicFile(path, std::move(temporary), descriptor);
    if (errno != EEXIST) return write_failure("create", temporary);
  }
  return write_failure("create a temporary file beside", path);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::move(other.temporary_)),
      unfinished_(std::move(other.unfinished_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

Result<void> AtomicFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return write_failure("write", target_);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> AtomicFile::sync() {
  if (::fdatasync(descriptor_) != 0) return write_failure("write", target_);
  return {};
}

Result<void> AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) return write_failure("write", target_);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) return write_failure("write", target_);
  ::close(std::exchange(descriptor_, -1));  // the content is on disk already, so an error here does not matter
  return sync_directory(directory_of(target_));
}

Result<MappedFile> MappedFile::open(const fs::path& path) {
  const Descriptor file(open_to_read(path));
  if (file.get() < 0) return tl::unexpected<Error>(last_error("open", path));
  MOSHAVER_TRY(size, regular_size(file.get(), path));
  if (size == 0) return MappedFile(path, {});  // mmap refuses length 0
  void* const start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
  if (start == MAP_FAILED) return tl::unexpected<Error>(last_error("map", path));
  ::madvise(start, size, MADV_WILLNEED);  // the caller checksums all of it next
  return MappedFile(path, {static_cast<const std::byte*>(start), size});
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)), bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace moshaver
