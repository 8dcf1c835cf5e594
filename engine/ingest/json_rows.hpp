// Reads JSON Lines with simdjson: one object a line; the chosen keys as text (tests/ingest/json_rows_test.cpp).
#pragma once

#include "engine/ingest/record_reader.hpp"

namespace moshaver {

// Errors: bad_format if none of the first 100 lines is a JSON object; those of ByteSource::read.
[[nodiscard]] Result<std::unique_ptr<RecordReader>> open_json_rows(LineReader lines);

}  // namespace moshaver
