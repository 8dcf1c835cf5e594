#include "tools/server/access.hpp"

#include <algorithm>
#include <array>

namespace moshaver::tools {

namespace {

constexpr std::array<std::string_view, 3> loopback_names = {"localhost", "127.0.0.1", "[::1]"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Hosts and schemes are compared without regard to case (ASCII).
bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool contains_ignoring_case(const auto& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](const auto& one) { return equals_ignoring_case(one, name); });
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The text behind `scheme`; empty if it does not start with it.
std::string_view after_scheme(std::string_view text, std::string_view scheme) {
  return equals_ignoring_case(text.substr(0, scheme.size()), scheme) ? text.substr(scheme.size()) : std::string_view();
}

}  // namespace

std::string_view without_port(std::string_view host) {
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
  if (bracket == std::string_view::npos) return {};
  const std::size_t colon = host.find(':', bracket);
  if (colon == std::string_view::npos) return host;
  return is_port(host.substr(colon + 1)) ? host.substr(0, colon) : std::string_view();
}

std::string_view authority_of(std::string_view target) {
  if (target.starts_with('/')) return {};
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (const std::string_view rest = after_scheme(target, scheme); !rest.empty())
      return rest.substr(0, rest.find_first_of("/?#"));
  }
  return {};
}

bool is_allowed_host(const AccessRules& rules, std::string_view host) {
  if (!rules.loopback && rules.hosts.empty()) return true;
  const std::string_view name = without_port(host);
  if (name.empty()) return false;
  return contains_ignoring_case(rules.hosts, name) || (rules.loopback && contains_ignoring_case(loopback_names, name));
}

bool is_named_origin(const AccessRules& rules, std::string_view origin) {
  return !origin.empty() && contains_ignoring_case(rules.origins, origin);
}

bool is_allowed_origin(const AccessRules& rules, std::string_view origin, std::string_view host) {
  if (origin.empty() || is_named_origin(rules, origin)) return true;
  return !host.empty() && (equals_ignoring_case(after_scheme(origin, "http://"), host) ||
                           equals_ignoring_case(after_scheme(origin, "https://"), host));
}

}  // namespace moshaver::tools
