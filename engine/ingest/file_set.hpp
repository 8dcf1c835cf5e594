// Several files as one data set. Shared by import and by training without a shop.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/ingest/reading.hpp"
#include "engine/ingest/reject_log.hpp"
#include "engine/ingest/row_records.hpp"

namespace moshaver {

// The entries of a column map that apply to files of this kind. A name may have the kind as a prefix
// ("products.title"). Without a prefix it applies to event files if there are any and they have that field, else to
// product files, else to customer files, else to slot files; contract and occasion files need the prefix. An unknown name
// applies to all kinds, and their readers refuse it.
[[nodiscard]] ColumnMap map_for(FileKind, const ColumnMap& map, bool has_events);

struct FileSetCounts {
  std::uint64_t rows = 0, accepted = 0;
  std::vector<std::string> unread_columns;  // "orders.csv: Country"
  void add(const std::filesystem::path&, const ReadCounts&);
};

}  // namespace moshaver
