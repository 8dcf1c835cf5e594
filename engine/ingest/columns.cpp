#include "engine/ingest/columns.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "engine/ingest/display_text.hpp"

namespace moshaver {
namespace {

constexpr std::array<std::string_view, 17> sensitive_words = {
    "race", "racial", "ethnicity", "ethnic", "religion", "religious", "faith",  "health", "gender",
    "sex",  "نژاد",   "قومیت",     "مذهب",   "دین",      "سلامت",     "سلامتی", "جنسیت"};

enum class CharClass { punctuation, lower, upper };  // letters beyond ASCII and digits count as lower case

CharClass class_of(char c) {
  if (c >= 'A' && c <= 'Z') return CharClass::upper;
  const bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
  return is_word ? CharClass::lower : CharClass::punctuation;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = class_of(c) == CharClass::upper ? static_cast<char>(c + 32) : c;
  return lower;
}

// CustomerID, customer-id and customer_id are one and the same to a guess.
std::string bare(std::string_view name) {
  std::string letters = lower_case(name);
  std::erase_if(letters, [](char c) { return class_of(c) == CharClass::punctuation; });
  return letters;
}

// Levenshtein's, one row at a time. O(|a| |b|): for short names only.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

// The column most like `name`, or nothing when none is alike.
std::string_view nearest(std::string_view name, std::span<const std::string> columns) {
  const std::string wanted = bare(name);
  std::string_view best;
  std::size_t best_distance = wanted.size() / 3 + 1;
  for (const std::string& column : columns) {
    if (column.size() > 64) continue;
    const std::size_t distance = edit_distance(wanted, bare(column));
    if (distance < best_distance) {
      best_distance = distance;
      best = column;
    }
  }
  return best;
}

std::string listed(std::span<const std::string> columns) {
  constexpr std::size_t most = 20;
  std::string list;
  for (std::size_t i = 0; i < std::min(columns.size(), most); ++i)
    list += (i > 0 ? ", " : "") + display_text(columns[i], 40);
  if (columns.size() > most) list += " and " + std::to_string(columns.size() - most) + " more";
  return list;
}

std::string flag(std::string_view ours, std::string_view theirs) {
  return "--map " + std::string(ours) + "=" + display_text(theirs, 40);
}

Result<void> refuse_sensitive(std::string_view column) {
  const std::string_view word = sensitive_word(column);
  if (word.empty()) return {};
  return failure(ErrorCode::invalid_argument, "--map names " + display_text(column, 40) + ": " + std::string(word) +
                                                  " is a sensitive attribute, which never takes part in advice; "
                                                  "leave it out of --map");
}

}  // namespace

std::string_view sensitive_word(std::string_view column) {
  for (std::size_t begin = 0; begin < column.size();) {
    std::size_t end = begin;
    while (end < column.size() && class_of(column[end]) == CharClass::upper) ++end;
    // In `SEXCode` the last capital belongs to the next word.
    if (end > begin + 1 && end < column.size() && class_of(column[end]) == CharClass::lower) --end;
    if (end <= begin + 1) {
      while (end < column.size() && class_of(column[end]) == CharClass::lower) ++end;
    }
    const std::string word = lower_case(column.substr(begin, end - begin));
    const auto found = std::find(sensitive_words.begin(), sensitive_words.end(), word);
    if (found != sensitive_words.end()) return *found;
    begin = std::max(end, begin + 1);
  }
  return {};
}

Result<void> check_column_map(const ColumnMap& map, std::span<const FieldName> ours) {
  for (std::size_t i = 0; i < map.size(); ++i) {
    const auto& [our, their] = map[i];
    MOSHAVER_CHECK(refuse_sensitive(our));
    MOSHAVER_CHECK(refuse_sensitive(their));
    if (std::none_of(ours.begin(), ours.end(), [&](const FieldName& field) { return field.name == our; })) {
      std::vector<std::string> names;
      for (const FieldName& field : ours) names.emplace_back(field.name);
      const std::string_view near = nearest(our, names);
      return failure(ErrorCode::invalid_argument, flag(our, their) + ": there is no field " + display_text(our, 40) +
                                                      "; " +
                                                      (near.empty() ? "" : "did you mean " + std::string(near) + "? ") +
                                                      "These can be mapped: " + listed(names));
    }
    for (std::size_t before = 0; before < i; ++before) {
      if (map[before].first == our) {
        return failure(ErrorCode::invalid_argument, "--map gives " + our + " twice, as " +
                                                        display_text(map[before].second, 40) + " and as " +
                                                        display_text(their, 40) + "; keep one");
      }
      if (map[before].second == their) {
        return failure(ErrorCode::invalid_argument, "--map uses the column " + display_text(their, 40) +
                                                        " twice, for " + map[before].first + " and for " + our +
                                                        "; keep one");
      }
    }
  }
  return {};
}

Result<std::vector<std::string>> match_columns(const ColumnMap& map, std::span<const FieldName> ours,
                                               std::span<const std::string> theirs, std::string_view file) {
  const std::string start(file);
  const auto appearances = [&](std::string_view name) { return std::count(theirs.begin(), theirs.end(), name); };
  std::vector<std::string> matched;
  for (const FieldName& field : ours) {
    const auto mapped =
        std::find_if(map.begin(), map.end(), [&](const auto& pair) { return pair.first == field.name; });
    const bool is_taken =
        std::any_of(map.begin(), map.end(), [&](const auto& pair) { return pair.second == field.name; });
    const std::string name = mapped != map.end() ? mapped->second : is_taken ? "" : std::string(field.name);
    const auto count = name.empty() ? 0 : appearances(name);
    if (count > 1) {
      return failure(ErrorCode::bad_format, start + ": has " + std::to_string(count) + " columns " +
                                                display_text(name, 40) + "; rename all but one");
    }
    if (count == 0 && mapped != map.end()) {
      const std::string_view near = nearest(name, theirs);
      return failure(ErrorCode::invalid_argument,
                     start + ": has no column " + display_text(name, 40) + " for " + flag(field.name, name) + "; " +
                         (near.empty() ? "" : "did you mean " + flag(field.name, near) + "? ") +
                         "It has: " + listed(theirs));
    }
    if (count == 0 && field.rule.required) {
      const std::string_view near = nearest(field.name, theirs);
      return failure(ErrorCode::bad_format,
                     start + ": has no column " + std::string(field.name) + "; say which it is, as in " +
                         flag(field.name, near.empty() ? "COLUMN" : near) + ". It has: " + listed(theirs));
    }
    matched.push_back(name);
  }
  return matched;
}

}  // namespace moshaver
