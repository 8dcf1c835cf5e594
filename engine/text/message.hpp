// A sentence with places for arguments: an ICU MessageFormat pattern, parsed once.
//
//   pattern   {title}, {times, number}, {last, date,d MMMM y}, {times, plural, =1 {...} one {...} other {... # ...}},
//             {kind, select, book {...} other {...}}; as ICU parses it (icu::MessagePattern)
//   isolates  a text stands between U+2068 and U+2069: always in Persian, and in English if it has letters that are
//             written from right to left. So a Latin title does not turn a Persian sentence round
//   result    the same as icu::MessageFormat's; that takes 4 to 5 us with a plural and a date, this about .2 us
//   errors    parse: bad_format. An argument that is not given stays as {name}
//   threads   immutable once parsed
//   test      tests/text/messages_test.cpp
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/text/local_format.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

struct MessageArgument {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double, MessageTime> value;
};
using MessageArguments = std::span<const MessageArgument>;

class Message {
 public:
  [[nodiscard]] static Result<Message> parse(Language, std::string_view pattern);

  void append(MessageArguments, std::string& out) const;
  // The arguments by name, with what they are used as: text, number, date, plural or select; all uses, in order.
  [[nodiscard]] std::map<std::string, std::string> arguments() const;

 private:
  struct Branch;
  // A piece of a sentence, or of one of its branches.
  struct Part {
    enum class Kind { literal, text, number, date, plural, select, hash } kind = Kind::literal;
    std::string text;                 // a literal, or the name of the argument
    std::optional<DatePattern> date;  // of a date
    std::vector<Branch> branches;     // of a plural or a select
  };
  struct Branch {
    std::optional<std::int64_t> exactly;  // =1
    std::string word;                     // one, other; a word of a select
    std::vector<Part> parts;
  };
  class Parser;

  void append(std::span<const Part>, MessageArguments, std::optional<std::int64_t> hash, std::string& out) const;
  void append_branch(const Part&, const MessageArgument&, MessageArguments, std::optional<std::int64_t> hash,
                     std::string& out) const;

  Language language_ = Language::english;
  const LocalFormat* format_ = nullptr;
  std::vector<Part> parts_;
};

}  // namespace moshaver
