// Several files read as one set: what import and training without a shop share.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/ingest/reading.hpp"
#include "engine/ingest/reject_log.hpp"
#include "engine/ingest/row_records.hpp"

namespace moshaver {

// The part of one map for files of all kinds that concerns files of this kind. A name may carry its kind
// ("products.title"); one without belongs to events files if they have that field and there are any, else to products,
// else to customers. Names that no kind has are left to all, whose reader refuses them.
[[nodiscard]] ColumnMap map_for(FileKind, const ColumnMap& map, bool has_events);

struct FileSetCounts {
  std::uint64_t rows = 0, accepted = 0;
  std::vector<std::string> unread_columns;  // "orders.csv: Country"
  void add(const std::filesystem::path&, const ReadCounts&);
};

}  // namespace moshaver
