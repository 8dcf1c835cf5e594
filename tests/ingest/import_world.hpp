// Small files, a shop to import them into, and its content as text.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "moshaver/import.hpp"
#include "tests/artifact/scratch.hpp"
#include "tests/ingest/temp_file.hpp"
#include "tests/store/shop_world.hpp"

namespace moshaver::testing {

// ImportOptions without the shop, with a default for every field.
struct Import {
  std::vector<std::filesystem::path> events = {}, products = {}, customers = {};
  std::vector<std::pair<std::string, std::string>> column_map = {};
  std::filesystem::path rejects = {};
  double max_reject_rate = 0.01;
  ProgressSink progress = {};
};

class ImportWorld {
 public:
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return scratch_ / name; }
  [[nodiscard]] std::filesystem::path shop() const { return path("shop"); }
  [[nodiscard]] bool has_shop() const { return std::filesystem::exists(shop()); }

  std::filesystem::path file(const std::string& name, const std::string& content) const {
    put_bytes(path(name), content);
    return path(name);
  }

  [[nodiscard]] Result<ImportSummary> import(const Import& options) const {
    return import_files({shop(),
                         options.events,
                         options.products,
                         options.customers,
                         options.column_map,
                         options.rejects,
                         options.max_reject_rate,
                         options.progress,
                         {},
                         {},
                         {},
                         {}});
  }
  ImportSummary imported(const Import& options) const {
    const auto summary = import(options);
    if (!summary) FAIL(summary.error().message);
    CHECK(summary->rows == summary->kept + summary->duplicates + summary->rejected);
    return *summary;
  }
  // The error. Checks that it is one line and that the shop is unchanged, or still absent.
  Error refused(const Import& options) const {
    const auto before = has_shop() ? shop_state() : "";
    const auto summary = import(options);
    REQUIRE_FALSE(summary);
    CHECK(summary.error().message.find('\n') == std::string::npos);
    CHECK(has_shop() == !before.empty());
    if (has_shop()) CHECK(shop_state() == before);
    return summary.error();
  }

  // The first column of the first row.
  [[nodiscard]] std::string cell(const std::string& sql) const { return testing::cell(shop(), sql); }
  // The whole content of the shop, as text.
  [[nodiscard]] std::string shop_state() const {
    return cell(
        "SELECT (SELECT coalesce(group_concat(first_event || ' ' || event_count || ' ' || hex(columns) || ' ' || "
        "hex(event_ids), ';'), '') FROM segments) || '|' || (SELECT coalesce(group_concat(row || ' ' || "
        "product_id || ' ' || coalesce(title, '-') || coalesce(price, '-'), ';'), '') FROM products) || '|' || "
        "(SELECT coalesce(group_concat(row || ' ' || customer_id || coalesce(relation, '-'), ';'), '') FROM "
        "customers)");
  }

 private:
  Scratch scratch_;
};

}  // namespace moshaver::testing
