#include "tools/number_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace moshaver::tools {

namespace {

std::string formatted(const char* format, auto... values) {
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

}  // namespace

std::string with_thousands(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string decimal(double value, int digits) {
  const std::string text = formatted("%.*f", digits, value);
  // "-0.00" becomes "0.00".
  return text.find_first_not_of("-0.") == std::string::npos && text.front() == '-' ? text.substr(1) : text;
}
std::string percent(double share, int digits) { return decimal(100 * share, digits) + "%"; }

std::string signed_percent(double share) {
  const std::string text = percent(share, 1);
  return text.starts_with("-") ? text : "+" + text;
}

std::string duration(double seconds) {
  if (seconds < 0.9995) return formatted("%.0f ms", seconds * 1e3);
  if (seconds < 59.95) return formatted("%.1f s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 3'600) return formatted("%lld min %lld s", whole / 60, whole % 60);
  return formatted("%lld h %lld min", whole / 3'600, whole / 60 % 60);
}

std::vector<std::string> score_texts(const std::vector<double>& scores) {
  double largest = 0, smallest = std::numeric_limits<double>::infinity();
  for (const double score : scores) {
    if (score == 0) continue;
    largest = std::max(largest, std::abs(score));
    smallest = std::min(smallest, std::abs(score));
  }
  const auto magnitude = [](double value) { return static_cast<int>(std::floor(std::log10(value))); };
  int digits = 4;
  if (largest > 0) {
    digits = std::max(0, 4 - std::max(0, magnitude(largest)));
    // A float has 9 significant digits. When scores span more than that, the small ones get fewer digits.
    constexpr int float_digits = 9;
    const int max_digits = std::max(digits, float_digits - 1 - magnitude(largest));
    digits = std::min(max_digits, std::max(digits, 2 - magnitude(smallest)));
    const auto neighbours_look_equal = [&] {
      for (std::size_t at = 1; at < scores.size(); ++at) {
        if (scores[at] != scores[at - 1] && decimal(scores[at], digits) == decimal(scores[at - 1], digits)) return true;
      }
      return false;
    };
    while (digits < max_digits && neighbours_look_equal()) ++digits;
  }
  std::vector<std::string> texts;
  for (const double score : scores) texts.push_back(decimal(score, digits));
  return texts;
}

}  // namespace moshaver::tools
