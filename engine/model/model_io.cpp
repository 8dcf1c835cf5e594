#include "engine/model/model_io.hpp"

#include "engine/model/index_io.hpp"
#include "engine/model/part_io.hpp"
#include "engine/model/ranker_io.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/linalg/dot.hpp"
#include "engine/model/feature_names.hpp"

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
    for (const ModelPart& part : model.parts) manifest.parts.push_back(add_part(writer_, part));
    if (model.ranker) {
      ranker_.emplace(*model.ranker);
      manifest.parts.push_back(ranker_->add(writer_));
    }
    for (ManifestPart& part : add_relations(writer_, model.relations)) manifest.parts.push_back(std::move(part));
    for (const ReliabilityBin& bin : model.reliability) {
      manifest.reliability.push_back({bin.confidence, bin.bought, bin.answers});
    }
    manifest.parts.push_back({"popularity", PartKind::table, 1, {}});
    if (model.index) manifest.index = to_manifest(*model.index);
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
  std::optional<RankerTensors> ranker_;
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
  histories.offsets.assign(offsets.begin(), offsets.end());
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

namespace {

std::vector<std::string> names_of(const std::vector<FeatureInfo>& features) {
  std::vector<std::string> names;
  for (const FeatureInfo& feature : features) names.push_back(feature.name);
  return names;
}
std::vector<std::string> feature_names(const Model& model) {
  std::vector<std::string> parts;
  for (const ModelPart& part : model.parts) parts.push_back(part.name);
  return names_of(feature_list(parts));
}
std::vector<std::string> customer_feature_names() { return names_of(customer_feature_list()); }

// An index looks at the part that it searches alone, and one such value makes every score that meets it worthless.
Result<void> check_factors(const OpenedModel& opened, const ManifestPart& part, const FactorMatrix& factors) {
  for (std::size_t row = 0; row < factors.rows(); ++row) {
    if (std::isfinite(dot(factors.row(row), factors.row(row)))) continue;
    MOSHAVER_TRY(products, texts(opened, "products"));
    return bad_part(opened, part,
                    "the embedding of product \"" + std::string(products[row]) +
                        "\" holds a value that is not finite, or too large to multiply");
  }
  return {};
}

}  // namespace

Result<Model> load_model(const OpenedModel& opened) {
  const auto& parts = opened.manifest.parts;
  if (parts.size() < 2 || parts.back().name != "popularity" || parts.back().kind != PartKind::table) {
    return failure(ErrorCode::bad_format, "model " + opened.manifest.id + ": " + std::string(manifest_file_name) +
                                              ": parts must be those that rank, then popularity; train again");
  }
  Model model;
  model.recipe = opened.manifest.recipe;
  MOSHAVER_TRY(popularity, opened.tensors.f32("popularity", {opened.manifest.data.products}));
  model.popularity.scores = copied(popularity);
  for (const ManifestPart& manifest_part : std::span(parts).first(parts.size() - 1)) {
    if (manifest_part.kind == PartKind::additive) {
      MOSHAVER_TRY(ranker, load_ranker(opened, manifest_part, feature_names(model), customer_feature_names()));
      model.ranker = std::move(ranker);
      continue;
    }
    if (manifest_part.kind == PartKind::relation) {
      MOSHAVER_CHECK(load_relation(opened, manifest_part, model.relations));
      continue;
    }
    MOSHAVER_TRY(part, load_part(opened, manifest_part));
    if (const auto* factors = std::get_if<FactorsPart>(&part.data)) {
      MOSHAVER_CHECK(check_factors(opened, manifest_part, factors->item_factors));
    }
    model.parts.push_back(std::move(part));
  }
  if (model.parts.empty()) return bad_tensor(opened, "there is no part to rank with");
  for (const ManifestReliability& bin : opened.manifest.reliability) {
    model.reliability.push_back({bin.confidence, bin.bought, static_cast<std::size_t>(bin.answers)});
  }
  if (opened.manifest.index) {
    MOSHAVER_TRY(index, from_manifest(*opened.manifest.index));
    model.index = index;
  }
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
