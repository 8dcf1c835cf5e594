#include "engine/model/additive_io.hpp"

#include <algorithm>

#include "engine/model/part_io.hpp"

namespace moshaver {

namespace {

std::string tensor_name(const ManifestPart& part, std::string_view model, const char* tensor) {
  return part.name + "/" + std::string(model) + "." + tensor;
}

}  // namespace

std::string joined_names(std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

std::vector<std::string> split_names(std::string_view text) {
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

Result<AdditiveModel> load_additive(const OpenedModel& opened, const ManifestPart& part, const std::string& name,
                                    const std::vector<std::string>& known) {
  MOSHAVER_TRY(intercept, part_number(opened, part, name + ".intercept", -max_float, max_float));
  MOSHAVER_TRY(slope, part_number(opened, part, name + ".slope", -max_float, max_float));
  MOSHAVER_TRY(text, text_setting(opened, part, name + ".features"));
  const std::vector<std::string> features = split_names(text);
  MOSHAVER_TRY(offsets, opened.tensors.u64(tensor_name(part, name, "offsets"), {features.size() + 1}));
  MOSHAVER_TRY(edges, opened.tensors.f32(tensor_name(part, name, "edges")));
  MOSHAVER_TRY(values, opened.tensors.f32(tensor_name(part, name, "values"), {edges.size() + 2 * features.size()}));
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

bool has_additive(const OpenedModel& opened, const ManifestPart& part, const std::string& name) {
  return opened.tensors.contains(tensor_name(part, name, "offsets"));
}

void AdditiveTensors::push(const char* name, const AdditiveModel& model) {
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
  flat.features = joined_names(features);
  models_.push_back(std::move(flat));
}

void AdditiveTensors::add(TensorWriter& writer, ManifestPart& part) const {
  for (const Flat& flat : models_) {
    part.settings.push_back({flat.name + ".intercept", flat.intercept});
    part.settings.push_back({flat.name + ".slope", flat.slope});
    part.settings.push_back({flat.name + ".features", flat.features});
    writer.add(tensor_name(part, flat.name, "offsets"), {flat.offsets.size()}, std::span(flat.offsets));
    writer.add(tensor_name(part, flat.name, "edges"), {flat.edges.size()}, std::span(flat.edges));
    writer.add(tensor_name(part, flat.name, "values"), {flat.values.size()}, std::span(flat.values));
  }
}

}  // namespace moshaver
