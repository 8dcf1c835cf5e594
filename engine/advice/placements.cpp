// The names of the placements.
#include <array>
#include <string>
#include <utility>

#include "engine/ingest/display_text.hpp"
#include "moshaver/advisor.hpp"

namespace moshaver {

namespace {

constexpr std::array<std::pair<Placement, std::string_view>, 7> placement_names = {
    {{Placement::for_you, "for_you"},
     {Placement::similar, "similar"},
     {Placement::alternatives, "alternatives"},
     {Placement::complements, "complements"},
     {Placement::buy_again, "buy_again"},
     {Placement::trending, "trending"},
     {Placement::post_purchase, "post_purchase"}}};

}  // namespace

std::string_view to_string(Placement placement) {
  for (const auto& [value, name] : placement_names) {
    if (value == placement) return name;
  }
  return "";
}

Result<Placement> parse_placement(std::string_view text) {
  std::string known;
  for (const auto& [value, name] : placement_names) {
    if (name == text) return value;
    known += known.empty() ? std::string(name) : ", " + std::string(name);
  }
  if (text == "gift") {
    return failure(ErrorCode::invalid_argument, "placement gift is not supported yet; use one of " + known,
                   "placement");
  }
  return failure(ErrorCode::invalid_argument,
                 "placement \"" + display_text(text) + "\" is unknown; use one of " + known, "placement");
}

}  // namespace moshaver
