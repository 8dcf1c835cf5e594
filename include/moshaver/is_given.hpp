// Whether a field of a record is given: a text or list that is not empty, an optional with a value, or a value other than
// the default of its type.
#pragma once

namespace moshaver {

template <class Value>
[[nodiscard]] bool is_given(const Value& value) {
  if constexpr (requires { value.empty(); }) {
    return !value.empty();
  } else if constexpr (requires { value.has_value(); }) {
    return value.has_value();
  } else {
    return value != Value{};
  }
}

}  // namespace moshaver
