#include "engine/artifact/model_io.hpp"

#include <algorithm>
#include <limits>

namespace moshaver {

namespace {

tl::unexpected<Error> bad_tensor(const OpenedModel& opened, const std::string& what) {
  return failure(ErrorCode::bad_format,
                 "model " + opened.manifest.id + ": " + std::string(tensors_file_name) + ": " + what + "; train again");
}

template <class T>
std::vector<T> copied(std::span<const T> values) {
  return {values.begin(), values.end()};
}

// ---- texts: all bytes back to back, and offsets into them ----

struct TextTensors {
  std::vector<char> bytes;
  std::vector<std::uint64_t> offsets = {0};

  void push(std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
    offsets.push_back(bytes.size());
  }
};

void add_texts(TensorWriter& writer, const std::string& name, std::span<const char> bytes,
               std::span<const std::uint64_t> offsets) {
  writer.add(name + ".bytes", {bytes.size()},
             std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  writer.add(name + ".offsets", {offsets.size()}, offsets);
}

// Offsets that start at 0, never descend and end at `size`.
bool are_offsets(std::span<const std::uint64_t> offsets, std::uint64_t size) {
  return !offsets.empty() && offsets.front() == 0 && offsets.back() == size &&
         std::is_sorted(offsets.begin(), offsets.end());
}

Result<std::vector<std::string_view>> texts(const OpenedModel& opened, const std::string& name) {
  MOSHAVER_TRY(bytes, opened.tensors.u8(name + ".bytes"));
  MOSHAVER_TRY(offsets, opened.tensors.u64(name + ".offsets"));
  if (!are_offsets(offsets, bytes.size())) return bad_tensor(opened, name + ".offsets do not fit " + name + ".bytes");
  std::vector<std::string_view> views;
  for (std::size_t row = 0; row + 1 < offsets.size(); ++row) {
    views.emplace_back(reinterpret_cast<const char*>(bytes.data()) + offsets[row], offsets[row + 1] - offsets[row]);
  }
  return views;
}

Result<KeyMap> keys(const OpenedModel& opened, const std::string& name) {
  MOSHAVER_TRY(views, texts(opened, name));
  KeyMap map;
  for (const std::string_view key : views) map.insert(key);
  if (map.size() != views.size()) return bad_tensor(opened, name + " holds a key twice");
  return map;
}

// ---- parts ----

double widen(float value) { return static_cast<double>(value); }

class PartWriter {
 public:
  PartWriter(TensorWriter& writer, ManifestPart& part) : writer_(writer), part_(part) {}

  void operator()(const FactorsPart& factors) {
    part_.kind = PartKind::factors;
    part_.settings = {{"count_exponent", widen(factors.count_exponent)}};
    writer_.add("item_factors", {factors.item_factors.rows(), factors.item_factors.dim()},
                factors.item_factors.values());
    if (!factors.source_weights.empty()) {
      writer_.add("source_weights", {factors.source_weights.size()}, std::span<const float>(factors.source_weights));
      return;
    }
    part_.settings.push_back({"unobserved_weight", widen(factors.unobserved_weight)});
    part_.settings.push_back({"regularization", widen(factors.regularization)});
    part_.settings.push_back({"frequency_exponent", widen(factors.frequency_exponent)});
    writer_.add("eigenvalues", {factors.eigenvalues.size()}, std::span<const float>(factors.eigenvalues));
  }
  void operator()(const ItemItemPart& item_item) {
    part_.kind = PartKind::item_item;
    part_.settings = {{"count_exponent", widen(item_item.count_exponent)}};
    const SparseRows& rows = item_item.rows;
    writer_.add("rows.offsets", {rows.offsets.size()}, std::span<const std::uint64_t>(rows.offsets));
    writer_.add("rows.columns", {rows.columns.size()}, std::span<const std::uint32_t>(rows.columns));
    writer_.add("rows.values", {rows.values.size()}, std::span<const float>(rows.values));
  }
  void operator()(const RhythmPart& rhythm) {
    part_.kind = PartKind::rhythm;
    part_.settings = {{"groups", static_cast<double>(rhythm.groups)},
                      {"basket_decay", widen(rhythm.basket_decay)},
                      {"group_decay", widen(rhythm.group_decay)},
                      {"own_share", widen(rhythm.own_share)},
                      {"neighbours", static_cast<double>(rhythm.neighbours)},
                      {"holders_cap", static_cast<double>(rhythm.holders_cap)},
                      {"item_exponent", widen(rhythm.item_exponent)},
                      {"likeness_power", widen(rhythm.likeness_power)},
                      {"target_exponent", widen(rhythm.target_exponent)}};
  }
  void operator()(const TablePart& table) {
    part_.kind = PartKind::table;
    writer_.add("table.scores", {table.scores.size()}, std::span<const float>(table.scores));
  }

 private:
  TensorWriter& writer_;
  ManifestPart& part_;
};

// A number among a part's settings, within bounds.
Result<double> number(const OpenedModel& opened, const ManifestPart& part, std::string_view name, double low,
                      double high) {
  for (const Setting& setting : part.settings) {
    const double* value = std::get_if<double>(&setting.value);
    if (setting.name == name && value != nullptr && *value >= low && *value <= high) return *value;
  }
  return failure(ErrorCode::bad_format, "model " + opened.manifest.id + ": " + std::string(manifest_file_name) +
                                            ": part " + part.name + " lacks a sound setting " + std::string(name) +
                                            "; train again");
}

constexpr double max_float = std::numeric_limits<float>::max();

Result<PartData> load_factors(const OpenedModel& opened, const ManifestPart& part, std::uint64_t item_count) {
  MOSHAVER_TRY(shape, opened.tensors.shape("item_factors"));
  if (shape.size() != 2 || shape[0] != item_count || shape[1] == 0) {
    return bad_tensor(opened, "item_factors must be " + std::to_string(item_count) + " x dim");
  }
  MOSHAVER_TRY(values, opened.tensors.f32("item_factors", {item_count, shape[1]}));
  MOSHAVER_TRY(count, number(opened, part, "count_exponent", 0, 10));
  FactorsPart factors;
  factors.item_factors = FactorMatrix(item_count, shape[1], copied(values));
  factors.count_exponent = static_cast<float>(count);
  if (opened.tensors.contains("source_weights")) {
    MOSHAVER_TRY(weights, opened.tensors.f32("source_weights", {item_count}));
    factors.source_weights = copied(weights);
    return factors;
  }
  MOSHAVER_TRY(eigenvalues, opened.tensors.f32("eigenvalues", {shape[1]}));
  MOSHAVER_TRY(unobserved, number(opened, part, "unobserved_weight", 0, max_float));
  MOSHAVER_TRY(regularization, number(opened, part, "regularization", 1e-30, max_float));
  MOSHAVER_TRY(frequency, number(opened, part, "frequency_exponent", 0, 10));
  if (std::any_of(eigenvalues.begin(), eigenvalues.end(), [](float value) { return !(value >= 0); })) {
    return bad_tensor(opened, "eigenvalues must not be negative");
  }
  factors.eigenvalues = copied(eigenvalues);
  factors.unobserved_weight = static_cast<float>(unobserved);
  factors.regularization = static_cast<float>(regularization);
  factors.frequency_exponent = static_cast<float>(frequency);
  return factors;
}

Result<PartData> load_item_item(const OpenedModel& opened, const ManifestPart& part, std::uint64_t item_count) {
  MOSHAVER_TRY(offsets, opened.tensors.u64("rows.offsets", {item_count + 1}));
  MOSHAVER_TRY(columns, opened.tensors.u32("rows.columns"));
  MOSHAVER_TRY(values, opened.tensors.f32("rows.values", {columns.size()}));
  MOSHAVER_TRY(count, number(opened, part, "count_exponent", 0, 10));
  if (!are_offsets(offsets, columns.size())) return bad_tensor(opened, "rows.offsets do not fit rows.columns");
  if (std::any_of(columns.begin(), columns.end(), [&](std::uint32_t column) { return column >= item_count; })) {
    return bad_tensor(opened, "rows.columns name products that the model does not have");
  }
  ItemItemPart item_item;
  item_item.rows = {copied(offsets), copied(columns), copied(values)};
  item_item.count_exponent = static_cast<float>(count);
  return item_item;
}

Result<PartData> load_rhythm(const OpenedModel& opened, const ManifestPart& part) {
  MOSHAVER_TRY(groups, number(opened, part, "groups", 1, 1e6));
  MOSHAVER_TRY(basket_decay, number(opened, part, "basket_decay", 0, 1));
  MOSHAVER_TRY(group_decay, number(opened, part, "group_decay", 0, 1));
  MOSHAVER_TRY(own_share, number(opened, part, "own_share", 0, 1));
  MOSHAVER_TRY(neighbours, number(opened, part, "neighbours", 1, 1e9));
  MOSHAVER_TRY(holders_cap, number(opened, part, "holders_cap", 1, 1e9));
  MOSHAVER_TRY(item_exponent, number(opened, part, "item_exponent", 0, 10));
  MOSHAVER_TRY(likeness_power, number(opened, part, "likeness_power", 0, 100));
  MOSHAVER_TRY(target_exponent, number(opened, part, "target_exponent", 0, 10));
  RhythmPart rhythm;
  rhythm.item_exponent = static_cast<float>(item_exponent);
  rhythm.likeness_power = static_cast<float>(likeness_power);
  rhythm.target_exponent = static_cast<float>(target_exponent);
  rhythm.groups = static_cast<std::uint32_t>(groups);
  rhythm.basket_decay = static_cast<float>(basket_decay);
  rhythm.group_decay = static_cast<float>(group_decay);
  rhythm.own_share = static_cast<float>(own_share);
  rhythm.neighbours = static_cast<std::uint32_t>(neighbours);
  rhythm.holders_cap = static_cast<std::uint32_t>(holders_cap);
  return rhythm;
}

Result<PartData> load_part(const OpenedModel& opened, const ManifestPart& part, std::uint64_t item_count) {
  switch (part.kind) {
    case PartKind::factors:
      return load_factors(opened, part, item_count);
    case PartKind::item_item:
      return load_item_item(opened, part, item_count);
    case PartKind::rhythm:
      return load_rhythm(opened, part);
    case PartKind::table:
      break;
  }
  MOSHAVER_TRY(scores, opened.tensors.f32("table.scores", {item_count}));
  return TablePart{copied(scores)};
}

// ---- histories ----

// Everything that a model directory holds, as tensors; owns what is not in the model or the data as it must be written.
class ModelTensors {
 public:
  explicit ModelTensors(const Dataset& data) : data_(data) {}

  // The model, products and titles; fills in what the manifest says of them.
  void add(Manifest& manifest, const Model& model) {
    manifest.recipe = model.recipe;
    manifest.data.fingerprint = fingerprint(data_.histories, data_.customers, data_.products);
    manifest.data.events = data_.event_count;
    manifest.data.customers = data_.customers.size();
    manifest.data.products = data_.products.size();
    manifest.data.window_from = iso_time(data_.first_time);
    manifest.data.window_until = iso_time(data_.last_time);
    ManifestPart part;
    part.name = model.recipe;
    std::visit(PartWriter(writer_, part), model.part);
    manifest.parts = {std::move(part), {"popularity", PartKind::table, widen(model.popularity_weight), {}}};
    writer_.add("popularity", {model.popularity.scores.size()}, std::span<const float>(model.popularity.scores));
    for (std::uint32_t row = 0; row < data_.products.size(); ++row) titles_.push(data_.title(ItemId{row}));
    add_texts(writer_, "products", data_.products.bytes(), data_.products.offsets());
    add_texts(writer_, "titles", titles_.bytes, titles_.offsets);
  }

  // Customers and purchases, these field by field: a tensor has one type.
  void add_histories() {
    const Histories& histories = data_.histories;
    for (const Purchase& purchase : histories.purchases) {
      items_.push_back(purchase.item.row);
      times_.push_back(purchase.time);
      orders_.push_back(purchase.order);
      quantities_.push_back(purchase.quantity);
    }
    for (const ItemId item : histories.hidden) hidden_.push_back(item.row);
    for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
      if (histories.is_internal(UserId{user})) internal_.push_back(user);
    }
    add_texts(writer_, "customers", data_.customers.bytes(), data_.customers.offsets());
    const auto add = [&](const char* name, const auto& values) {
      writer_.add(name, {values.size()}, std::span(std::as_const(values)));
    };
    add("history.offsets", histories.offsets);
    add("history.items", items_);
    add("history.times", times_);
    add("history.orders", orders_);
    add("history.quantities", quantities_);
    add("hidden.offsets", histories.hidden_offsets);
    add("hidden.items", hidden_);
    add("internal", internal_);
  }

  [[nodiscard]] const TensorWriter& writer() const { return writer_; }

 private:
  const Dataset& data_;
  TensorWriter writer_;
  TextTensors titles_;
  std::vector<std::uint32_t> items_, times_, orders_, hidden_, internal_;
  std::vector<float> quantities_;
};

Result<Histories> load_histories(const OpenedModel& opened, std::uint32_t user_count, std::uint32_t item_count) {
  const TensorFile& tensors = opened.tensors;
  MOSHAVER_TRY(offsets, tensors.u64("history.offsets", {user_count + std::uint64_t{1}}));
  MOSHAVER_TRY(items, tensors.u32("history.items"));
  MOSHAVER_TRY(times, tensors.u32("history.times", {items.size()}));
  MOSHAVER_TRY(orders, tensors.u32("history.orders", {items.size()}));
  MOSHAVER_TRY(quantities, tensors.f32("history.quantities", {items.size()}));
  MOSHAVER_TRY(hidden_offsets, tensors.u64("hidden.offsets", {user_count + std::uint64_t{1}}));
  MOSHAVER_TRY(hidden, tensors.u32("hidden.items"));
  MOSHAVER_TRY(internal, tensors.u32("internal"));
  const auto within = [](std::span<const std::uint32_t> rows, std::uint32_t count) {
    return std::all_of(rows.begin(), rows.end(), [&](std::uint32_t row) { return row < count; });
  };
  // Baskets are counted by the last one's number: a later one may not have a smaller.
  const auto orders_ascend = [&] {
    for (std::size_t user = 0; user < user_count; ++user) {
      const auto of_user = orders.subspan(offsets[user], offsets[user + 1] - offsets[user]);
      if (!std::is_sorted(of_user.begin(), of_user.end())) return false;
    }
    return true;
  };
  if (!are_offsets(offsets, items.size()) || !are_offsets(hidden_offsets, hidden.size()) || !orders_ascend() ||
      !within(items, item_count) || !within(hidden, item_count) || !within(internal, user_count) ||
      !within(orders, static_cast<std::uint32_t>(items.size()) + 1)) {
    return bad_tensor(opened, "the histories are not sound");
  }
  Histories histories;
  histories.offsets = copied(offsets);
  histories.purchases.reserve(items.size());
  for (std::size_t row = 0; row < items.size(); ++row) {
    histories.purchases.push_back({ItemId{items[row]}, times[row], orders[row], quantities[row]});
  }
  histories.hidden_offsets = copied(hidden_offsets);
  for (const std::uint32_t row : hidden) histories.hidden.push_back(ItemId{row});
  if (!internal.empty()) histories.internal.resize(user_count);
  for (const std::uint32_t row : internal) histories.internal[row] = true;
  histories.item_count = item_count;
  return histories;
}

}  // namespace

Result<Manifest> save_model(const std::filesystem::path& directory, Manifest manifest, const Model& model,
                            const Dataset& data, bool with_histories, const WriteModelOptions& options) {
  ModelTensors tensors(data);
  tensors.add(manifest, model);
  if (with_histories) tensors.add_histories();
  return write_model_directory(directory, std::move(manifest), tensors.writer(), options);
}

Result<std::string> model_id_of(Manifest manifest, const Model& model, const Dataset& data) {
  ModelTensors tensors(data);
  tensors.add(manifest, model);
  return model_id(std::move(manifest), tensors.writer());
}

Result<Model> load_model(const OpenedModel& opened) {
  const auto& parts = opened.manifest.parts;
  if (parts.size() != 2 || parts[1].name != "popularity" || parts[1].kind != PartKind::table) {
    return failure(ErrorCode::bad_format, "model " + opened.manifest.id + ": " + std::string(manifest_file_name) +
                                              ": parts must be one that ranks and popularity; train again");
  }
  Model model;
  model.recipe = opened.manifest.recipe;
  MOSHAVER_TRY(popularity, opened.tensors.f32("popularity", {opened.manifest.data.products}));
  model.popularity.scores = copied(popularity);
  model.popularity_weight = static_cast<float>(parts[1].weight);
  MOSHAVER_TRY(part, load_part(opened, parts[0], opened.manifest.data.products));
  model.part = std::move(part);
  return model;
}

Result<Dataset> load_dataset(const OpenedModel& opened) {
  if (!opened.tensors.contains("history.offsets")) {
    return failure(ErrorCode::not_found, "model " + opened.manifest.id +
                                             " belongs to a shop and holds no histories: name the shop with --shop");
  }
  Dataset data;
  MOSHAVER_TRY(products, keys(opened, "products"));
  MOSHAVER_TRY(customers, keys(opened, "customers"));
  MOSHAVER_TRY(titles, texts(opened, "titles"));
  MOSHAVER_TRY(histories, load_histories(opened, customers.size(), products.size()));
  if (products.size() != opened.manifest.data.products)
    return bad_tensor(opened, "products are not as many as the manifest says");
  data.products = std::move(products);
  data.customers = std::move(customers);
  data.titles.assign(titles.begin(), titles.end());
  data.histories = std::move(histories);
  data.event_count = opened.manifest.data.events;
  return data;
}

Result<void> check_products(const OpenedModel& opened, const KeyMap& products) {
  MOSHAVER_TRY(known, texts(opened, "products"));
  bool same = known.size() == opened.manifest.data.products && known.size() <= products.size();
  for (std::uint32_t row = 0; same && row < known.size(); ++row) same = known[row] == products.key(row);
  if (same) return {};
  return failure(ErrorCode::bad_format,
                 "model " + opened.manifest.id +
                     " was trained on another shop's products; run moshaver train --shop for this one");
}

}  // namespace moshaver
