#include "engine/ingest/record_reader.hpp"

#include "engine/ingest/csv_rows.hpp"
#include "engine/ingest/json_rows.hpp"

namespace moshaver {

Result<std::unique_ptr<RecordReader>> RecordReader::open(const std::filesystem::path& path) {
  MOSHAVER_TRY(lines, LineReader::open(path));
  const std::string_view start = lines.beginning();
  const std::size_t first = start.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return failure(ErrorCode::bad_format, path.string() + ": starts with only blank lines; start with a header line");
  }
  if (start[first] == '{') return open_json_rows(std::move(lines));
  if (start[first] == '[') {
    return failure(ErrorCode::bad_format,
                   path.string() + ": is a JSON list; write JSON Lines instead, one object a line");
  }
  return open_csv_rows(std::move(lines));
}

}  // namespace moshaver
