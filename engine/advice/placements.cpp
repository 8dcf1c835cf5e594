#include "moshaver/advice.hpp"

namespace moshaver {

std::string_view to_string(Placement placement) { return placement_names[static_cast<std::size_t>(placement)]; }

}  // namespace moshaver
