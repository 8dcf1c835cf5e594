// Event files straight into memory: training and evaluation without a shop.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/data/event_table.hpp"
#include "engine/ingest/reading.hpp"

namespace moshaver {

// Reads the files in order. Rows that are bad count against max_reject_rate as they do for an import; equal rows are
// separate events. Errors: those of import_files.
[[nodiscard]] Result<EventTable> read_event_files(const std::vector<std::filesystem::path>&, const ReadOptions&,
                                                  double max_reject_rate);

}  // namespace moshaver
