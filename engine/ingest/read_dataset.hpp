// Event and product files straight into memory: training and evaluation without a shop.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/data/event_table.hpp"
#include "engine/ingest/reading.hpp"

namespace moshaver {

struct DatasetFiles {
  std::vector<std::filesystem::path> events, products;  // products may be none
  ColumnMap column_map;           // of all files; "products.title" speaks of product files alone (file_set.hpp)
  double max_reject_rate = 0.01;  // of all rows
};

// Reads the files in order, products first: what they say stands before what events say of their products, and every
// product of theirs is in the table, bought or not. Bad rows count against max_reject_rate as they do for an import;
// equal events are separate events. Errors: those of import_files.
[[nodiscard]] Result<EventTable> read_files(const DatasetFiles&, const ProgressSink& = {});

}  // namespace moshaver
