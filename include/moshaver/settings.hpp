// Settings of recipes and indexes, by name.
#pragma once

#include <map>
#include <string>

namespace moshaver {

using SettingValues = std::map<std::string, double>;

}  // namespace moshaver
