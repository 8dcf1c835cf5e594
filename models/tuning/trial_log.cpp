#include "models/tuning/trial_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "engine/artifact/files.hpp"
#include "models/tuning/trial_text.hpp"

namespace moshaver {

namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 30;

Error io_failure(std::string_view doing, const std::filesystem::path& path) {
  Error error = system_error(ErrorCode::io_error, doing, path, errno);
  error.message += " (--state)";
  return error;
}

// How the file's run differs from this one, for a message; empty: it does not.
std::string mismatch_text(const TrialSubject& logged, const TrialSubject& current) {
  if (logged.recipe != current.recipe) return "recipe " + logged.recipe;
  if (logged.fingerprint != current.fingerprint) return "other data";
  if (logged.seed != current.seed) return "seed " + std::to_string(logged.seed);
  if (logged.include_purchased != current.include_purchased)
    return std::string("a run with") + (logged.include_purchased ? "" : "out") + " --include-purchased";
  if (logged.given != current.given) return "other settings given";
  return "";
}

}  // namespace

Result<TrialLog> TrialLog::open(const std::filesystem::path& path, const TrialSubject& subject, bool restart) {
  TrialLog log;
  if (path.empty()) return log;
  log.path_ = path;
  log.descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (log.descriptor_ < 0) return tl::unexpected(io_failure("write", path));
  if (::flock(log.descriptor_, LOCK_EX | LOCK_NB) != 0) {
    return failure(ErrorCode::io_error,
                   "another moshaver tune is using " + path.string() + "; wait for it, or give another --state");
  }
  const std::string header = subject_line(subject);
  if (restart) {
    // Never discards a file that is not a state file.
    MOSHAVER_TRY(text, read_file(path, most_bytes));
    if (text.empty() || parse_subject(text.substr(0, text.find('\n')))) {
      if (::ftruncate(log.descriptor_, 0) != 0) return tl::unexpected(io_failure("write", path));
    }
  }
  MOSHAVER_CHECK(log.load(header, subject));
  return log;
}

Result<void> TrialLog::load(const std::string& header, const TrialSubject& subject) {
  MOSHAVER_TRY(text, read_file(path_, most_bytes));
  if (header.starts_with(text) && text.size() < header.size()) {  // new, or its first line was cut off
    if (::ftruncate(descriptor_, 0) != 0) return tl::unexpected(io_failure("write", path_));
    MOSHAVER_CHECK(write(header));
    return sync_directory(path_.has_parent_path() ? path_.parent_path() : ".");
  }
  std::size_t line_number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t newline = text.find('\n', start);
    const std::size_t end = std::min(newline, text.size());
    const std::string_view line = std::string_view(text).substr(start, end - start);
    if (++line_number == 1) {
      const auto logged = parse_subject(line);
      if (!logged) {
        return failure(ErrorCode::bad_format,
                       path_.string() + " is not a state file of moshaver tune; give another --state");
      }
      if (const std::string other = mismatch_text(*logged, subject); !other.empty()) {
        return failure(ErrorCode::already_exists, path_.string() + " holds trials of " + other +
                                                      "; give another --state, or discard them with --restart");
      }
    } else {
      auto trial = newline == std::string::npos ? std::nullopt : parse_trial(line);
      if (!trial && end + 1 < text.size()) {
        return failure(ErrorCode::bad_format,
                       path_.string() + ":" + std::to_string(line_number) + ": damaged; discard it with --restart");
      }
      if (!trial) {
        notice_ = path_.string() + ": the last line was cut off; its trial runs again";
        if (::ftruncate(descriptor_, static_cast<off_t>(start)) != 0) return tl::unexpected(io_failure("write", path_));
        return {};
      }
      results_.insert_or_assign(std::pair(trial->number, trial->share), std::move(*trial));
    }
    start = end + 1;
  }
  return {};
}

Result<void> TrialLog::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor_, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return tl::unexpected(io_failure("write", path_));
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(descriptor_) != 0) return tl::unexpected(io_failure("write", path_));
  return {};
}

TrialLog::TrialLog(TrialLog&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      results_(std::move(other.results_)),
      notice_(std::move(other.notice_)) {}

TrialLog::~TrialLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

const TrialResult* TrialLog::find(std::size_t number, double share) const {
  const auto found = results_.find({number, share});
  return found == results_.end() ? nullptr : &found->second;
}

Result<const TrialResult*> TrialLog::append(TrialResult trial) {
  if (descriptor_ >= 0) MOSHAVER_CHECK(write(trial_line(trial)));
  const std::pair key(trial.number, trial.share);
  return &results_.insert_or_assign(key, std::move(trial)).first->second;
}

}  // namespace moshaver
