// The texts of a language: every sentence that a customer or a shop reads in an answer.
//
//   files    engine/text/messages/en.txt and fa.txt, compiled into the program. Both have the same keys, with the same
//            arguments
//   format   `key = pattern`, one a line, UTF-8; an indented line continues the one before; # begins a comment.
//            Patterns are ICU's: message.hpp
//   cost     parsed once, at first use, in about a millisecond; a sentence takes about .2 us
//   threads  any
//   test     tests/text/messages_test.cpp, tests/text/catalogues_test.cpp
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/message.hpp"

namespace moshaver {

class Messages {
 public:
  [[nodiscard]] static const Messages& of(Language);
  // Errors: bad_format with the line.
  [[nodiscard]] static Result<Messages> parse(Language, std::string_view file);

  // The sentence with its arguments; the key itself if there is no such text.
  [[nodiscard]] std::string text(std::string_view key, MessageArguments = {}) const;
  [[nodiscard]] std::string text(std::string_view key, std::initializer_list<MessageArgument> arguments) const {
    return text(key, MessageArguments(arguments.begin(), arguments.size()));
  }
  [[nodiscard]] bool has(std::string_view key) const { return texts_.find(key) != texts_.end(); }
  [[nodiscard]] const std::map<std::string, Message, std::less<>>& all() const { return texts_; }

  // The lines of a file as key and pattern. Errors: bad_format with the line.
  [[nodiscard]] static Result<std::vector<std::pair<std::string, std::string>>> read(std::string_view file);
  // The file as it is compiled in.
  [[nodiscard]] static std::string_view file_of(Language);

 private:
  std::map<std::string, Message, std::less<>> texts_;
};

}  // namespace moshaver
