#include "engine/text/language.hpp"

#include <algorithm>

#include "moshaver/shop_records.hpp"

namespace moshaver {

std::optional<Language> find_language(std::string_view word) {
  const std::string_view name = word.substr(0, word.find_first_of("-_"));
  const auto same_letter = [](char a, char b) { return (a | 0x20) == b; };
  for (std::size_t at = 0; at < languages.size(); ++at) {
    if (std::ranges::equal(name, languages[at], same_letter)) return static_cast<Language>(at);
  }
  return std::nullopt;
}

Language choose_language(std::string_view of_request, std::string_view of_customer, std::string_view of_shop) {
  for (const std::string_view word : {of_request, of_customer, of_shop}) {
    if (const auto found = find_language(word)) return *found;
  }
  return Language::english;
}

}  // namespace moshaver
