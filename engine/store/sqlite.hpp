// A thin wrapper of SQLite that returns Result. Only this file and its .cpp use sqlite3.
//
//   errors   io_error (disk full, locked, unreadable), bad_format (not a database, corrupt); messages name the file
//   threads  one thread at a time
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "moshaver/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace moshaver::sqlite {

enum class Access { read_write, create };

class Statement {
 public:
  void bind(int position, std::int64_t value);
  void bind(int position, double value);
  void bind(int position, std::string_view text);  // an empty text is NULL; bytes must live until step()
  void bind_blob(int position, std::span<const char> bytes);
  void bind(int position, std::optional<double> value);
  void bind(int position, std::optional<std::int64_t> value);
  // Goes to the next row; false if there is none. After false, the statement can run again.
  [[nodiscard]] Result<bool> step();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::optional<double> number(int column) const;  // nullopt: NULL
  [[nodiscard]] std::string_view text(int column) const;         // valid until the next step()
  [[nodiscard]] std::span<const char> blob(int column) const;    // likewise

 private:
  friend class Connection;
  struct Finalize {
    void operator()(sqlite3_stmt*) const;
  };
  Statement(sqlite3_stmt* statement, std::string file) : statement_(statement), file_(std::move(file)) {}
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  std::string file_;
};

class Connection {
 public:
  [[nodiscard]] static Result<Connection> open(const std::filesystem::path&, Access);
  [[nodiscard]] Result<void> run(const char* sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql) const;
  [[nodiscard]] Result<std::int64_t> integer(const char* sql) const;  // the first column of the first row

 private:
  struct Close {
    void operator()(sqlite3*) const;
  };
  Connection(sqlite3* database, std::string file) : database_(database), file_(std::move(file)) {}
  std::unique_ptr<sqlite3, Close> database_;
  std::string file_;
};

}  // namespace moshaver::sqlite
