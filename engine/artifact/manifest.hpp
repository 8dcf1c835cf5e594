// The manifest of a model, `model.json`: how the model was made and from which data, how good it is, its parts, and the
// checksum of its tensors.
//
//   text     UTF-8 JSON, fixed order of fields, numbers in the shortest form that reads back the same: the same content
//            gives the same bytes. It does not depend on when, where or by how many threads it was written
//   seal     the last field, `checksum`, is the XXH3-128 of the text with that field empty: any altered byte is noticed
//   reading  strict: a missing, mistyped, repeated or unknown field is refused by name; only `index` and `diversity` may be
//            absent
//   code     manifest_format.hpp (the fields, the seal), manifest_writer.cpp, manifest_reader.cpp, manifest_rules.cpp
//   tests    tests/artifact/manifest_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/data/checksum.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

inline constexpr std::uint32_t model_format_version = 5;  // raise it when a field or its meaning changes

[[nodiscard]] std::string_view this_tool_version();  // "0.1.0": the version of the running code

using SettingValue = std::variant<bool, double, std::string>;  // numbers finite
struct Setting {
  std::string name;  // not empty, unique in its list
  SettingValue value;
  bool operator==(const Setting&) const = default;
};
using Settings = std::vector<Setting>;  // order is kept

// The data that the model was trained on.
struct DataSummary {
  std::string fingerprint;  // the same data has the same fingerprint
  std::uint64_t events = 0, customers = 0, products = 0;
  std::string window_from, window_until;  // ISO 8601; empty: the data holds no timestamps
  bool operator==(const DataSummary&) const = default;
};

// One measured metric with its confidence interval.
struct ManifestMetric {
  std::string name;  // "ndcg"
  std::uint32_t k = 0;
  double mean = 0, low = 0, high = 0;  // finite
  std::string recipe, protocol;        // what was measured, and how
  bool operator==(const ManifestMetric&) const = default;
};

enum class PartKind : std::uint8_t {
  factors,      // dense vectors, answered by retrieval
  item_item,    // sparse rows from product to product
  repeat,       // how a customer's own purchases repeat
  table,        // one score a product and segment
  additive,     // ranks the candidates of the other parts
  calibration,  // turns scores into probabilities
  relation,     // sparse rows from product to product that do not enter the score
  repurchase,   // when products are bought again; does not enter the score
};
[[nodiscard]] std::string_view to_string(PartKind);

// One scorer of the model. Its tensors have names that begin with its name.
struct ManifestPart {
  std::string name;  // not empty, unique in the model
  PartKind kind = PartKind::factors;
  double weight = 1;  // in the blend; finite
  Settings settings;
  bool operator==(const ManifestPart&) const = default;
};

// One bin of the reliability diagram: the mean confidence of answers, and the fraction that was bought.
struct ManifestReliability {
  double confidence = 0, bought = 0;  // from 0 to 1; means over the answers
  std::uint64_t answers = 0;
  bool operator==(const ManifestReliability&) const = default;
};

// The model's confidence, measured on held-out purchases of customers that it was not fitted on.
struct ManifestConfidence {
  std::string why_none;                      // why the model gives no confidence; empty if it does
  double error = 0;                          // expected calibration error, from 0 to 1
  std::uint64_t customers = 0, answers = 0;  // on which it was measured
  std::vector<ManifestReliability> bins;     // ascending by confidence, of equal size; empty: not measured
  bool operator==(const ManifestConfidence&) const = default;
};

// How varied lists are, chosen on held-out purchases.
struct ManifestDiversity {
  double value = 0;             // from 0 to 1
  double ndcg_loss = 0;         // share of NDCG@10 that it costs there
  std::uint64_t customers = 0;  // on whom it was chosen
  bool operator==(const ManifestDiversity&) const = default;
};

// The index over the item factors.
struct ManifestIndex {
  std::string kind;  // exact | hnsw | ivf
  Settings settings;
  double recall_at_20 = 1, p50_us = 0;  // as measured on the machine that trained the model
  std::uint64_t queries = 0;
  bool operator==(const ManifestIndex&) const = default;
};

struct ManifestFile {
  std::string name;  // in the model's directory
  std::uint64_t bytes = 0;
  std::string xxh3_128;
  bool operator==(const ManifestFile&) const = default;
};

struct Manifest {
  std::uint32_t format_version = model_format_version;
  std::string tool_version{this_tool_version()};
  std::string id;      // filled in by write_model_directory
  std::string recipe;  // lower-case letters, digits, `-` and `_`
  Settings settings;
  std::uint64_t seed = 0;
  DataSummary data;
  std::vector<ManifestMetric> metrics;
  ManifestConfidence confidence;
  std::optional<ManifestDiversity> diversity;  // none: not measured, and the text has no such field
  std::vector<ManifestPart> parts;
  std::optional<ManifestIndex> index;  // none: exact search, and the text has no such field
  std::vector<ManifestFile> files;     // filled in by write_model_directory
  bool operator==(const Manifest&) const = default;
};

// Letters, digits and `. _ -`, not starting with a dot, at most 128 bytes: safe as the name of a directory.
[[nodiscard]] bool is_model_id(std::string_view);

// Errors: invalid_argument (a number that is not finite, a name that is empty or repeated, text that is not UTF-8).
[[nodiscard]] Result<std::string> to_json(const Manifest&);

// `source` is the path that messages name. Errors: bad_format, unsupported_version.
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view json, const std::string& source);

// "low-pass-0123456789ab": the recipe and the first digits of a checksum over the whole manifest except the id itself
// and the index, which depends on measured times. Through `files` it covers the tensors. The same model has the same id
// everywhere.
// Errors: as to_json.
[[nodiscard]] Result<std::string> content_id(Manifest);

}  // namespace moshaver
