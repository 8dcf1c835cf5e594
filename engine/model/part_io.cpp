#include "engine/model/part_io.hpp"

#include <algorithm>
#include <limits>

namespace moshaver {

namespace {

double widen(float value) { return static_cast<double>(value); }

void add_rows(TensorWriter& writer, const std::string& part, const SparseRows& rows) {
  writer.add(part + "/rows.offsets", {rows.offsets.size()}, std::span<const std::uint64_t>(rows.offsets));
  writer.add(part + "/rows.columns", {rows.columns.size()}, std::span<const std::uint32_t>(rows.columns));
  writer.add(part + "/rows.values", {rows.values.size()}, std::span<const float>(rows.values));
}

class PartWriter {
 public:
  PartWriter(TensorWriter& writer, ManifestPart& part) : writer_(writer), part_(part) {}

  void operator()(const FactorsPart& factors) {
    part_.kind = PartKind::factors;
    part_.settings = {{"count_exponent", widen(factors.count_exponent)},
                      {"half_life_days", widen(factors.half_life_days)}};
    writer_.add(named("item_factors"), {factors.item_factors.rows(), factors.item_factors.dim()},
                factors.item_factors.values());
    if (!factors.source_weights.empty()) {
      writer_.add(named("source_weights"), {factors.source_weights.size()},
                  std::span<const float>(factors.source_weights));
      return;
    }
    part_.settings.push_back({"unobserved_weight", widen(factors.unobserved_weight)});
    part_.settings.push_back({"regularization", widen(factors.regularization)});
    part_.settings.push_back({"frequency_exponent", widen(factors.frequency_exponent)});
    writer_.add(named("eigenvalues"), {factors.eigenvalues.size()}, std::span<const float>(factors.eigenvalues));
  }
  void operator()(const ItemItemPart& item_item) {
    part_.kind = PartKind::item_item;
    part_.settings = {{"count_exponent", widen(item_item.count_exponent)},
                      {"basket_decay", widen(item_item.basket_decay)},
                      {"popularity_weight", widen(item_item.popularity_weight)}};
    add_rows(writer_, part_.name, item_item.rows);
  }
  void operator()(const RepeatPart& repeat) {
    part_.kind = PartKind::repeat;
    part_.settings = {{"groups", static_cast<double>(repeat.groups)},
                      {"basket_decay", widen(repeat.basket_decay)},
                      {"group_decay", widen(repeat.group_decay)},
                      {"own_share", widen(repeat.own_share)},
                      {"neighbours", static_cast<double>(repeat.neighbours)},
                      {"buyers_cap", static_cast<double>(repeat.buyers_cap)},
                      {"item_exponent", widen(repeat.item_exponent)},
                      {"similarity_power", widen(repeat.similarity_power)},
                      {"target_exponent", widen(repeat.target_exponent)},
                      {"popularity_weight", widen(repeat.popularity_weight)}};
    if (repeat.latest) part_.settings.push_back({"latest_days", static_cast<double>(repeat.latest->days)});
  }
  void operator()(const TablePart& table) {
    part_.kind = PartKind::table;
    writer_.add(named("scores"), {table.scores.size()}, std::span<const float>(table.scores));
  }

 private:
  [[nodiscard]] std::string named(const char* tensor) const { return part_.name + "/" + tensor; }

  TensorWriter& writer_;
  ManifestPart& part_;
};

// All parts share one file, so a tensor's name starts with that of its part.
std::string named(const ManifestPart& part, const char* tensor) { return part.name + "/" + tensor; }

Result<PartData> load_factors(const OpenedModel& opened, const ManifestPart& part, std::uint64_t item_count) {
  MOSHAVER_TRY(shape, opened.tensors.shape(named(part, "item_factors")));
  if (shape.size() != 2 || shape[0] != item_count || shape[1] == 0) {
    return bad_part(opened, part, "item_factors must be " + std::to_string(item_count) + " x dim");
  }
  MOSHAVER_TRY(values, opened.tensors.f32(named(part, "item_factors"), {item_count, shape[1]}));
  MOSHAVER_TRY(count, part_number(opened, part, "count_exponent", 0, 10));
  MOSHAVER_TRY(half_life, part_number(opened, part, "half_life_days", 0, max_float));
  FactorsPart factors;
  factors.half_life_days = static_cast<float>(half_life);
  factors.item_factors = FactorMatrix(item_count, shape[1], values);
  factors.count_exponent = static_cast<float>(count);
  if (opened.tensors.contains(named(part, "source_weights"))) {
    MOSHAVER_TRY(weights, opened.tensors.f32(named(part, "source_weights"), {item_count}));
    factors.source_weights = copied(weights);
    return factors;
  }
  MOSHAVER_TRY(eigenvalues, opened.tensors.f32(named(part, "eigenvalues"), {shape[1]}));
  MOSHAVER_TRY(unobserved, part_number(opened, part, "unobserved_weight", 0, max_float));
  MOSHAVER_TRY(regularization, part_number(opened, part, "regularization", 1e-30, max_float));
  MOSHAVER_TRY(frequency, part_number(opened, part, "frequency_exponent", 0, 10));
  if (std::any_of(eigenvalues.begin(), eigenvalues.end(), [](float value) { return !(value >= 0); })) {
    return bad_part(opened, part, "eigenvalues must not be negative");
  }
  factors.eigenvalues = copied(eigenvalues);
  factors.unobserved_weight = static_cast<float>(unobserved);
  factors.regularization = static_cast<float>(regularization);
  factors.frequency_exponent = static_cast<float>(frequency);
  return factors;
}

Result<SparseRows> load_rows(const OpenedModel& opened, const ManifestPart& part, std::uint64_t item_count) {
  MOSHAVER_TRY(offsets, opened.tensors.u64(named(part, "rows.offsets"), {item_count + 1}));
  MOSHAVER_TRY(columns, opened.tensors.u32(named(part, "rows.columns")));
  MOSHAVER_TRY(values, opened.tensors.f32(named(part, "rows.values"), {columns.size()}));
  if (!are_offsets(offsets, columns.size())) return bad_part(opened, part, "rows.offsets do not fit rows.columns");
  if (std::any_of(columns.begin(), columns.end(), [&](std::uint32_t column) { return column >= item_count; })) {
    return bad_part(opened, part, "rows.columns name products that the model does not have");
  }
  return SparseRows{copied(offsets), copied(columns), copied(values)};
}

Result<PartData> load_item_item(const OpenedModel& opened, const ManifestPart& part, std::uint64_t item_count) {
  MOSHAVER_TRY(rows, load_rows(opened, part, item_count));
  MOSHAVER_TRY(count, part_number(opened, part, "count_exponent", 0, 10));
  MOSHAVER_TRY(basket_decay, part_number(opened, part, "basket_decay", 0, 1));
  MOSHAVER_TRY(popularity_weight, part_number(opened, part, "popularity_weight", 0, max_float));
  ItemItemPart item_item;
  item_item.rows = std::move(rows);
  item_item.count_exponent = static_cast<float>(count);
  item_item.basket_decay = static_cast<float>(basket_decay);
  item_item.popularity_weight = static_cast<float>(popularity_weight);
  return item_item;
}

Result<PartData> load_repeat(const OpenedModel& opened, const ManifestPart& part) {
  MOSHAVER_TRY(groups, part_number(opened, part, "groups", 1, 1e6));
  MOSHAVER_TRY(basket_decay, part_number(opened, part, "basket_decay", 0, 1));
  MOSHAVER_TRY(group_decay, part_number(opened, part, "group_decay", 0, 1));
  MOSHAVER_TRY(own_share, part_number(opened, part, "own_share", 0, 1));
  MOSHAVER_TRY(neighbours, part_number(opened, part, "neighbours", 1, 1e9));
  MOSHAVER_TRY(buyers_cap, part_number(opened, part, "buyers_cap", 1, 1e9));
  MOSHAVER_TRY(item_exponent, part_number(opened, part, "item_exponent", 0, 10));
  MOSHAVER_TRY(similarity_power, part_number(opened, part, "similarity_power", 0, 100));
  MOSHAVER_TRY(target_exponent, part_number(opened, part, "target_exponent", 0, 10));
  MOSHAVER_TRY(popularity_weight, part_number(opened, part, "popularity_weight", 0, max_float));
  RepeatPart repeat;
  repeat.popularity_weight = static_cast<float>(popularity_weight);
  repeat.item_exponent = static_cast<float>(item_exponent);
  repeat.similarity_power = static_cast<float>(similarity_power);
  repeat.target_exponent = static_cast<float>(target_exponent);
  repeat.groups = static_cast<std::uint32_t>(groups);
  repeat.basket_decay = static_cast<float>(basket_decay);
  repeat.group_decay = static_cast<float>(group_decay);
  repeat.own_share = static_cast<float>(own_share);
  repeat.neighbours = static_cast<std::uint32_t>(neighbours);
  repeat.buyers_cap = static_cast<std::uint32_t>(buyers_cap);
  const auto is_latest = [](const Setting& setting) { return setting.name == "latest_days"; };
  if (std::any_of(part.settings.begin(), part.settings.end(), is_latest)) {
    MOSHAVER_TRY(days, part_number(opened, part, "latest_days", 0, 1e5));
    repeat.latest = {static_cast<std::uint32_t>(days)};
  }
  return repeat;
}

Result<PartData> load_data(const OpenedModel& opened, const ManifestPart& part, std::uint64_t item_count) {
  switch (part.kind) {
    case PartKind::factors:
      return load_factors(opened, part, item_count);
    case PartKind::item_item:
      return load_item_item(opened, part, item_count);
    case PartKind::repeat:
      return load_repeat(opened, part);
    case PartKind::table:
      break;
    case PartKind::additive:
    case PartKind::calibration:
    case PartKind::relation:
    case PartKind::repurchase:
      return bad_part(opened, part, "this kind of part is not a scorer");
  }
  MOSHAVER_TRY(scores, opened.tensors.f32(named(part, "scores"), {item_count}));
  return TablePart{copied(scores)};
}

}  // namespace

tl::unexpected<Error> bad_tensor(const OpenedModel& opened, const std::string& what) {
  return failure(ErrorCode::bad_format,
                 "model " + opened.manifest.id + ": " + std::string(tensors_file_name) + ": " + what + "; train again");
}

tl::unexpected<Error> bad_part(const OpenedModel& opened, const ManifestPart& part, const std::string& what) {
  return failure(ErrorCode::bad_format, "model " + opened.manifest.id + ": " + std::string(tensors_file_name) +
                                            ": part " + part.name + ": " + what + "; train again");
}

Result<double> part_number(const OpenedModel& opened, const ManifestPart& part, std::string_view name, double low,
                           double high) {
  for (const Setting& setting : part.settings) {
    const double* value = std::get_if<double>(&setting.value);
    if (setting.name == name && value != nullptr && *value >= low && *value <= high) return *value;
  }
  return failure(ErrorCode::bad_format, "model " + opened.manifest.id + ": " + std::string(manifest_file_name) +
                                            ": part " + part.name + " has no valid setting " + std::string(name) +
                                            "; train again");
}

bool are_offsets(std::span<const std::uint64_t> offsets, std::uint64_t size) {
  return !offsets.empty() && offsets.front() == 0 && offsets.back() == size &&
         std::is_sorted(offsets.begin(), offsets.end());
}

ManifestPart add_part(TensorWriter& writer, const ModelPart& model_part) {
  ManifestPart part;
  part.name = model_part.name;
  part.weight = widen(model_part.weight);
  std::visit(PartWriter(writer, part), model_part.data);
  return part;
}

Result<ModelPart> load_part(const OpenedModel& opened, const ManifestPart& part) {
  if (!(part.weight > 0 && part.weight <= max_float)) return bad_part(opened, part, "its weight must be positive");
  MOSHAVER_TRY(data, load_data(opened, part, opened.manifest.data.products));
  return ModelPart{part.name, std::move(data), static_cast<float>(part.weight)};
}

namespace {

struct NamedRelation {
  std::string_view name;
  std::optional<SparseRows> Relations::*rows;
};
constexpr NamedRelation named_relations[] = {{"similar", &Relations::similar},
                                             {"complements", &Relations::complements},
                                             {"substitutes", &Relations::substitutes}};

}  // namespace

std::vector<ManifestPart> add_relations(TensorWriter& writer, const Relations& relations) {
  std::vector<ManifestPart> parts;
  for (const NamedRelation& relation : named_relations) {
    const std::optional<SparseRows>& rows = relations.*relation.rows;
    if (!rows) continue;
    parts.push_back({std::string(relation.name), PartKind::relation, 1, {}});
    add_rows(writer, parts.back().name, *rows);
  }
  return parts;
}

Result<void> load_relation(const OpenedModel& opened, const ManifestPart& part, Relations& relations) {
  const auto* const found = std::find_if(std::begin(named_relations), std::end(named_relations),
                                         [&](const NamedRelation& relation) { return relation.name == part.name; });
  if (found == std::end(named_relations)) {
    return bad_part(opened, part, "there is no such relation between products");
  }
  MOSHAVER_TRY(rows, load_rows(opened, part, opened.manifest.data.products));
  relations.*found->rows = std::move(rows);
  return {};
}

}  // namespace moshaver
