// Errors are returned, never thrown: a torn file or an unknown product is ordinary data, and the caller must choose.
// The only file that names tl::; moving to std::expected edits this header alone.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace moshaver {

enum class ErrorCode {
  invalid_argument,     // the caller asked for something that cannot be
  io_error,             // the operating system refused: file, disk, permission
  bad_format,           // a file is not what it should be: truncated, altered, foreign
  unsupported_version,  // a file was written by a newer (or unknown) version
  already_exists,       // something stands where the result should go
  not_found,            // a shop, model, column or file that does not exist
  unknown_item,         // a product that the model never saw
  too_many_rejects,     // more bad rows than --max-reject-rate allows
  no_data,              // nothing to work on
  worse_model,          // a new model that does worse than the one being served
};

std::string_view to_string(ErrorCode);

struct Error {
  ErrorCode code;
  std::string message;     // one line: names file and row or field, and says what to do
  std::string field = {};  // of a request that was refused: which part of it; empty: none in particular
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, std::string message, std::string field = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(field)});
}

}  // namespace moshaver

// Evaluates a Result; on an error returns it from the enclosing function, else names the value.
#define MOSHAVER_CONCAT_(a, b) a##b
#define MOSHAVER_CONCAT(a, b) MOSHAVER_CONCAT_(a, b)
#define MOSHAVER_TRY_AS(buyer, name, expression)                 \
  auto buyer = (expression);                                     \
  if (!buyer) return ::tl::unexpected(std::move(buyer).error()); \
  auto& name = *buyer
#define MOSHAVER_TRY(name, expression) MOSHAVER_TRY_AS(MOSHAVER_CONCAT(result_, __LINE__), name, expression)
#define MOSHAVER_CHECK(expression)                                                                     \
  do {                                                                                                 \
    if (auto checked_ = (expression); !checked_) return ::tl::unexpected(std::move(checked_).error()); \
  } while (false)
