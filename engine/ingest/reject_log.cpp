#include "engine/ingest/reject_log.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace moshaver {

RejectLog::RejectLog(std::filesystem::path file) : path_(std::move(file)) {
  if (path_.empty()) return;
  file_.open(path_, std::ios::trunc);
  file_ << "file\tline\tcolumn\tvalue\treason\n";
}

void RejectLog::add(const Reject& reject) {
  ++count_;
  auto found = reasons_.find(reject.reason);
  if (found == reasons_.end()) {
    std::string example = reject.path.filename().string() + ":" + std::to_string(reject.line);
    if (!reject.column.empty()) example += ": " + std::string(reject.column);
    if (!reject.value.empty()) example += " = \"" + std::string(reject.value) + "\"";
    found = reasons_.emplace(reject.reason, RejectCount{std::string(reject.reason), 0, std::move(example)}).first;
  }
  ++found->second.rows;
  if (path_.empty()) return;
  file_ << reject.path.string() << '\t' << reject.line << '\t' << reject.column << '\t' << reject.value << '\t'
        << reject.reason << '\n';
}

std::vector<RejectCount> RejectLog::by_reason() const {
  std::vector<RejectCount> counts;
  for (const auto& [reason, count] : reasons_) counts.push_back(count);
  std::stable_sort(counts.begin(), counts.end(),
                   [](const RejectCount& a, const RejectCount& b) { return a.rows > b.rows; });
  return counts;
}

Result<void> RejectLog::finish(std::uint64_t rows, double max_reject_rate) {
  if (!path_.empty()) {
    file_.close();
    if (!file_)
      return failure(ErrorCode::io_error,
                     "cannot write the rejects file " + path_.string() + "; choose another --rejects file");
  }
  const double rate = rows == 0 ? 0 : static_cast<double>(count_) / static_cast<double>(rows);
  if (rate <= max_reject_rate) return {};
  const RejectCount most = by_reason().front();
  std::array<char, 64> shares{};
  std::snprintf(shares.data(), shares.size(), " (%.1f%%; the limit is %g%%)", 100 * rate, 100 * max_reject_rate);
  return failure(
      ErrorCode::too_many_rejects,
      std::to_string(count_) + " of " + std::to_string(rows) + " rows are invalid" + shares.data() + ", " +
          std::to_string(most.rows) + " because " + most.reason + " (" + most.example +
          "); nothing was changed. List them with --rejects FILE, or raise the limit with --max-reject-rate");
}

}  // namespace moshaver
