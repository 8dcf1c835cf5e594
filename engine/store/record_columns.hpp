// Products and customers as rows of SQLite tables: one column a field of fields_of<Record>, and `row`, the key's dense
// row. The record's own id comes first and is written when the row is made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/data/records.hpp"
#include "engine/store/sqlite.hpp"

namespace moshaver {

template <class Record>
inline constexpr const char* table_of = nullptr;
template <>
inline constexpr const char* table_of<ProductRecord> = "products";
template <>
inline constexpr const char* table_of<CustomerRecord> = "customers";

template <class Value>
inline constexpr const char* column_type = "TEXT";
template <>
inline constexpr const char* column_type<std::optional<double>> = "REAL";
template <>
inline constexpr const char* column_type<std::optional<std::int64_t>> = "INTEGER";

// Calls visit(field) for every field but the record's own id.
template <class Record, class Visit>
void for_each_attribute(const Visit& visit) {
  const std::string_view own_id = std::get<0>(fields_of<Record>).name;
  for_each_field<Record>([&](const auto& field) {
    if (field.name != own_id) visit(field);
  });
}

template <class Field>
[[nodiscard]] std::string column_of(const Field& field) {
  return std::string(field.name) + " " + column_type<typename Field::Value>;
}

template <class Record>
[[nodiscard]] std::string create_table_sql() {
  std::string sql = std::string("CREATE TABLE ") + table_of<Record> + "(row INTEGER PRIMARY KEY, ";
  sql += column_of(std::get<0>(fields_of<Record>)) + " NOT NULL";
  for_each_attribute<Record>([&](const auto& field) { sql += ", " + column_of(field); });
  return sql + ");";
}

// "product_id, title, ...": what record_at reads.
template <class Record>
[[nodiscard]] std::string column_names() {
  std::string names;
  for_each_field<Record>([&](const auto& field) { names += (names.empty() ? "" : ", ") + std::string(field.name); });
  return names;
}

// What becomes of the attributes that a record does not give.
enum class Absent { kept, cleared };

// Sets the attributes of row ?1 to ?2, ?3, ...
template <class Record>
[[nodiscard]] std::string update_sql(Absent absent) {
  std::string sql;
  int at = 1;
  for_each_attribute<Record>([&](const auto& field) {
    const std::string name = field.name, value = "?" + std::to_string(++at);
    sql += (sql.empty() ? "" : ", ") + name + " = ";
    sql += absent == Absent::kept ? "coalesce(" + value + ", " + name + ")" : value;
  });
  return std::string("UPDATE ") + table_of<Record> + " SET " + sql + " WHERE row = ?1";
}

// The texts must live until the statement has run.
template <class Record>
void bind_update(sqlite::Statement& statement, std::uint32_t row, const Record& record) {
  int at = 1;
  statement.bind(at, std::int64_t{row});
  for_each_attribute<Record>([&](const auto& field) { statement.bind(++at, record.*field.member); });
}

inline void read_column(const sqlite::Statement& row, int column, std::string_view& out) { out = row.text(column); }
inline void read_column(const sqlite::Statement& row, int column, std::optional<double>& out) {
  out = row.number(column);
}
inline void read_column(const sqlite::Statement& row, int column, std::optional<std::int64_t>& out) {
  if (row.number(column)) out = row.integer(column);
}

// Of a row whose columns from `first` on are column_names. The texts are valid until the statement's next step.
template <class Record>
[[nodiscard]] Record record_at(const sqlite::Statement& row, int first) {
  Record record;
  for_each_field<Record>([&](const auto& field) { read_column(row, first++, record.*field.member); });
  return record;
}

// The statements that add the columns which a shop of an earlier version lacks; usually none.
template <class Record>
[[nodiscard]] Result<std::string> missing_columns_sql(const sqlite::Connection& connection) {
  std::string present = ",";
  MOSHAVER_TRY(columns, connection.prepare("SELECT name FROM pragma_table_info(?1)"));
  columns.bind(1, std::string_view(table_of<Record>));
  while (true) {
    MOSHAVER_TRY(row, columns.step());
    if (!row) break;
    present += std::string(columns.text(0)) + ",";
  }
  std::string sql;
  for_each_attribute<Record>([&](const auto& field) {
    if (present.find("," + std::string(field.name) + ",") == std::string::npos)
      sql += std::string("ALTER TABLE ") + table_of<Record> + " ADD COLUMN " + column_of(field) + ";";
  });
  return sql;
}

}  // namespace moshaver
