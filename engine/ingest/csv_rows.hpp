// Reads CSV, TSV and semicolon-separated rows: lines with quotes through libcsv, all others by a faster split in place.
// Both give the same result (tests/ingest/csv_rows_test.cpp).
//
// An open quote would swallow the rows after it. Only the line with the quote is rejected: the reader goes back and
// continues with the next line. After 64 MiB have been read twice, a quote must close on its own line. So no line is
// lost, and time stays linear in the size of the file.
#pragma once

#include "engine/ingest/record_reader.hpp"

namespace moshaver {

// Errors: bad_format if the header line cannot be read; those of ByteSource::read.
[[nodiscard]] Result<std::unique_ptr<RecordReader>> open_csv_rows(LineReader lines);

}  // namespace moshaver
