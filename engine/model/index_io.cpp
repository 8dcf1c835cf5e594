#include "engine/model/index_io.hpp"

#include <cmath>
#include <limits>

namespace moshaver {

namespace {

// Calls visit(name, option) for each option of the index, in the order of the file.
template <class Visit>
void each_option(IndexSpec& spec, const Visit& visit) {
  if (spec.kind == IndexKind::hnsw) {
    visit("links", spec.hnsw.links);
    visit("build_width", spec.hnsw.build_width);
    visit("search_width", spec.hnsw.search_width);
    visit("seed", spec.hnsw.seed);
    visit("codes", spec.hnsw.codes);
  } else if (spec.kind == IndexKind::ivf) {
    visit("lists", spec.ivf.lists);
    visit("probes", spec.ivf.probes);
    visit("seed", spec.ivf.seed);
  }
}

void put(SettingValue& out, bool value) { out = value; }
template <class Integer>
void put(SettingValue& out, Integer value) {
  out = static_cast<double>(value);
}

bool get(const SettingValue& held, bool& value) {
  const bool* flag = std::get_if<bool>(&held);
  if (flag != nullptr) value = *flag;
  return flag != nullptr;
}
template <class Integer>
bool get(const SettingValue& held, Integer& value) {
  constexpr double largest = 1e15;
  const double* number = std::get_if<double>(&held);
  if (number == nullptr || !(*number >= 0 && *number <= largest) || *number != std::floor(*number)) return false;
  value = static_cast<Integer>(*number);
  return true;
}

}  // namespace

ManifestIndex to_manifest(const RecordedIndex& recorded) {
  ManifestIndex manifest{
      std::string(to_string(recorded.spec.kind)), {}, recorded.recall_at_20, recorded.p50_us, recorded.queries};
  IndexSpec spec = recorded.spec;
  each_option(spec, [&](const char* name, const auto& value) {
    manifest.settings.push_back({name, {}});
    put(manifest.settings.back().value, value);
  });
  return manifest;
}

Result<RecordedIndex> from_manifest(const ManifestIndex& manifest) {
  const auto wrong = [](const std::string& field, const std::string& what) {
    return failure(ErrorCode::bad_format, "model.json: field `index." + field + "`: " + what + "; train again");
  };
  const auto kind = index_kind_of(manifest.kind);
  if (!kind) return wrong("kind", "`" + manifest.kind + "` is not a kind of index");
  RecordedIndex recorded{{.kind = *kind}, manifest.recall_at_20, manifest.p50_us, manifest.queries};
  std::string problem;
  std::size_t at = 0;
  each_option(recorded.spec, [&](const char* name, auto& value) {
    if (!problem.empty()) return;
    const bool found = at < manifest.settings.size() && manifest.settings[at].name == name;
    if (!found || !get(manifest.settings[at].value, value)) problem = name;
    ++at;
  });
  if (!problem.empty()) return wrong("settings." + problem, "is missing or out of range");
  if (at != manifest.settings.size()) {
    return wrong("settings." + manifest.settings[at].name, "is not a setting of this index");
  }
  return recorded;
}

}  // namespace moshaver
