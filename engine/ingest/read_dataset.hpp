// Reads event and product files into memory, for training and evaluation without a shop.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/data/event_table.hpp"
#include "engine/ingest/reading.hpp"

namespace moshaver {

struct DatasetFiles {
  std::vector<std::filesystem::path> events, products;  // `products` may be empty
  ColumnMap column_map;           // for all files; "products.title" applies to product files only (file_set.hpp)
  double max_reject_rate = 0.01;  // share of all rows
};

// Reads the files in order, products first: their attributes take precedence over those in event files, and all their
// products are in the table, bought or not. Invalid rows count against max_reject_rate as in an import. Equal events
// are separate events. Errors: those of import_files.
[[nodiscard]] Result<EventTable> read_files(const DatasetFiles&, const ProgressSink& = {});

}  // namespace moshaver
