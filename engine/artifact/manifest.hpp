// What a model is, in one readable file: `model.json`. It says how the model was made, of what data, how good it is, of
// which parts it consists, and by which checksum its tensors are known.
//
//   text     UTF-8 JSON, fixed order of fields, numbers in the shortest form that reads back the same: the same content
//            gives the same bytes. Nothing in it tells when, where or by how many threads it was written
//   seal     the last field, `checksum`, is the XXH3-128 of the text with that field empty: any altered byte is noticed
//   reading  strict: a missing, mistyped, repeated or unknown field is refused by name; only `index` may be absent
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

inline constexpr std::uint32_t model_format_version = 4;  // raise it with any change to fields or meaning

[[nodiscard]] std::string_view this_tool_version();  // "0.1.0": of the code that runs

using SettingValue = std::variant<bool, double, std::string>;  // numbers finite
struct Setting {
  std::string name;  // not empty, unique in its list
  SettingValue value;
  bool operator==(const Setting&) const = default;
};
using Settings = std::vector<Setting>;  // order is kept

// What the model learned from.
struct DataSummary {
  std::string fingerprint;  // same data, same fingerprint
  std::uint64_t events = 0, customers = 0, products = 0;
  std::string window_from, window_until;  // ISO 8601; empty: the data holds no timestamps
  bool operator==(const DataSummary&) const = default;
};

// One measurement, with its interval.
struct ManifestMetric {
  std::string name;  // "ndcg"
  std::uint32_t k = 0;
  double mean = 0, low = 0, high = 0;  // finite
  std::string recipe, protocol;        // what was measured, and how
  bool operator==(const ManifestMetric&) const = default;
};

enum class PartKind : std::uint8_t {
  factors,    // dense vectors, answered by retrieval
  item_item,  // sparse rows from product to product
  repeat,     // how one's own past repeats
  table,      // a score a product and segment
  additive,   // orders what the other parts propose
  relation,   // sparse rows from product to product that do not enter the score
};
[[nodiscard]] std::string_view to_string(PartKind);

// One scorer of the model; the tensors named after it hold its numbers.
struct ManifestPart {
  std::string name;  // not empty, unique in the model
  PartKind kind = PartKind::factors;
  double weight = 1;  // in the blend; finite
  Settings settings;
  bool operator==(const ManifestPart&) const = default;
};

// Of what was shown at some confidence, how much was bought.
struct ManifestReliability {
  double confidence = 0, bought = 0;  // shares; means over the answers
  std::uint64_t answers = 0;
  bool operator==(const ManifestReliability&) const = default;
};

// What the factors are searched by.
struct ManifestIndex {
  std::string kind;  // exact | hnsw | ivf
  Settings settings;
  double recall_at_20 = 1, p50_us = 0;  // as measured where the model was trained
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
  std::vector<ManifestReliability> reliability;  // by confidence, on held-out purchases; empty: not measured
  std::vector<ManifestPart> parts;
  std::optional<ManifestIndex> index;  // absent from the text where there is none: exact search
  std::vector<ManifestFile> files;     // filled in by write_model_directory
  bool operator==(const Manifest&) const = default;
};

// Letters, digits and `. _ -`, not starting with a dot, at most 128 bytes: safe as the name of a directory.
[[nodiscard]] bool is_model_id(std::string_view);

// Errors: invalid_argument (a number that is not finite, a name that is empty or repeated, text that is not UTF-8).
[[nodiscard]] Result<std::string> to_json(const Manifest&);

// `source` is the path that messages name. Errors: bad_format, unsupported_version.
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view json, const std::string& source);

// "low-pass-0123456789ab": the recipe and the beginning of the checksum over all that the manifest says (but the id
// itself, and the index, which goes by times measured) and so, through `files`, over the tensors. The same model has
// the same id everywhere.
// Errors: as to_json.
[[nodiscard]] Result<std::string> content_id(Manifest);

}  // namespace moshaver
