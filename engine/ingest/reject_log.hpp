// Counts rejected rows by reason and writes them to the rejects file.
//
//   format  TSV with a header: file, line, column, value, reason; always one line per row
//   errors  returned by finish(): io_error if the rejects file cannot be written, too_many_rejects
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "engine/ingest/reading.hpp"
#include "moshaver/import.hpp"

namespace moshaver {

class RejectLog {
 public:
  // With an empty path it only counts.
  explicit RejectLog(std::filesystem::path file);

  void add(const Reject&);
  // `rows`: all rows, including rejected ones.
  [[nodiscard]] Result<void> finish(std::uint64_t rows, double max_reject_rate);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::vector<RejectCount> by_reason() const;  // most frequent first

 private:
  std::filesystem::path path_;
  std::ofstream file_;
  std::map<std::string, RejectCount, std::less<>> reasons_;
  std::uint64_t count_ = 0;
};

}  // namespace moshaver
