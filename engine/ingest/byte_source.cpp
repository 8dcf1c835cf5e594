#include "engine/ingest/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace moshaver {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t input_bytes = std::size_t{128} << 10;
constexpr std::string_view gzip_magic = "\x1f\x8b"sv;
constexpr std::string_view zstd_magic = "\x28\xb5\x2f\xfd"sv;

struct Foreign {
  std::string_view magic, name;
};
constexpr std::array<Foreign, 4> foreign_formats = {{{"PK\x03\x04"sv, "a ZIP archive or an Excel workbook"},
                                                     {"PAR1"sv, "a Parquet file"},
                                                     {"\xfd\x37zXZ"sv, "an xz archive"},
                                                     {"BZh"sv, "a bzip2 archive"}}};

// A file descriptor and a buffer of bytes that were read but not yet used.
class Input {
 public:
  Input(int descriptor, const std::filesystem::path& path) : descriptor_(descriptor), path_(path) {}
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input() { ::close(descriptor_); }

  [[nodiscard]] std::string_view waiting() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void use(std::size_t count) {
    assert(count <= end_ - begin_);
    begin_ += count;
    consumed_ += count;
  }

  // Reads more bytes into the buffer. The buffer is empty afterwards only at the end of the file.
  Result<void> fill() {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= std::exchange(begin_, 0);
    MOSHAVER_TRY(count, read_file({buffer_.data() + end_, buffer_.size() - end_}));
    end_ += count;
    return {};
  }

  // Reads directly from the file into `room`; for plain files, once the buffer is empty.
  Result<std::size_t> read_past(std::span<char> room) {
    assert(begin_ == end_);
    MOSHAVER_TRY(count, read_file(room));
    consumed_ += count;
    return count;
  }

  [[nodiscard]] std::uint64_t consumed() const { return consumed_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  Result<std::size_t> read_file(std::span<char> room) {
    for (;;) {
      const ssize_t count = ::read(descriptor_, room.data(), room.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno == EINTR) continue;
      return failure(ErrorCode::io_error, path_.string() + ": cannot be read (" + std::strerror(errno) +
                                              "); check its permissions and that it is a file");
    }
  }

  int descriptor_;
  std::filesystem::path path_;
  std::vector<char> buffer_ = std::vector<char>(input_bytes);
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t consumed_ = 0;
};

tl::unexpected<Error> damaged(const Input& input, std::string_view format, std::string_view what) {
  return failure(ErrorCode::bad_format, input.path().string() + ": the " + std::string(format) + " data " +
                                            std::string(what) + "; copy or compress the file again");
}

class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual Result<std::size_t> read(Input&, std::span<char> room) = 0;
};

class Plain : public Decoder {
 public:
  Result<std::size_t> read(Input& input, std::span<char> room) override {
    if (input.waiting().empty()) return input.read_past(room);
    const std::size_t count = std::min(room.size(), input.waiting().size());
    std::memcpy(room.data(), input.waiting().data(), count);
    input.use(count);
    return count;
  }
};

class Gzip : public Decoder {
 public:
  Gzip() {
    constexpr int gzip_only = 15 + 16;  // the largest window, and a gzip header required
    if (inflateInit2(&stream_, gzip_only) != Z_OK) throw std::bad_alloc();  // the only possible failure
  }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() override { inflateEnd(&stream_); }

  Result<std::size_t> read(Input& input, std::span<char> room) override {
    for (;;) {
      if (input.waiting().empty()) MOSHAVER_CHECK(input.fill());
      if (input.waiting().empty()) {
        if (between_members_) return 0;
        return damaged(input, "gzip", "ends early");
      }
      between_members_ = false;
      // zlib's interface predates const and size_t; it does not write through next_in.
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.waiting().data()));
      stream_.avail_in = static_cast<uInt>(input.waiting().size());
      stream_.next_out = reinterpret_cast<Bytef*>(room.data());
      stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(room.size(), 1U << 30));
      const std::size_t offered = stream_.avail_out;
      const int status = inflate(&stream_, Z_NO_FLUSH);
      input.use(input.waiting().size() - stream_.avail_in);
      if (status == Z_STREAM_END) {
        between_members_ = true;
        inflateReset(&stream_);
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return damaged(input, "gzip", "is damaged");
      }
      if (const std::size_t count = offered - stream_.avail_out; count > 0) return count;
    }
  }

 private:
  z_stream stream_{};
  bool between_members_ = false;
};

class Zstd : public Decoder {
 public:
  Zstd() : stream_(ZSTD_createDStream(), &ZSTD_freeDStream) {
    if (!stream_) throw std::bad_alloc();
  }

  Result<std::size_t> read(Input& input, std::span<char> room) override {
    for (;;) {
      // If the output buffer was full, zstd may still hold decoded bytes, so call it once more at the end of the file.
      if (input.waiting().empty()) MOSHAVER_CHECK(input.fill());
      const bool at_end = input.waiting().empty();
      if (at_end && between_frames_) return 0;
      ZSTD_inBuffer in{input.waiting().data(), input.waiting().size(), 0};
      ZSTD_outBuffer out{room.data(), room.size(), 0};
      const std::size_t status = ZSTD_decompressStream(stream_.get(), &out, &in);
      if (ZSTD_isError(status)) return damaged(input, "zstd", "is damaged");
      input.use(in.pos);
      between_frames_ = status == 0;
      if (out.pos > 0) return out.pos;
      if (at_end && !between_frames_) return damaged(input, "zstd", "ends early");
    }
  }

 private:
  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream_;
  bool between_frames_ = false;
};

Result<std::unique_ptr<Decoder>> decoder_for(const Input& input) {
  const std::string_view start = input.waiting();
  for (const Foreign& foreign : foreign_formats) {
    if (start.starts_with(foreign.magic)) {
      return failure(ErrorCode::bad_format, input.path().string() + ": is " + std::string(foreign.name) +
                                                "; save it as CSV, TSV or JSON Lines, plain or with gzip or zstd");
    }
  }
  if (start.starts_with(gzip_magic)) return std::make_unique<Gzip>();
  if (start.starts_with(zstd_magic)) return std::make_unique<Zstd>();
  return std::make_unique<Plain>();
}

}  // namespace

struct ByteSource::State {
  State(int descriptor, const std::filesystem::path& path) : input(descriptor, path) {}
  Input input;
  std::uint64_t file_bytes = 0;
  std::unique_ptr<Decoder> decoder;
};

ByteSource::ByteSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

Result<ByteSource> ByteSource::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const int reason = errno;
    if (reason == ENOENT || reason == ENOTDIR) {
      return failure(ErrorCode::not_found, path.string() + ": there is no such file; check the path");
    }
    return failure(ErrorCode::io_error,
                   path.string() + ": cannot be opened (" + std::strerror(reason) + "); check its permissions");
  }
  auto state = std::make_unique<State>(descriptor, path);
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
    state->file_bytes = static_cast<std::uint64_t>(status.st_size);
  }
  // A pipe may return one byte at a time; every magic number fits into eight bytes.
  for (std::size_t before = 0; state->input.waiting().size() < 8;) {
    MOSHAVER_CHECK(state->input.fill());
    if (state->input.waiting().size() == std::exchange(before, state->input.waiting().size())) break;
  }
  MOSHAVER_TRY(decoder, decoder_for(state->input));
  state->decoder = std::move(decoder);
  return ByteSource(std::move(state));
}

Result<std::size_t> ByteSource::read(std::span<char> room) {
  assert(!room.empty());
  return state_->decoder->read(state_->input, room);
}

std::uint64_t ByteSource::consumed_bytes() const { return state_->input.consumed(); }
std::uint64_t ByteSource::file_bytes() const { return state_->file_bytes; }
const std::filesystem::path& ByteSource::path() const { return state_->input.path(); }

}  // namespace moshaver
