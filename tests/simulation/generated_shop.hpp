// A generated shop read back from its files.
#pragma once

#include <sys/resource.h>
#include <unicode/utf8.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>
#include "moshaver/import.hpp"

#include "moshaver/generate.hpp"

namespace moshaver::simulation::testing {

namespace fs = std::filesystem;

struct Directory {
  explicit Directory(const std::string& name)
      : path(fs::temp_directory_path() / ("moshaver_generate_" + name + "_" + std::to_string(::getpid()))) {
    fs::remove_all(path);
  }
  ~Directory() { fs::remove_all(path); }
  fs::path path;
};

inline std::string read_all(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

using Row = std::map<std::string, std::string>;

// RFC 4180 with doubled quotes; these files have no line breaks within fields.
inline std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

inline std::vector<Row> read_csv(const fs::path& path) {
  std::istringstream text(read_all(path));
  std::string line;
  REQUIRE(std::getline(text, line));
  const auto names = split(line);
  std::vector<Row> rows;
  while (std::getline(text, line)) {
    const auto fields = split(line);
    REQUIRE(fields.size() == names.size());
    Row row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = fields[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

inline GenerateOptions small_shop(const fs::path& out) {
  GenerateOptions options;
  options.out = out;
  return options;  // the defaults: 2,000 customers, 500 products, 100,000 events
}

inline long day_of(const std::string& timestamp) {
  const auto number = [&](std::size_t at, std::size_t size) { return std::stoi(timestamp.substr(at, size)); };
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  return std::chrono::sys_days(date).time_since_epoch().count();
}

struct EventRow {
  std::string customer, product, event, timestamp, order, recipient, account, reason;
  int quantity = 0, value = 0;
  long price = 0, day = 0;
};

// The shop of the default options, generated once.
struct Shop {
  Shop() : directory("shop") {
    const auto summary = generate_shop(small_shop(directory.path));
    REQUIRE(summary);
    made = *summary;
    std::istringstream text(read_all(made.events_file));
    std::getline(text, header);
    for (std::string line; std::getline(text, line);) {
      const auto f = split(line);
      REQUIRE(f.size() == 13);
      events.push_back({f[0], f[1], f[2], f[3], f[6], f[7], f[8], f[12], f[4].empty() ? 0 : std::stoi(f[4]),
                        f[11].empty() ? 0 : std::stoi(f[11]), f[5].empty() ? 0 : std::stol(f[5]), day_of(f[3])});
    }
    products = read_csv(made.products_file);
    customers = read_csv(made.customers_file);
    for (auto& row : read_csv(made.truth_dir / "products.csv")) true_products[row["product_id"]] = row;
    for (auto& row : read_csv(made.truth_dir / "customers.csv")) true_customers[row["customer_id"]] = row;
    for (auto& row : read_csv(made.truth_dir / "personas.csv"))
      liking[row["persona"]][row["family"]] = std::stod(row["liking"]);
  }
  const std::string& family(const std::string& product) const { return true_products.at(product).at("family"); }
  const std::string& role(const std::string& product) const { return true_products.at(product).at("role"); }
  const std::string& persona(const std::string& customer) const { return true_customers.at(customer).at("persona"); }
  double liked(const std::string& customer, const std::string& product) const {
    return liking.at(persona(customer)).at(family(product));
  }

  Directory directory;
  moshaver::GenerateSummary made;
  std::string header;
  std::vector<EventRow> events;
  std::vector<Row> products, customers;
  std::unordered_map<std::string, Row> true_products, true_customers;
  std::map<std::string, std::map<std::string, double>> liking;  // persona, family
};

inline const Shop& shop() {
  static const Shop made;
  return made;
}

inline bool valid_utf8(const std::string& text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(bytes, at, size, character);
    if (character < 0) return false;
  }
  return true;
}

// At least three Arabic-script letters, and none of the Arabic letters that Persian writes differently.
inline bool has_persian_letters(const std::string& text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  int persian = 0;
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(bytes, at, size, character);
    if (character == 0x064A || character == 0x0643) return false;  // Arabic yeh and kaf
    if (character >= 0x0600 && character < 0x0700) ++persian;
  }
  return persian >= 3;
}

inline double median(std::vector<double> values) {
  REQUIRE_FALSE(values.empty());
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

inline std::string gunzip(const fs::path& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  REQUIRE(file != nullptr);
  std::string text;
  std::vector<char> block(1 << 16);
  for (int got = 0; (got = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0;)
    text.append(block.data(), static_cast<std::size_t>(got));
  CHECK(gzclose(file) == Z_OK);
  return text;
}

inline std::string unzstd(const fs::path& path) {
  const std::string packed = read_all(path);
  std::string text;
  std::vector<char> block(1 << 16);
  ZSTD_DStream* stream = ZSTD_createDStream();
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t left = 1;
  while (in.pos < in.size) {
    ZSTD_outBuffer out{block.data(), block.size(), 0};
    left = ZSTD_decompressStream(stream, &out, &in);
    REQUIRE_FALSE(ZSTD_isError(left));
    text.append(block.data(), out.pos);
  }
  ZSTD_freeDStream(stream);
  CHECK(left == 0);
  return text;
}

}  // namespace moshaver::simulation::testing
