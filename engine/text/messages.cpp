#include "engine/text/messages.hpp"

#include <cstdlib>
#include <iterator>

namespace moshaver {

// Made by CMake from engine/text/messages/.
extern const std::string_view english_messages, persian_messages;

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// The files are part of the program, and a test reads them: they are always right.
Messages built_in(Language language) {
  auto parsed = Messages::parse(language, Messages::file_of(language));
  if (!parsed) std::abort();
  return std::move(*parsed);
}

}  // namespace

std::string_view Messages::file_of(Language language) {
  return language == Language::persian ? persian_messages : english_messages;
}

const Messages& Messages::of(Language language) {
  static const Messages english = built_in(Language::english), persian = built_in(Language::persian);
  return language == Language::persian ? persian : english;
}

Result<std::vector<std::pair<std::string, std::string>>> Messages::read(std::string_view file) {
  std::vector<std::pair<std::string, std::string>> lines;
  const auto wrong = [](std::size_t number, const std::string& problem) {
    return failure(ErrorCode::bad_format, "line " + std::to_string(number) + " " + problem);
  };
  for (std::size_t at = 0, number = 1; at < file.size(); ++number) {
    const std::size_t end = std::min(file.find('\n', at), file.size());
    const std::string_view line = file.substr(at, end - at), words = trimmed(line);
    at = end + 1;
    if (words.empty() || line.front() == '#') continue;
    if (line.front() == ' ') {
      if (lines.empty()) return wrong(number, "continues nothing");
      lines.back().second += (lines.back().second.empty() ? "" : " ") + std::string(words);
      continue;
    }
    const std::size_t divider = line.find('=');
    if (divider == std::string_view::npos) return wrong(number, "has no =");
    lines.emplace_back(trimmed(line.substr(0, divider)), trimmed(line.substr(divider + 1)));
  }
  return lines;
}

Result<Messages> Messages::parse(Language language, std::string_view file) {
  MOSHAVER_TRY(lines, read(file));
  Messages messages;
  for (const auto& [key, pattern] : lines) {
    auto message = Message::parse(language, pattern);
    if (!message) return failure(ErrorCode::bad_format, key + ": " + message.error().message);
    if (!messages.texts_.emplace(key, std::move(*message)).second) {
      return failure(ErrorCode::bad_format, key + " is there twice");
    }
  }
  return messages;
}

std::string Messages::text(std::string_view key, MessageArguments arguments) const {
  const auto found = texts_.find(key);
  if (found == texts_.end()) return std::string(key);
  std::string text;
  found->second.append(arguments, text);
  return text;
}

}  // namespace moshaver
