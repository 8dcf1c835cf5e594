#include "engine/store/sqlite.hpp"

#include <sqlite3.h>

namespace moshaver::sqlite {

namespace {

tl::unexpected<Error> translate(sqlite3* database, const std::string& file, int code) {
  const std::string detail = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_NOTADB:
      return failure(ErrorCode::bad_format, file + " is not a Moshaver shop (not an SQLite file); check --shop");
    case SQLITE_CORRUPT:
      return failure(ErrorCode::bad_format, file + " is damaged (" + detail + "); restore it from a backup");
    case SQLITE_FULL:
      return failure(ErrorCode::io_error, "the disk is full while writing " + file +
                                              "; nothing was changed. Free some space and run this again");
    case SQLITE_IOERR:
      return failure(ErrorCode::io_error,
                     "cannot read or write " + file + " (" + detail + "); nothing was changed. Is the disk full?");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return failure(ErrorCode::io_error,
                     file + " is in use by another process; wait until it has finished and run this again");
    default:
      return failure(ErrorCode::io_error, file + ": " + detail);
  }
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Connection::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

void Statement::bind(int position, std::int64_t value) { sqlite3_bind_int64(statement_.get(), position, value); }
void Statement::bind(int position, double value) { sqlite3_bind_double(statement_.get(), position, value); }
void Statement::bind(int position, std::string_view text) {
  if (text.empty()) {
    sqlite3_bind_null(statement_.get(), position);
  } else {
    sqlite3_bind_text(statement_.get(), position, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
}
void Statement::bind_blob(int position, std::span<const char> bytes) {
  sqlite3_bind_blob64(statement_.get(), position, bytes.data(), bytes.size(), SQLITE_STATIC);
}
void Statement::bind(int position, std::optional<double> value) {
  value ? bind(position, *value) : bind(position, std::string_view{});
}
void Statement::bind(int position, std::optional<std::int64_t> value) {
  value ? bind(position, *value) : bind(position, std::string_view{});
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement_.get());
    return false;
  }
  auto error = translate(sqlite3_db_handle(statement_.get()), file_, code);
  sqlite3_reset(statement_.get());
  return error;
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
std::optional<double> Statement::number(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_double(statement_.get(), column);
}
std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return {text ? text : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}
std::span<const char> Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<Connection> Connection::open(const std::filesystem::path& path, Access access) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
  if (access == Access::create) flags |= SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Connection connection(raw, path.string());
  if (code != SQLITE_OK) return translate(raw, path.string(), code);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, 5'000);
  return connection;
}

Result<void> Connection::run(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return translate(database_.get(), file_, code);
  return {};
}

Result<Statement> Connection::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code != SQLITE_OK) return translate(database_.get(), file_, code);
  return Statement(statement, file_);
}

Result<std::int64_t> Connection::integer(const char* sql) const {
  MOSHAVER_TRY(statement, prepare(sql));
  MOSHAVER_TRY(row, statement.step());
  return row ? statement.integer(0) : 0;
}

}  // namespace moshaver::sqlite
