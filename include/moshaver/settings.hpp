// Settings by name, of recipes and of indexes.
#pragma once

#include <map>
#include <string>

namespace moshaver {

using SettingValues = std::map<std::string, double>;

}  // namespace moshaver
