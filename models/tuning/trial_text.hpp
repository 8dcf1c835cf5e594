// Writes and parses the lines of a state file (trial_log.hpp).
#pragma once

#include <string>
#include <string_view>

#include "models/tuning/trial_log.hpp"

namespace moshaver {

[[nodiscard]] std::string subject_line(const TrialSubject&);  // each with a newline
[[nodiscard]] std::string trial_line(const TrialResult&);

// nullopt: not a line of this kind.
[[nodiscard]] std::optional<TrialSubject> parse_subject(std::string_view line);
[[nodiscard]] std::optional<TrialResult> parse_trial(std::string_view line);

}  // namespace moshaver
