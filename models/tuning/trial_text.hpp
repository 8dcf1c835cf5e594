// The lines of a state file (trial_log.hpp) to and from what they say.
#pragma once

#include <string>
#include <string_view>

#include "models/tuning/trial_log.hpp"

namespace moshaver {

[[nodiscard]] std::string subject_line(const TrialSubject&);  // with its newline, as all lines
[[nodiscard]] std::string trial_line(const TrialResult&);

// nullopt: no such line.
[[nodiscard]] std::optional<TrialSubject> parse_subject(std::string_view line);
[[nodiscard]] std::optional<TrialResult> parse_trial(std::string_view line);

}  // namespace moshaver
