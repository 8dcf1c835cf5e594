// The languages of texts, and which one an answer is in.
//
//   words   en, fa; a region may follow (fa-IR, en_GB), in any case
//   test    tests/text/language_test.cpp
#pragma once

#include <optional>
#include <string_view>

namespace moshaver {

// In the order of `languages` in moshaver/shop_records.hpp.
enum class Language { english, persian };

// None for an empty word and for a language without texts.
[[nodiscard]] std::optional<Language> find_language(std::string_view word);

// The first of the three that names a language with texts; English if none does.
[[nodiscard]] Language choose_language(std::string_view of_request, std::string_view of_customer,
                                       std::string_view of_shop);

}  // namespace moshaver
