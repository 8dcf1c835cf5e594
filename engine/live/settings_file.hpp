// Reads shop.toml. An unknown key, a wrong type or an impossible value is refused; the message names the file, the line,
// the key and the remedy.
//
//   keys    tools/README.md lists them
//   cost    about 2 ms, most of it the list of working days
//   test    tests/live/settings_test.cpp
#pragma once

#include <filesystem>

#include "engine/live/shop_settings.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

// Without a file: the defaults. Errors: bad_format with the key in Error::field, io_error (cannot be read).
[[nodiscard]] Result<ShopSettings> read_shop_settings(const std::filesystem::path& file);

}  // namespace moshaver
