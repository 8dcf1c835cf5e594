#include "engine/ingest/file_set.hpp"

#include <algorithm>

namespace moshaver {

namespace {

bool has_column(FileKind kind, std::string_view name) {
  const std::span<const FieldName> columns = columns_of(kind);
  return std::any_of(columns.begin(), columns.end(), [&](const FieldName& column) { return column.name == name; });
}

}  // namespace

ColumnMap map_for(FileKind kind, const ColumnMap& map, bool has_events) {
  const std::pair<std::string_view, FileKind> prefixes[] = {
      {"events.", FileKind::events}, {"products.", FileKind::products},   {"customers.", FileKind::customers},
      {"slots.", FileKind::slots},   {"contracts.", FileKind::contracts}, {"occasions.", FileKind::occasions}};
  const auto kind_of = [&](std::string_view name) {
    if (has_events && has_column(FileKind::events, name)) return FileKind::events;
    if (has_column(FileKind::products, name)) return FileKind::products;
    if (has_column(FileKind::customers, name)) return FileKind::customers;
    if (has_column(FileKind::slots, name)) return FileKind::slots;
    return kind;  // unknown: let the reader of this kind say so
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
