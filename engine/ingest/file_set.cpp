#include "engine/ingest/file_set.hpp"

#include <algorithm>

namespace moshaver {

namespace {

bool contains(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

ColumnMap map_for(FileKind kind, const ColumnMap& map, bool has_events) {
  const std::pair<std::string_view, FileKind> prefixes[] = {
      {"events.", FileKind::events}, {"products.", FileKind::products}, {"customers.", FileKind::customers}};
  const auto kind_of = [&](std::string_view name) {
    if (has_events && contains(event_field_names(), name)) return FileKind::events;
    if (contains(product_field_names(), name)) return FileKind::products;
    if (contains(customer_field_names(), name)) return FileKind::customers;
    return kind;  // unknown: the reader refuses it
  };
  ColumnMap selected;
  for (const auto& [name, column] : map) {
    const auto* prefix = std::find_if(std::begin(prefixes), std::end(prefixes),
                                      [&](const auto& candidate) { return name.starts_with(candidate.first); });
    if (prefix != std::end(prefixes)) {
      if (prefix->second == kind) selected.emplace_back(name.substr(prefix->first.size()), column);
    } else if (kind_of(name) == kind) {
      selected.emplace_back(name, column);
    }
  }
  return selected;
}

void FileSetCounts::add(const std::filesystem::path& path, const ReadCounts& counts) {
  rows += counts.rows;
  accepted += counts.accepted;
  for (const std::string& column : counts.unread_columns)
    unread_columns.push_back(path.filename().string() + ": " + column);
}

}  // namespace moshaver
