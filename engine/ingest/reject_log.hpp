// Where bad rows go: counted by reason, and written to the rejects file as they come.
//
//   format  TSV with a header: file, line, column, value, reason; one row a line, whatever the value held
//   errors  kept until finish(): io_error for a rejects file that cannot be written, too_many_rejects
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
  // An empty path: counts only.
  explicit RejectLog(std::filesystem::path file);

  void add(const Reject&);
  // `rows` in all, rejected ones included.
  [[nodiscard]] Result<void> finish(std::uint64_t rows, double max_reject_rate);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::vector<RejectCount> by_reason() const;  // most first

 private:
  std::filesystem::path path_;
  std::ofstream file_;
  std::map<std::string, RejectCount, std::less<>> reasons_;
  std::uint64_t count_ = 0;
};

}  // namespace moshaver
