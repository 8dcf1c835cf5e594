#include "engine/store/backup_file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <vector>

#include "engine/data/checksum.hpp"
#include "moshaver/unfinished.hpp"

namespace moshaver {

namespace {

constexpr std::string_view head = "moshaver backup 1\n", any_head = "moshaver backup ";
constexpr std::uint32_t end_mark = 0xFFFFFFFF;
constexpr std::size_t piece_bytes = std::size_t{1} << 20, max_name_bytes = 512, checksum_digits = 32;
constexpr unsigned owner_only = 0600;

template <class Number>
std::array<std::byte, sizeof(Number)> little_endian(Number value) {
  std::array<std::byte, sizeof(Number)> bytes;
  for (std::byte& byte : bytes) {
    byte = static_cast<std::byte>(value & 255);
    value = static_cast<Number>(value >> 8);
  }
  return bytes;
}

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// Accepts only names that backup_shop writes: relative paths inside a shop.
bool is_member_name(std::string_view name) {
  if (name == "events.db" || name == "shop.toml" || name == "models/current") return true;
  if (!name.starts_with("models/")) return false;
  const std::string_view rest = name.substr(7);
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos || slash == 0) return false;
  const std::string_view id = rest.substr(0, slash), file = rest.substr(slash + 1);
  const auto is_plain = [](std::string_view part) {
    return !part.empty() && part.front() != '.' && part.find('/') == std::string_view::npos &&
           part.find('\0') == std::string_view::npos;
  };
  return is_plain(id) && is_plain(file);
}

}  // namespace

void BackupWriter::Free::operator()(ZSTD_CCtx_s* context) const { ZSTD_freeCCtx(context); }

BackupWriter::BackupWriter(AtomicFile file) : file_(std::move(file)), compressor_(ZSTD_createCCtx()) {
  ZSTD_CCtx_setParameter(compressor_.get(), ZSTD_c_compressionLevel, 3);
  ZSTD_CCtx_setParameter(compressor_.get(), ZSTD_c_checksumFlag, 1);
}

Result<BackupWriter> BackupWriter::create(const std::filesystem::path& path) {
  MOSHAVER_TRY(file, AtomicFile::create(path, owner_only));
  BackupWriter writer(std::move(file));
  MOSHAVER_CHECK(writer.append(bytes_of(head)));
  return writer;
}

Result<void> BackupWriter::append(std::span<const std::byte> bytes) {
  checksum_.update(bytes);
  file_bytes_ += bytes.size();
  return file_.append(bytes);
}

Result<void> BackupWriter::write(std::span<const std::byte> bytes, bool last) {
  std::array<std::byte, std::size_t{1} << 17> packed;
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  while (true) {
    ZSTD_outBuffer out{packed.data(), packed.size(), 0};
    const std::size_t left = ZSTD_compressStream2(compressor_.get(), &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left) != 0) {
      return failure(ErrorCode::io_error, std::string("cannot compress the backup: ") + ZSTD_getErrorName(left));
    }
    MOSHAVER_CHECK(append(std::span(packed).first(out.pos)));
    if (last ? left == 0 : in.pos == in.size) return {};
  }
}

Result<void> BackupWriter::add(const std::string& name, const std::filesystem::path& path,
                               const std::function<void(std::uint64_t)>& on_bytes) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return tl::unexpected(system_error(ErrorCode::io_error, "read", path, errno));
  const std::unique_ptr<const int, void (*)(const int*)> closed(&descriptor, [](const int* open) { ::close(*open); });
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (error) return tl::unexpected(system_error(ErrorCode::io_error, "read", path, error.value()));
  MOSHAVER_CHECK(write(little_endian(static_cast<std::uint32_t>(name.size()))));
  MOSHAVER_CHECK(write(bytes_of(name)));
  MOSHAVER_CHECK(write(little_endian(size)));
  Checksum checksum;
  std::vector<std::byte> piece(piece_bytes);
  for (std::uint64_t done = 0; done < size;) {
    const ssize_t count = ::read(descriptor, piece.data(), std::min<std::uint64_t>(piece.size(), size - done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return tl::unexpected(system_error(ErrorCode::io_error, "read", path, count < 0 ? errno : EIO));
    const auto got = std::span<const std::byte>(piece).first(static_cast<std::size_t>(count));
    checksum.update(got);
    MOSHAVER_CHECK(write(got));
    done += got.size();
    on_bytes(got.size());
  }
  MOSHAVER_CHECK(write(bytes_of(checksum.hex())));
  ++members_;
  return {};
}

Result<std::uint64_t> BackupWriter::finish() {
  MOSHAVER_CHECK(write(little_endian(end_mark)));
  MOSHAVER_CHECK(write(little_endian(members_), true));
  const std::string checksum = checksum_.hex();
  MOSHAVER_CHECK(append(bytes_of(checksum)));
  MOSHAVER_CHECK(file_.commit());
  return file_bytes_;
}

namespace {

// Reads what BackupWriter wrote, in order.
class BackupReader {
 public:
  BackupReader(const std::filesystem::path& path, const std::function<void(std::uint64_t)>& on_bytes)
      : path_(path), on_bytes_(on_bytes), decompressor_(ZSTD_createDCtx(), &ZSTD_freeDCtx), packed_(piece_bytes) {}

  Result<std::uint64_t> unpack(const std::filesystem::path& directory) {
    file_.open(path_, std::ios::binary);
    if (!file_)
      return failure(ErrorCode::not_found,
                     "cannot read " + path_.string() + "; give a file that moshaver backup wrote");
    MOSHAVER_CHECK(read_head());
    while (true) {
      std::array<std::byte, 4> length_bytes;
      MOSHAVER_CHECK(read(length_bytes));
      const std::uint32_t length = number<std::uint32_t>(length_bytes);
      if (length == end_mark) break;
      if (length == 0 || length > max_name_bytes) return damaged("a member's name");
      std::string name(length, '\0');
      MOSHAVER_CHECK(read(std::as_writable_bytes(std::span(name))));
      if (!is_member_name(name)) return damaged("a member's name");
      MOSHAVER_CHECK(unpack_member(name, directory));
      ++members_;
    }
    std::array<std::byte, 8> count;
    MOSHAVER_CHECK(read(count));
    if (number<std::uint64_t>(count) != members_) return damaged("its number of members");
    MOSHAVER_CHECK(expect_end());
    return members_;
  }

 private:
  tl::unexpected<Error> damaged(const std::string& what) const {
    return failure(ErrorCode::bad_format,
                   path_.string() + " is damaged (" + what + "); nothing was restored. Use another backup");
  }
  tl::unexpected<Error> cut_short() const {
    return failure(ErrorCode::bad_format, path_.string() + " was cut short" +
                                              (member_.empty() ? "" : " in " + member_) +
                                              "; nothing was restored. Use another backup");
  }

  Result<void> read_head() {
    std::string found(head.size(), '\0');
    file_.read(found.data(), static_cast<std::streamsize>(found.size()));
    if (found == head) {
      checksum_.update(bytes_of(head));
      return {};
    }
    if (found.starts_with(any_head) && file_.gcount() == static_cast<std::streamsize>(head.size())) {
      return failure(ErrorCode::unsupported_version,
                     path_.string() + " was written by a newer moshaver; restore it with that version");
    }
    if (head.starts_with(std::string_view(found).substr(0, static_cast<std::size_t>(file_.gcount()))))
      return cut_short();
    return failure(ErrorCode::bad_format,
                   path_.string() + " is not a backup of a shop; give a file that moshaver backup wrote");
  }

  // Decompresses the next part of the stream into `ready_`. False: the frame has ended.
  Result<bool> fill() {
    ready_.clear();
    ready_at_ = 0;
    while (ready_.empty()) {
      if (ended_) return false;
      if (in_.pos == in_.size) {
        checksum_.update(std::span(packed_).first(in_.pos));
        file_.read(reinterpret_cast<char*>(packed_.data()), static_cast<std::streamsize>(packed_.size()));
        const auto count = static_cast<std::size_t>(file_.gcount());
        if (count == 0) return cut_short();
        on_bytes_(count);
        in_ = {packed_.data(), count, 0};
      }
      ready_.resize(piece_bytes);
      ZSTD_outBuffer out{ready_.data(), ready_.size(), 0};
      const std::size_t left = ZSTD_decompressStream(decompressor_.get(), &out, &in_);
      if (ZSTD_isError(left) != 0)
        return damaged(member_.empty() ? "it cannot be decompressed" : member_ + " cannot be decompressed");
      ready_.resize(out.pos);
      ended_ = left == 0;
    }
    return true;
  }
  Result<void> read(std::span<std::byte> out) {
    while (!out.empty()) {
      if (ready_at_ == ready_.size()) {
        MOSHAVER_TRY(more, fill());
        if (!more) return cut_short();
      }
      const std::size_t count = std::min(out.size(), ready_.size() - ready_at_);
      std::memcpy(out.data(), ready_.data() + ready_at_, count);
      ready_at_ += count;
      out = out.subspan(count);
    }
    return {};
  }

  Result<void> expect_end() {
    if (ready_at_ != ready_.size()) return damaged("extra bytes after its end");
    if (!ended_) {
      MOSHAVER_TRY(more, fill());
      if (more) return damaged("extra bytes after its end");
    }
    // A changed byte may be decompressed to the same members: the file has a checksum of its own.
    checksum_.update(std::span(packed_).first(in_.pos));
    std::string trailer(reinterpret_cast<const char*>(packed_.data()) + in_.pos, in_.size - in_.pos);
    std::array<char, checksum_digits + 1> rest;
    file_.read(rest.data(), rest.size());
    trailer.append(rest.data(), static_cast<std::size_t>(file_.gcount()));
    if (trailer.size() < checksum_digits) return cut_short();
    if (trailer.size() > checksum_digits) return damaged("extra bytes after its end");
    return trailer == checksum_.hex() ? Result<void>{} : damaged("its checksum");
  }

  template <class Number>
  static Number number(std::span<const std::byte> bytes) {
    Number value = 0;
    for (std::size_t at = bytes.size(); at-- > 0;)
      value = static_cast<Number>(value << 8 | static_cast<Number>(bytes[at]));
    return value;
  }

  // Registers the member and its new parent directories as unfinished, each once, parents first.
  void register_new(const std::filesystem::path& path, const std::filesystem::path& directory) {
    if (path == directory || !registered_.insert(path).second) return;
    register_new(path.parent_path(), directory);
    unfinished_.emplace_back(path);
  }

  Result<void> unpack_member(const std::string& name, const std::filesystem::path& directory) {
    member_ = name;
    std::array<std::byte, 8> size_bytes;
    MOSHAVER_CHECK(read(size_bytes));
    const std::filesystem::path path = directory / name;
    std::error_code error;
    register_new(path, directory);
    std::filesystem::create_directories(path.parent_path(), error);
    MOSHAVER_TRY(file, AtomicFile::create(path, owner_only));
    Checksum checksum;
    std::vector<std::byte> piece(piece_bytes);
    for (std::uint64_t left = number<std::uint64_t>(size_bytes); left > 0;) {
      const auto part = std::span(piece).first(std::min<std::uint64_t>(piece.size(), left));
      MOSHAVER_CHECK(read(part));
      checksum.update(part);
      MOSHAVER_CHECK(file.append(part));
      left -= part.size();
    }
    std::string wanted(checksum_digits, '\0');
    MOSHAVER_CHECK(read(std::as_writable_bytes(std::span(wanted))));
    if (checksum.hex() != wanted) return damaged("the checksum of " + name);
    MOSHAVER_CHECK(file.commit());
    member_.clear();
    return {};
  }

  std::filesystem::path path_;
  const std::function<void(std::uint64_t)>& on_bytes_;
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> decompressor_;
  std::ifstream file_;
  std::vector<std::byte> packed_, ready_;
  std::size_t ready_at_ = 0;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  Checksum checksum_;  // of the parts of `packed_` that are decompressed
  bool ended_ = false;
  std::uint64_t members_ = 0;
  std::string member_;  // the one that is being read
  std::set<std::filesystem::path> registered_;
  std::vector<Unfinished> unfinished_;  // removed if the restore is interrupted
};

}  // namespace

Result<std::uint64_t> unpack_backup(const std::filesystem::path& file, const std::filesystem::path& directory,
                                    const std::function<void(std::uint64_t)>& on_bytes) {
  return BackupReader(file, on_bytes).unpack(directory);
}

}  // namespace moshaver
