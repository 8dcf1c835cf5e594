// An output file that appears complete or not at all: written under a temporary name, optionally compressed, renamed at
// the end.
//
//   buffer   callers format lines directly into one large block: no stream formatting in hot loops
//   errors   the first is kept, later writes are ignored, and finish() returns it: io_error, naming the file
//   threads  one at a time
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/generate.hpp"
#include "moshaver/result.hpp"
#include "moshaver/unfinished.hpp"

namespace moshaver::simulation {

class OutputFile {
 public:
  OutputFile(std::filesystem::path path, Compression);
  ~OutputFile();  // removes the temporary file unless it was renamed
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  bool failed() const { return error_.has_value(); }

  // Space for `bytes` (at most 64 KiB). Write there, then pass the end of what you wrote to end().
  char* reserve(std::size_t bytes) {
    if (used_ + bytes > buffer_.size()) flush();
    return buffer_.data() + used_;
  }
  void end(const char* at) { used_ = static_cast<std::size_t>(at - buffer_.data()); }
  void write(std::string_view text);  // any length

  [[nodiscard]] Result<std::uint64_t> finish();  // writes the rest and closes; returns the bytes on disk
  [[nodiscard]] Result<bool> rename();           // after finish(): to the final path

 private:
  struct Codec;
  void flush();
  void put(const char* data, std::size_t size);
  void fail(std::string_view what, int error_number);

  std::filesystem::path path_, temporary_;
  Unfinished unfinished_;
  int descriptor_ = -1;
  bool pending_ = false;  // a temporary file exists
  std::optional<Error> error_;
  std::vector<char> buffer_;
  std::size_t used_ = 0;
  std::uint64_t bytes_ = 0;
  std::unique_ptr<Codec> codec_;
};

// One row of CSV (RFC 4180); a field is quoted if needed. For the smaller files.
class CsvRow {
 public:
  CsvRow& field(std::string_view text);
  CsvRow& field(double number);
  CsvRow& field(std::uint64_t number);
  CsvRow& empty() { return field(std::string_view()); }
  void end(OutputFile&);

 private:
  std::string line_;
};

}  // namespace moshaver::simulation
