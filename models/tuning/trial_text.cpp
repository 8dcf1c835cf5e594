#include "models/tuning/trial_text.hpp"

#include <simdjson.h>

#include "models/json/put.hpp"

namespace moshaver {

namespace {

using simdjson::dom::element;

constexpr std::uint64_t format_version = 1;

void put_column(JsonWriter& json, std::string_view key, const ResampledColumn& column) {
  put_key(json, key);
  put_object(json, [&] {
    put(json, "mean", column.mean);
    put(json, "customers", std::uint64_t{column.customers});
    put_list(json, "resamples", column.sample_means, [&](double mean) { json.Double(mean); });
  });
}

// Reads the fields of an object one by one; `good` turns false at the first that is missing or of another type.
class Fields {
 public:
  explicit Fields(element object) : object_(object) {}

  template <class T>
  T get(const char* key) {
    T value{};
    if (object_[key].get(value) != simdjson::SUCCESS) good = false;
    return value;
  }
  double number(const char* key) { return get<double>(key); }
  template <class Map>
  Map numbers(const char* key) {
    Map map;
    for (const auto field : get<simdjson::dom::object>(key)) {
      double value = 0;
      if (field.value.get(value) != simdjson::SUCCESS) good = false;
      map.emplace(std::string(field.key), value);
    }
    return map;
  }
  ResampledColumn column(const char* key) {
    Fields fields(get<element>(key));
    if (!good) return {};
    ResampledColumn column;
    column.mean = fields.number("mean");
    column.customers = fields.get<std::uint64_t>("customers");
    for (const element mean : fields.get<simdjson::dom::array>("resamples")) {
      double value = 0;
      if (mean.get(value) != simdjson::SUCCESS) good = false;
      column.sample_means.push_back(value);
    }
    good = good && fields.good && column.sample_means.size() == BootstrapSettings{}.resamples;
    return column;
  }
  [[nodiscard]] bool has(const char* key) const { return object_[key].error() == simdjson::SUCCESS; }

  bool good = true;

 private:
  element object_;
};

// nullopt unless the line is an object: simdjson must not iterate over anything else.
std::optional<element> parse_object(simdjson::dom::parser& parser, std::string_view line) {
  element root;
  if (parser.parse(line.data(), line.size()).get(root) != simdjson::SUCCESS || !root.is_object()) return std::nullopt;
  return root;
}

}  // namespace

std::string subject_line(const TrialSubject& subject) {
  return json_line([&](JsonWriter& json) {
    put(json, "moshaver_tune", format_version);
    put(json, "recipe", subject.recipe);
    put(json, "data", subject.fingerprint);
    put(json, "seed", std::uint64_t{subject.seed});
    put(json, "include_purchased", subject.include_purchased);
    put_map(json, "given", subject.given);
  });
}

std::string trial_line(const TrialResult& trial) {
  return json_line([&](JsonWriter& json) {
    put(json, "trial", trial.number);
    put(json, "share", trial.share);
    put_map(json, "settings", trial.settings);
    put(json, "seconds", trial.seconds);
    put_column(json, "choosing", trial.choosing);
    if (trial.confirming) put_column(json, "confirming", *trial.confirming);
  });
}

std::optional<TrialSubject> parse_subject(std::string_view line) {
  simdjson::dom::parser parser;
  const auto root = parse_object(parser, line);
  if (!root) return std::nullopt;
  Fields fields(*root);
  if (fields.get<std::uint64_t>("moshaver_tune") != format_version || !fields.has("given")) return std::nullopt;
  TrialSubject subject;
  subject.recipe = fields.get<std::string_view>("recipe");
  subject.fingerprint = fields.get<std::string_view>("data");
  subject.seed = fields.get<std::uint64_t>("seed");
  subject.include_purchased = fields.get<bool>("include_purchased");
  subject.given = fields.numbers<SettingValues>("given");
  return fields.good ? std::optional(subject) : std::nullopt;
}

std::optional<TrialResult> parse_trial(std::string_view line) {
  simdjson::dom::parser parser;
  const auto root = parse_object(parser, line);
  if (!root) return std::nullopt;
  Fields fields(*root);
  if (!fields.has("settings") || !fields.has("choosing")) return std::nullopt;
  TrialResult trial;
  trial.number = fields.get<std::uint64_t>("trial");
  trial.share = fields.number("share");
  trial.settings = fields.numbers<RecipeSettings>("settings");
  trial.seconds = fields.number("seconds");
  trial.choosing = fields.column("choosing");
  if (fields.has("confirming")) trial.confirming = fields.column("confirming");
  return fields.good ? std::optional(std::move(trial)) : std::nullopt;
}

}  // namespace moshaver
