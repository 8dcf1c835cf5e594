#include "engine/text/message.hpp"

#include <unicode/messagepattern.h>

#include <algorithm>
#include <array>

namespace moshaver {

namespace {

constexpr std::string_view isolate = "\u2068", end_of_isolate = "\u2069";

// Of Message::Part::Kind; a literal and a # use no argument.
constexpr std::array<const char*, 7> use_names = {"", "text", "number", "date", "plural", "select", ""};

std::string to_utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

// Hebrew, Arabic and Persian letters begin with these bytes in UTF-8.
bool has_right_to_left(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return value >= 0xd6 && value <= 0xdf;
  });
}

std::optional<std::int64_t> whole_number(const MessageArgument& argument) {
  if (const auto* number = std::get_if<std::int64_t>(&argument.value)) return *number;
  return std::nullopt;
}

}  // namespace

// Walks through the parts of an icu::MessagePattern, as icu::MessageFormat does.
class Message::Parser {
 public:
  Parser(Language language, std::string_view pattern) : language_(language) {
    UParseError where;
    pattern_.parse(icu::UnicodeString::fromUTF8(icu::StringPiece(pattern.data(), static_cast<int>(pattern.size()))),
                   &where, error_);
    if (U_FAILURE(error_)) refuse(std::string("is not a message: ") + u_errorName(error_));
  }

  std::vector<Part> parse() {
    if (!problem_.empty()) return {};
    int at = 0;
    return parse_message(at);
  }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  // The message whose start is the part `at`; then `at` is its end.
  std::vector<Part> parse_message(int& at) {
    std::vector<Part> parts;
    int from = pattern_.getPart(at).getLimit();
    for (++at; problem_.empty(); ++at) {
      const auto& part = pattern_.getPart(at);
      add_literal(from, part.getIndex(), parts);
      if (part.getType() == UMSGPAT_PART_TYPE_MSG_LIMIT) break;
      from = part.getLimit();
      if (part.getType() == UMSGPAT_PART_TYPE_REPLACE_NUMBER) parts.push_back({Part::Kind::hash, {}, {}, {}});
      if (part.getType() != UMSGPAT_PART_TYPE_ARG_START) continue;
      const int limit = pattern_.getLimitPartIndex(at);
      parts.push_back(parse_argument(at, limit));
      from = pattern_.getPart(limit).getLimit();
      at = limit;
    }
    return parts;
  }

  void add_literal(int from, int to, std::vector<Part>& parts) {
    if (from >= to) return;
    const std::string text = to_utf8(pattern_.getPatternString().tempSubStringBetween(from, to));
    if (!parts.empty() && parts.back().kind == Part::Kind::literal) {
      parts.back().text += text;  // cut by an apostrophe that quotes
    } else {
      parts.push_back({Part::Kind::literal, text, {}, {}});
    }
  }

  Part parse_argument(int start, int limit) {
    const UMessagePatternArgType type = pattern_.getPart(start).getArgType();
    int at = start + 1;
    Part part;
    part.text = words(at);
    ++at;
    if (type == UMSGPAT_ARG_TYPE_NONE) {
      part.kind = Part::Kind::text;
    } else if (type == UMSGPAT_ARG_TYPE_PLURAL || type == UMSGPAT_ARG_TYPE_SELECT) {
      part.kind = type == UMSGPAT_ARG_TYPE_PLURAL ? Part::Kind::plural : Part::Kind::select;
      part.branches = parse_branches(at, limit);
    } else if (type == UMSGPAT_ARG_TYPE_SIMPLE && words(at) == "number" && at + 1 == limit) {
      part.kind = Part::Kind::number;
    } else if (type == UMSGPAT_ARG_TYPE_SIMPLE && words(at) == "date" && at + 2 == limit) {
      part.kind = Part::Kind::date;
      part.date.emplace(language_, words(at + 1));
    } else {
      refuse("{" + part.text + "}: an argument is a text, a number, a date with a pattern, a plural or a select");
    }
    return part;
  }

  std::vector<Branch> parse_branches(int at, int limit) {
    std::vector<Branch> branches;
    for (; at < limit && problem_.empty(); ++at) {
      if (pattern_.getPart(at).getType() != UMSGPAT_PART_TYPE_ARG_SELECTOR) {
        refuse("offset: is not supported");
        break;
      }
      Branch branch;
      branch.word = words(at++);
      if (pattern_.getPartType(at) != UMSGPAT_PART_TYPE_MSG_START) {
        branch.exactly = static_cast<std::int64_t>(pattern_.getNumericValue(pattern_.getPart(at++)));
      }
      branch.parts = parse_message(at);
      branches.push_back(std::move(branch));
    }
    return branches;
  }

  [[nodiscard]] std::string words(int at) const { return to_utf8(pattern_.getSubstring(pattern_.getPart(at))); }
  void refuse(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  Language language_;
  UErrorCode error_ = U_ZERO_ERROR;
  icu::MessagePattern pattern_{error_};
  std::string problem_;
};

Result<Message> Message::parse(Language language, std::string_view pattern) {
  Parser parser(language, pattern);
  Message message;
  message.language_ = language;
  message.format_ = &LocalFormat::of(language);
  message.parts_ = parser.parse();
  if (!parser.problem().empty()) return failure(ErrorCode::bad_format, parser.problem());
  return message;
}

void Message::append(MessageArguments arguments, std::string& out) const {
  append(parts_, arguments, std::nullopt, out);
}

void Message::append(std::span<const Part> parts, MessageArguments arguments, std::optional<std::int64_t> hash,
                     std::string& out) const {
  for (const Part& part : parts) {
    if (part.kind == Part::Kind::literal) {
      out += part.text;
      continue;
    }
    if (part.kind == Part::Kind::hash) {
      format_->append(hash.value_or(0), out);
      continue;
    }
    const auto argument = std::find_if(arguments.begin(), arguments.end(),
                                       [&](const MessageArgument& given) { return given.name == part.text; });
    if (argument == arguments.end()) {
      out += "{" + part.text + "}";
    } else if (!part.branches.empty()) {
      append_branch(part, *argument, arguments, hash, out);
    } else if (const auto* text = std::get_if<std::string_view>(&argument->value)) {
      const bool isolated = language_ == Language::persian || has_right_to_left(*text);
      if (isolated) out += isolate;
      out += *text;
      if (isolated) out += end_of_isolate;
    } else if (const auto* whole = std::get_if<std::int64_t>(&argument->value)) {
      format_->append(*whole, out);
    } else if (const auto* number = std::get_if<double>(&argument->value)) {
      format_->append(*number, out);
    } else if (part.date) {
      append_date(std::get<MessageTime>(argument->value), *part.date, out);
    }
  }
}

void Message::append_branch(const Part& part, const MessageArgument& argument, MessageArguments arguments,
                            std::optional<std::int64_t> hash, std::string& out) const {
  const auto number = part.kind == Part::Kind::plural ? whole_number(argument) : std::nullopt;
  const auto* text = std::get_if<std::string_view>(&argument.value);
  const auto find = [&](const auto& fits) { return std::find_if(part.branches.begin(), part.branches.end(), fits); };
  auto found = part.branches.end();
  if (number) {
    found = find([&](const Branch& branch) { return branch.exactly == number; });
    if (found == part.branches.end()) {
      const std::string form = format_->plural_form(*number);
      found = find([&](const Branch& branch) { return branch.word == form; });
    }
  } else if (text != nullptr) {
    found = find([&](const Branch& branch) { return branch.word == *text; });
  }
  if (found == part.branches.end()) found = find([](const Branch& branch) { return branch.word == "other"; });
  append(found->parts, arguments, number ? number : hash, out);
}

std::map<std::string, std::string> Message::arguments() const {
  std::map<std::string, std::string> found;
  const auto visit = [&](const auto& self, std::span<const Part> parts) -> void {
    for (const Part& part : parts) {
      const std::string name = use_names[static_cast<std::size_t>(part.kind)];
      if (name.empty()) continue;
      std::string& uses = found[part.text];
      if (uses.find(name) == std::string::npos) uses += (uses.empty() ? "" : " ") + name;
      for (const Branch& branch : part.branches) self(self, branch.parts);
    }
  };
  visit(visit, parts_);
  return found;
}

}  // namespace moshaver
