#include "models/simulation/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace moshaver::simulation {
namespace {

constexpr std::size_t block = std::size_t{1} << 20;

}  // namespace

struct OutputFile::Codec {
  explicit Codec(Compression compression) : kind(compression), out(block) {
    if (kind == Compression::gzip) {
      // 15 window bits, + 16 for a gzip header, whose timestamp stays 0: the same data gives the same bytes.
      deflateInit2(&gzip, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    } else {
      zstd = ZSTD_createCCtx();
      ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, 1);
      ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
    }
  }
  ~Codec() {
    if (kind == Compression::gzip) deflateEnd(&gzip);
    ZSTD_freeCCtx(zstd);
  }
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  Compression kind;
  z_stream gzip{};
  ZSTD_CCtx* zstd = nullptr;
  std::vector<char> out;

  // Passes each compressed piece to `put`.
  template <class Put>
  void run(const char* data, std::size_t size, bool last, const Put& put) {
    if (kind == Compression::gzip) {
      gzip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data));  // zlib does not write to it
      gzip.avail_in = static_cast<uInt>(size);
      int state = Z_OK;
      do {
        gzip.next_out = reinterpret_cast<Bytef*>(out.data());
        gzip.avail_out = static_cast<uInt>(out.size());
        state = deflate(&gzip, last ? Z_FINISH : Z_NO_FLUSH);
        put(out.data(), out.size() - gzip.avail_out);
      } while (gzip.avail_out == 0 || (last && state == Z_OK));
      return;
    }
    ZSTD_inBuffer in{data, size, 0};
    std::size_t left = 0;
    do {
      ZSTD_outBuffer piece{out.data(), out.size(), 0};
      left = ZSTD_compressStream2(zstd, &piece, &in, last ? ZSTD_e_end : ZSTD_e_continue);
      put(out.data(), piece.pos);
    } while (last ? left != 0 : in.pos < in.size);
  }
};

OutputFile::OutputFile(std::filesystem::path path, Compression compression)
    : path_(std::move(path)), temporary_(path_), buffer_(block) {
  temporary_ += ".partial";
  unfinished_ = Unfinished(temporary_);
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    fail("cannot create", errno);
    return;
  }
  pending_ = true;
  if (compression != Compression::none) codec_ = std::make_unique<Codec>(compression);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (pending_) ::unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view text) {
  while (!text.empty()) {
    if (used_ == buffer_.size()) flush();
    const std::size_t size = std::min(text.size(), buffer_.size() - used_);
    std::memcpy(buffer_.data() + used_, text.data(), size);
    used_ += size;
    text.remove_prefix(size);
  }
}

void OutputFile::flush() {
  if (codec_) {
    codec_->run(buffer_.data(), used_, false, [&](const char* data, std::size_t size) { put(data, size); });
  } else {
    put(buffer_.data(), used_);
  }
  used_ = 0;
}

void OutputFile::put(const char* data, std::size_t size) {
  while (size > 0 && !failed()) {
    const ssize_t written = ::write(descriptor_, data, size);
    if (written < 0) {
      if (errno != EINTR) fail("cannot write", errno);
      continue;
    }
    data += written;
    size -= static_cast<std::size_t>(written);
    bytes_ += static_cast<std::uint64_t>(written);
  }
}

Result<std::uint64_t> OutputFile::finish() {
  if (!failed()) {
    flush();
    if (codec_) codec_->run(nullptr, 0, true, [&](const char* data, std::size_t size) { put(data, size); });
  }
  if (descriptor_ >= 0 && ::close(descriptor_) != 0) fail("cannot close", errno);
  descriptor_ = -1;
  if (failed()) return failure(error_->code, error_->message);
  return bytes_;
}

Result<bool> OutputFile::rename() {
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    fail("cannot rename to", errno);
    return failure(error_->code, error_->message);
  }
  pending_ = false;
  return true;
}

void OutputFile::fail(std::string_view what, int error_number) {
  if (error_) return;
  std::string message(what);
  message += " " + path_.string() + ": " + std::generic_category().message(error_number);
  if (error_number == ENOSPC || error_number == EDQUOT) message += "; free some space or choose another directory";
  error_ = Error{ErrorCode::io_error, std::move(message)};
}

CsvRow& CsvRow::field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    line_ += text;
  } else {
    line_ += '"';
    for (const char c : text) {
      if (c == '"') line_ += '"';
      line_ += c;
    }
    line_ += '"';
  }
  line_ += ',';
  return *this;
}

CsvRow& CsvRow::field(double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, 6).ptr;
  return field(std::string_view(text.data(), static_cast<std::size_t>(end - text.data())));
}

CsvRow& CsvRow::field(std::uint64_t number) { return field(std::string_view(std::to_string(number))); }

void CsvRow::end(OutputFile& file) {
  line_.back() = '\n';
  file.write(line_);
  line_.clear();
}

}  // namespace moshaver::simulation
