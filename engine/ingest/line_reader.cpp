#include "engine/ingest/line_reader.hpp"

#include <cassert>
#include <cstring>

namespace moshaver {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{256} << 10;

using namespace std::string_view_literals;

bool is_wide_text(std::string_view start) {
  if (start.starts_with("\xff\xfe"sv) || start.starts_with("\xfe\xff"sv)) return true;
  // Without a byte order mark, UTF-16 or UTF-32 has a zero byte in its first characters, which are ASCII.
  return start.substr(0, 4).find('\0') != std::string_view::npos;
}

}  // namespace

Result<LineReader> LineReader::open(const std::filesystem::path& path) {
  MOSHAVER_TRY(source, ByteSource::open(path));
  LineReader reader(std::move(source));
  reader.buffer_.resize(max_bytes + chunk_bytes + padding);
  while (!reader.at_end_ && reader.end_ < chunk_bytes / 4) MOSHAVER_CHECK(reader.refill());

  const std::string_view start = reader.beginning();
  if (is_wide_text(start)) {
    return failure(ErrorCode::bad_format, path.string() + ": is UTF-16 or UTF-32; save it as UTF-8");
  }
  if (start.starts_with("\xef\xbb\xbf"sv)) reader.begin_ = 3;
  if (reader.beginning().find_first_not_of(" \t\r\n") == std::string_view::npos && reader.at_end_) {
    return failure(ErrorCode::no_data, path.string() + ": is empty; give a file with a header line or JSON Lines");
  }
  if (start.find('\n') == std::string_view::npos && start.find('\r') < start.size() - 1) {
    return failure(
        ErrorCode::bad_format,
        path.string() + ": has old Mac line ends (carriage return only); save it with Unix or Windows line ends");
  }
  return reader;
}

std::string_view LineReader::beginning() const { return {buffer_.data() + begin_, end_ - begin_}; }

Result<bool> LineReader::next(Line& line) {
  if (skipping_) MOSHAVER_CHECK(skip_rest_of_line());
  line.number = line_count_ + 1;
  for (std::size_t searched = 0;;) {  // bytes of this line that are known to have no line feed
    const char* start = buffer_.data() + begin_;
    const auto* found = static_cast<const char*>(std::memchr(start + searched, '\n', end_ - begin_ - searched));
    const std::size_t size = found != nullptr ? static_cast<std::size_t>(found - start) : end_ - begin_;
    const bool ended = found != nullptr || at_end_;
    line.too_long = begin_ + size - kept_from() > max_bytes;
    if (ended || line.too_long) {
      if (found == nullptr && size == 0) return false;
      line.text = {start, size};
      line_begin_ = begin_;
      begin_ += size + (found != nullptr ? 1 : 0);
      skipping_ = !ended;
      ++line_count_;
      return true;
    }
    searched = size;
    MOSHAVER_CHECK(refill());
  }
}

Result<void> LineReader::skip_rest_of_line() {
  assert(!marked_);
  for (;;) {
    const auto* found = static_cast<const char*>(std::memchr(buffer_.data() + begin_, '\n', end_ - begin_));
    begin_ = found != nullptr ? static_cast<std::size_t>(found - buffer_.data()) + 1 : end_;
    skipping_ = found == nullptr && !at_end_;
    if (!skipping_) return {};
    MOSHAVER_CHECK(refill());
  }
}

// Moves the bytes that must stay to the front and reads a chunk after them. At most max_bytes stay, so a chunk always
// fits.
Result<void> LineReader::refill() {
  const std::size_t kept = kept_from();
  assert(end_ - kept <= max_bytes);
  std::memmove(buffer_.data(), buffer_.data() + kept, end_ - kept);
  begin_ -= kept;
  end_ -= kept;
  mark_ = 0;
  MOSHAVER_TRY(count, source_.read({buffer_.data() + end_, chunk_bytes}));
  end_ += count;
  at_end_ = count == 0;
  return {};
}

void LineReader::mark() {
  assert(!skipping_);
  marked_ = true;
  mark_ = line_begin_;
  lines_at_mark_ = line_count_ - 1;
}

void LineReader::unmark() { marked_ = false; }

std::size_t LineReader::rewind() {
  assert(marked_);
  const std::size_t bytes = begin_ - mark_;
  begin_ = mark_;
  line_count_ = lines_at_mark_;
  marked_ = skipping_ = false;
  return bytes;
}

}  // namespace moshaver
