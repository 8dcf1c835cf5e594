// Numbers as text for people.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace moshaver::tools {

[[nodiscard]] std::string with_thousands(std::uint64_t number);   // 541,909
[[nodiscard]] std::string decimal(double value, int digits);      // 0.1835
[[nodiscard]] std::string percent(double share, int digits = 0);  // 62%
[[nodiscard]] std::string signed_percent(double share);           // +3.1%
[[nodiscard]] std::string duration(double seconds);               // 850 ms, 4.2 s, 3 min 5 s

// The scores of one answer, all with the same number of decimals: enough to show three significant digits of the smallest
// score, and to tell neighbours apart that differ.
[[nodiscard]] std::vector<std::string> score_texts(const std::vector<double>& scores);

}  // namespace moshaver::tools
