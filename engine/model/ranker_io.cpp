#include "engine/model/ranker_io.hpp"

#include <algorithm>
#include <limits>

#include "engine/model/part_io.hpp"

namespace moshaver {

namespace {

std::string tensor_name(std::string_view model, const char* tensor) {
  return std::string(ranker_part_name) + "/" + std::string(model) + "." + tensor;
}

std::string joined(std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    names.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

Result<std::string> text_setting(const OpenedModel& opened, const ManifestPart& part, const std::string& name) {
  for (const Setting& setting : part.settings) {
    const auto* value = std::get_if<std::string>(&setting.value);
    if (setting.name == name && value != nullptr) return *value;
  }
  return bad_part(opened, part, "the manifest has no setting " + name);
}

Result<AdditiveModel> load_model(const OpenedModel& opened, const ManifestPart& part, const std::string& name,
                                 const std::vector<std::string>& known) {
  MOSHAVER_TRY(intercept, part_number(opened, part, name + ".intercept", -max_float, max_float));
  MOSHAVER_TRY(slope, part_number(opened, part, name + ".slope", -max_float, max_float));
  MOSHAVER_TRY(text, text_setting(opened, part, name + ".features"));
  const std::vector<std::string> features = split(text);
  MOSHAVER_TRY(offsets, opened.tensors.u64(tensor_name(name, "offsets"), {features.size() + 1}));
  MOSHAVER_TRY(edges, opened.tensors.f32(tensor_name(name, "edges")));
  MOSHAVER_TRY(values, opened.tensors.f32(tensor_name(name, "values"), {edges.size() + 2 * features.size()}));
  if (!are_offsets(offsets, edges.size())) return bad_part(opened, part, name + ".offsets do not fit its edges");
  AdditiveModel model;
  model.intercept = static_cast<float>(intercept);
  model.slope = static_cast<float>(slope);
  for (std::size_t at = 0; at < features.size(); ++at) {
    if (std::find(known.begin(), known.end(), features[at]) == known.end()) {
      return bad_part(opened, part, "there is no feature " + features[at]);
    }
    const std::size_t first = offsets[at], count = offsets[at + 1] - first;
    const auto table_edges = edges.subspan(first, count);
    const auto table_values = values.subspan(first + 2 * at, count + 2);
    if (!std::is_sorted(table_edges.begin(), table_edges.end())) {
      return bad_part(opened, part, "the edges of " + features[at] + " do not ascend");
    }
    model.tables.push_back(
        {features[at], {table_edges.begin(), table_edges.end()}, {table_values.begin(), table_values.end()}});
  }
  return model;
}

}  // namespace

RankerTensors::RankerTensors(const AdditiveRanker& ranker)
    : candidates_per_part_(ranker.candidates_per_part), window_days_(ranker.window.days) {
  candidate_generators_ = joined(ranker.candidate_generators);
  push("fresh", ranker.fresh);
  push("owned", ranker.owned);
  if (ranker.returns) push("returns", *ranker.returns);
}

void RankerTensors::push(const char* name, const AdditiveModel& model) {
  Flat flat;
  std::vector<std::string> features;
  flat.name = name;
  flat.intercept = static_cast<double>(model.intercept);
  flat.slope = static_cast<double>(model.slope);
  for (const AdditiveTable& table : model.tables) {
    features.push_back(table.feature);
    flat.edges.insert(flat.edges.end(), table.edges.begin(), table.edges.end());
    flat.values.insert(flat.values.end(), table.values.begin(), table.values.end());
    flat.offsets.push_back(flat.edges.size());
  }
  flat.features = joined(features);
  models_.push_back(std::move(flat));
}

ManifestPart RankerTensors::add(TensorWriter& writer) const {
  ManifestPart part{std::string(ranker_part_name), PartKind::additive, 1, {}};
  part.settings = {{"candidates_per_part", candidates_per_part_},
                   {"candidate_generators", candidate_generators_},
                   {"window_days", window_days_}};
  for (const Flat& flat : models_) {
    part.settings.push_back({flat.name + ".intercept", flat.intercept});
    part.settings.push_back({flat.name + ".slope", flat.slope});
    part.settings.push_back({flat.name + ".features", flat.features});
    writer.add(tensor_name(flat.name, "offsets"), {flat.offsets.size()}, std::span(flat.offsets));
    writer.add(tensor_name(flat.name, "edges"), {flat.edges.size()}, std::span(flat.edges));
    writer.add(tensor_name(flat.name, "values"), {flat.values.size()}, std::span(flat.values));
  }
  return part;
}

Result<AdditiveRanker> load_ranker(const OpenedModel& opened, const ManifestPart& part,
                                   const std::vector<std::string>& features,
                                   const std::vector<std::string>& customer_features) {
  MOSHAVER_TRY(candidates, part_number(opened, part, "candidates_per_part", 1, 1e6));
  MOSHAVER_TRY(days, part_number(opened, part, "window_days", 0, 1e5));
  AdditiveRanker ranker;
  ranker.candidates_per_part = static_cast<std::uint32_t>(candidates);
  MOSHAVER_TRY(candidate_generators, text_setting(opened, part, "candidate_generators"));
  ranker.candidate_generators = split(candidate_generators);
  for (const std::string& name : ranker.candidate_generators) {
    if (std::find(features.begin(), features.end(), "part." + name + ".score") == features.end()) {
      return bad_part(opened, part, "its candidate_generators name a part that does not exist: " + name);
    }
  }
  ranker.window.days = static_cast<std::uint32_t>(days);
  MOSHAVER_TRY(fresh, load_model(opened, part, "fresh", features));
  MOSHAVER_TRY(owned, load_model(opened, part, "owned", features));
  ranker.fresh = std::move(fresh);
  ranker.owned = std::move(owned);
  if (opened.tensors.contains(tensor_name("returns", "offsets"))) {
    MOSHAVER_TRY(returns, load_model(opened, part, "returns", customer_features));
    ranker.returns = std::move(returns);
  }
  return ranker;
}

}  // namespace moshaver
