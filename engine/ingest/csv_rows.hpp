// CSV, TSV and semicolon-separated rows: libcsv for lines with quotes, a split in place for the many without.
// Where they overlap the two agree (tests/ingest/csv_rows_test.cpp).
//
// A quote left open would swallow the rows behind it. Such a row is refused alone: reading goes back and on behind its
// first line, until 64 MiB have been read twice; from then on a quote must close on its own line. So every line is
// accounted for, and time stays linear in the file.
#pragma once

#include "engine/ingest/record_reader.hpp"

namespace moshaver {

// Errors: bad_format when the header line cannot be read; those of ByteSource::read.
[[nodiscard]] Result<std::unique_ptr<RecordReader>> open_csv_rows(LineReader lines);

}  // namespace moshaver
