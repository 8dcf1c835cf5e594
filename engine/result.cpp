#include "moshaver/result.hpp"

namespace moshaver {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::io_error:
      return "io_error";
    case ErrorCode::bad_format:
      return "bad_format";
    case ErrorCode::unsupported_version:
      return "unsupported_version";
    case ErrorCode::already_exists:
      return "already_exists";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::unknown_item:
      return "unknown_item";
    case ErrorCode::too_many_rejects:
      return "too_many_rejects";
    case ErrorCode::no_data:
      return "no_data";
    case ErrorCode::worse_model:
      return "worse_model";
  }
  return "unknown";
}

}  // namespace moshaver
