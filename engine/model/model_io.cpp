#include "engine/model/model_io.hpp"

#include <cmath>
#include <optional>
#include <utility>

#include "engine/linalg/dot.hpp"
#include "engine/model/calibration_io.hpp"
#include "engine/model/feature_names.hpp"
#include "engine/model/history_tensors.hpp"
#include "engine/model/index_io.hpp"
#include "engine/model/part_io.hpp"
#include "engine/model/ranker_io.hpp"
#include "engine/model/repurchase_io.hpp"
#include "engine/model/text_tensors.hpp"

namespace moshaver {

namespace {

ManifestConfidence to_manifest(const Reliability& reliability) {
  ManifestConfidence confidence{
      reliability.why_none, reliability.error(), reliability.customers, reliability.answers(), {}};
  for (const ReliabilityBin& bin : reliability.bins) {
    confidence.bins.push_back({bin.confidence, bin.bought, bin.answers});
  }
  return confidence;
}

Reliability from_manifest(const ManifestConfidence& confidence) {
  Reliability reliability{{}, static_cast<std::size_t>(confidence.customers), confidence.why_none};
  for (const ManifestReliability& bin : confidence.bins) {
    reliability.bins.push_back({bin.confidence, bin.bought, static_cast<std::size_t>(bin.answers)});
  }
  return reliability;
}

// All tensors of a model directory. Views the model and the data; owns the arrays that must be converted for the file.
class ModelTensors {
 public:
  explicit ModelTensors(const Dataset& data) : data_(data) {}

  // Adds the model, products and titles, and fills in their fields of the manifest.
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
    if (model.calibration) {
      calibration_.emplace(*model.calibration);
      manifest.parts.push_back(calibration_->add(writer_));
    }
    manifest.confidence = to_manifest(model.reliability);
    if (const ListDiversity& chosen = model.diversity; chosen.customers > 0) {
      // As a person would write it: 0.1, not 0.10000000149.
      const double value = std::round(static_cast<double>(chosen.value) * 1e6) / 1e6;
      manifest.diversity = {value, chosen.ndcg_loss, chosen.customers};
    }
    for (ManifestPart& part : add_relations(writer_, model.relations)) manifest.parts.push_back(std::move(part));
    if (model.repurchase) {
      repurchase_.emplace(*model.repurchase);
      manifest.parts.push_back(repurchase_->add(writer_));
    }
    manifest.parts.push_back({"popularity", PartKind::table, 1, {}});
    if (model.index) manifest.index = to_manifest(*model.index);
    writer_.add("popularity", {model.popularity.scores.size()}, std::span<const float>(model.popularity.scores));
    for (std::uint32_t row = 0; row < data_.products.size(); ++row) titles_.push(data_.title(ItemId{row}));
    add_texts(writer_, "products", data_.products.bytes(), data_.products.offsets());
    add_texts(writer_, "titles", titles_.bytes, titles_.offsets);
  }

  void add_histories() { histories_.emplace(data_.histories).add(writer_, data_.customers); }

  [[nodiscard]] const TensorWriter& writer() const { return writer_; }

 private:
  const Dataset& data_;
  TensorWriter writer_;
  TextTensors titles_;
  std::optional<RankerTensors> ranker_;
  std::optional<CalibrationTensors> calibration_;
  std::optional<RepurchaseTensors> repurchase_;
  std::optional<HistoryTensors> histories_;
};

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

// Only the part with the index is checked when the index is built, but in any part one such value spoils every score
// that it enters.
Result<void> check_factors(const OpenedModel& opened, const ManifestPart& part, const FactorMatrix& factors) {
  for (std::size_t row = 0; row < factors.rows(); ++row) {
    if (std::isfinite(dot(factors.row(row), factors.row(row)))) continue;
    MOSHAVER_TRY(products, load_texts(opened, "products"));
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
                                              ": the last part must be popularity, after parts that rank; train again");
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
    if (manifest_part.kind == PartKind::calibration) {
      MOSHAVER_TRY(calibration, load_calibration(opened, manifest_part, customer_feature_names()));
      model.calibration = std::move(calibration);
      continue;
    }
    if (manifest_part.kind == PartKind::relation) {
      MOSHAVER_CHECK(load_relation(opened, manifest_part, model.relations));
      continue;
    }
    if (manifest_part.kind == PartKind::repurchase) {
      MOSHAVER_TRY(repurchase, load_repurchase(opened, manifest_part));
      model.repurchase = std::move(repurchase);
      continue;
    }
    MOSHAVER_TRY(part, load_part(opened, manifest_part));
    if (const auto* factors = std::get_if<FactorsPart>(&part.data)) {
      MOSHAVER_CHECK(check_factors(opened, manifest_part, factors->item_factors));
    }
    model.parts.push_back(std::move(part));
  }
  if (model.parts.empty()) return bad_tensor(opened, "no part ranks products");
  model.reliability = from_manifest(opened.manifest.confidence);
  if (const auto& chosen = opened.manifest.diversity) {
    model.diversity = {static_cast<float>(chosen->value), chosen->ndcg_loss,
                       static_cast<std::size_t>(chosen->customers)};
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
                                             " belongs to a shop and holds no histories: give the shop with --shop");
  }
  Dataset data;
  MOSHAVER_TRY(products, load_keys(opened, "products"));
  MOSHAVER_TRY(customers, load_keys(opened, "customers"));
  MOSHAVER_TRY(titles, load_texts(opened, "titles"));
  MOSHAVER_TRY(histories, load_histories(opened, customers.size(), products.size()));
  if (products.size() != opened.manifest.data.products)
    return bad_tensor(opened, "the number of products differs from the manifest");
  data.products = std::move(products);
  data.customers = std::move(customers);
  data.titles.assign(titles.begin(), titles.end());
  data.histories = std::move(histories);
  data.event_count = opened.manifest.data.events;
  return data;
}

Result<void> check_products(const OpenedModel& opened, const KeyMap& products) {
  MOSHAVER_TRY(known, load_texts(opened, "products"));
  bool same = known.size() == opened.manifest.data.products && known.size() <= products.size();
  for (std::uint32_t row = 0; same && row < known.size(); ++row) same = known[row] == products.key(row);
  if (same) return {};
  return failure(ErrorCode::bad_format,
                 "model " + opened.manifest.id +
                     " was trained on another shop's products; run moshaver train --shop for this one");
}

}  // namespace moshaver
