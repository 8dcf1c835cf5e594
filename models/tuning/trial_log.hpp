// The state file of a tuning run: the result of each finished trial, so that an interrupted run can resume.
//
//   file     JSON Lines: first the subject of the run (recipe, fingerprint of the data, seed, given settings), then one
//            line per trial and round, with the resample means that comparisons need; numbers round-trip exactly
//   writing  appended and fsynced, so a crash loses only the running trial; an incomplete last line is dropped
//   trust    a file of other data or settings, or not a state file, is refused and not changed
//   one run  holds an exclusive lock (flock) while it is open
//   read     tests/tuning/trial_log_test.cpp
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "models/evaluation/bootstrap.hpp"
#include "models/training/recipes.hpp"
#include "moshaver/train.hpp"

namespace moshaver {

struct TrialSubject {
  std::string recipe, fingerprint;
  std::uint64_t seed = 0;
  bool include_purchased = false;
  SettingValues given;
};

struct TrialResult {
  std::size_t number = 0;
  double share = 1;
  RecipeSettings settings;
  ResampledColumn choosing;                   // NDCG@10 of the choosing half
  std::optional<ResampledColumn> confirming;  // of the confirming half; only if share is 1
  double seconds = 0;
};

class TrialLog {
 public:
  // An empty path keeps results in memory only. Errors: already_exists, bad_format, io_error.
  [[nodiscard]] static Result<TrialLog> open(const std::filesystem::path&, const TrialSubject&, bool restart);
  TrialLog(TrialLog&&) noexcept;
  TrialLog& operator=(TrialLog&&) = delete;
  ~TrialLog();

  [[nodiscard]] const TrialResult* find(std::size_t number, double share) const;
  // On disk once it returns. Errors: io_error.
  [[nodiscard]] Result<const TrialResult*> append(TrialResult);
  [[nodiscard]] const std::string& notice() const { return notice_; }  // a harmless defect of the file; empty: none

 private:
  TrialLog() = default;
  Result<void> load(const std::string& header, const TrialSubject&);
  Result<void> write(std::string_view text);

  std::filesystem::path path_;
  int descriptor_ = -1;  // -1: in memory only, or moved from
  std::map<std::pair<std::size_t, double>, TrialResult> results_;
  std::string notice_;
};

}  // namespace moshaver
