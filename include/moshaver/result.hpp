// Errors are returned, never thrown: a damaged file or an unknown product is ordinary data, and the caller must choose
// what to do. This is the only file that names tl::, so moving to std::expected changes this header alone.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace moshaver {

enum class ErrorCode {
  invalid_argument,     // a setting or a field of a request is not allowed
  io_error,             // the operating system refused: file, disk, permission
  bad_format,           // a file is truncated, altered or not one of ours
  unsupported_version,  // a file was written by a newer (or unknown) version
  already_exists,       // the output path exists already
  not_found,            // a shop, model, column or file does not exist
  unknown_item,         // the model never saw the product
  too_many_rejects,     // more bad rows than --max-reject-rate allows
  no_data,              // there is nothing to work on
  worse_model,          // the new model is worse than the one being served
};

std::string_view to_string(ErrorCode);

struct Error {
  ErrorCode code;
  std::string message;     // one line: names file and row or field, and says what to do
  std::string field = {};  // the field of the request that was refused; empty: no single field
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, std::string message, std::string field = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(field)});
}

}  // namespace moshaver

// MOSHAVER_TRY evaluates a Result, returns its error from the enclosing function, or else names its value.
// MOSHAVER_CHECK does the same where there is no value to name.
#define MOSHAVER_CONCAT_(a, b) a##b
#define MOSHAVER_CONCAT(a, b) MOSHAVER_CONCAT_(a, b)
#define MOSHAVER_TRY_AS(result, name, expression)                  \
  auto result = (expression);                                      \
  if (!result) return ::tl::unexpected(std::move(result).error()); \
  auto& name = *result
#define MOSHAVER_TRY(name, expression) MOSHAVER_TRY_AS(MOSHAVER_CONCAT(result_, __LINE__), name, expression)
#define MOSHAVER_CHECK(expression)                                                                     \
  do {                                                                                                 \
    if (auto checked_ = (expression); !checked_) return ::tl::unexpected(std::move(checked_).error()); \
  } while (false)
