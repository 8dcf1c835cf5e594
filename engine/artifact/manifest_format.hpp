// The text format of model.json: the fields of each record, listed once for writing and reading, and the seal at its
// end.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "engine/artifact/manifest.hpp"
#include "engine/data/checksum.hpp"

namespace moshaver::manifest_format {

inline constexpr std::string_view format_marker = "moshaver-model";
inline constexpr std::array<std::string_view, 8> part_kind_names = {
    "factors", "item_item", "repeat", "table", "additive", "calibration", "relation", "repurchase"};

// The end of the text, before and after the 32 digits of the seal.
inline constexpr std::string_view seal_before = "\"checksum\": \"";
inline constexpr std::string_view seal_after = "\"\n}\n";
inline constexpr std::size_t seal_digits = 32;

// The checksum of a text with an empty seal.
[[nodiscard]] inline std::string seal_of(std::string_view text) { return checksum_hex(std::as_bytes(std::span(text))); }

// Each each_field calls visit(name, value) for the fields of a record, in the order of the file.

template <class T, class Record>
concept Is = std::same_as<std::remove_const_t<T>, Record>;

template <class Visit, Is<DataSummary> Self>
void each_field(Visit& visit, Self& self) {
  visit("fingerprint", self.fingerprint);
  visit("events", self.events);
  visit("customers", self.customers);
  visit("products", self.products);
  visit("window_from", self.window_from);
  visit("window_until", self.window_until);
}

template <class Visit, Is<ManifestMetric> Self>
void each_field(Visit& visit, Self& self) {
  visit("name", self.name);
  visit("k", self.k);
  visit("mean", self.mean);
  visit("low", self.low);
  visit("high", self.high);
  visit("recipe", self.recipe);
  visit("protocol", self.protocol);
}

template <class Visit, Is<ManifestPart> Self>
void each_field(Visit& visit, Self& self) {
  visit("name", self.name);
  visit("kind", self.kind);
  visit("weight", self.weight);
  visit("settings", self.settings);
}

template <class Visit, Is<ManifestReliability> Self>
void each_field(Visit& visit, Self& self) {
  visit("confidence", self.confidence);
  visit("bought", self.bought);
  visit("answers", self.answers);
}

template <class Visit, Is<ManifestConfidence> Self>
void each_field(Visit& visit, Self& self) {
  visit("why_none", self.why_none);
  visit("error", self.error);
  visit("customers", self.customers);
  visit("answers", self.answers);
  visit("bins", self.bins);
}

template <class Visit, Is<ManifestDiversity> Self>
void each_field(Visit& visit, Self& self) {
  visit("value", self.value);
  visit("ndcg_loss", self.ndcg_loss);
  visit("customers", self.customers);
}

template <class Visit, Is<ManifestIndex> Self>
void each_field(Visit& visit, Self& self) {
  visit("kind", self.kind);
  visit("settings", self.settings);
  visit("recall_at_20", self.recall_at_20);
  visit("p50_us", self.p50_us);
  visit("queries", self.queries);
}

template <class Visit, Is<ManifestFile> Self>
void each_field(Visit& visit, Self& self) {
  visit("name", self.name);
  visit("bytes", self.bytes);
  visit("xxh3_128", self.xxh3_128);
}

template <class Visit, Is<Manifest> Self>
void each_field(Visit& visit, Self& self) {
  visit("format_version", self.format_version);
  visit("tool_version", self.tool_version);
  visit("id", self.id);
  visit("recipe", self.recipe);
  visit("settings", self.settings);
  visit("seed", self.seed);
  visit("data", self.data);
  visit("metrics", self.metrics);
  visit("confidence", self.confidence);
  visit("diversity", self.diversity);
  visit("parts", self.parts);
  visit("index", self.index);
  visit("files", self.files);
}

}  // namespace moshaver::manifest_format
