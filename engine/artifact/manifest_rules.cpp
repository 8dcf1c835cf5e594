#include "engine/artifact/manifest_rules.hpp"

#include <cmath>
#include <set>
#include <string_view>
#include <vector>

namespace moshaver {

namespace {

bool all_of_set(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_share(double value) { return value >= 0 && value <= 1; }

template <class Named>
std::optional<ManifestProblem> problem_of_names(const std::string& field, const std::vector<Named>& list) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string at = field + "[" + std::to_string(i) + "]";
    if (list[i].name.empty()) return ManifestProblem{at, "has an empty name"};
    if (!seen.insert(list[i].name).second) return ManifestProblem{at, "`" + list[i].name + "` appears twice"};
  }
  return std::nullopt;
}

std::optional<ManifestProblem> problem_of_settings(const std::string& field, const Settings& settings) {
  for (const Setting& setting : settings) {
    const auto* const number = std::get_if<double>(&setting.value);
    if (number && !std::isfinite(*number)) return ManifestProblem{field + "." + setting.name, "is not a finite number"};
  }
  return problem_of_names(field, settings);
}

}  // namespace

bool is_model_id(std::string_view id) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return all_of_set(id, letters) && id[0] != '.' && id[0] != '-' && id.size() <= 128;
}

std::optional<ManifestProblem> problem_of(const Manifest& manifest) {
  constexpr std::string_view recipe_letters = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  if (manifest.format_version != model_format_version) {
    return ManifestProblem{"format_version", "is not the version that this program writes"};
  }
  if (!all_of_set(manifest.recipe, recipe_letters) || manifest.recipe[0] == '-' || manifest.recipe.size() > 64) {
    return ManifestProblem{"recipe", "`" + manifest.recipe + "` is not the name of a recipe"};
  }
  if (!manifest.id.empty() && !is_model_id(manifest.id)) {
    return ManifestProblem{"id", "`" + manifest.id + "` is not a model id"};
  }
  if (auto problem = problem_of_settings("settings", manifest.settings)) return problem;
  for (std::size_t i = 0; i < manifest.metrics.size(); ++i) {
    const ManifestMetric& metric = manifest.metrics[i];
    if (!std::isfinite(metric.mean) || !std::isfinite(metric.low) || !std::isfinite(metric.high)) {
      return ManifestProblem{"metrics[" + std::to_string(i) + "]", "mean, low and high are not all finite"};
    }
  }
  if (!is_share(manifest.confidence.error)) return ManifestProblem{"confidence.error", "is not from 0 to 1"};
  for (std::size_t i = 0; i < manifest.confidence.bins.size(); ++i) {
    const ManifestReliability& bin = manifest.confidence.bins[i];
    if (!is_share(bin.confidence) || !is_share(bin.bought)) {
      return ManifestProblem{"confidence.bins[" + std::to_string(i) + "]",
                             "confidence and bought are not both from 0 to 1"};
    }
  }
  if (manifest.diversity) {
    if (!is_share(manifest.diversity->value)) return ManifestProblem{"diversity.value", "is not from 0 to 1"};
    if (!std::isfinite(manifest.diversity->ndcg_loss)) {
      return ManifestProblem{"diversity.ndcg_loss", "is not a finite number"};
    }
  }
  if (auto problem = problem_of_names("parts", manifest.parts)) return problem;
  for (std::size_t i = 0; i < manifest.parts.size(); ++i) {
    const std::string at = "parts[" + std::to_string(i) + "]";
    if (!std::isfinite(manifest.parts[i].weight)) return ManifestProblem{at + ".weight", "is not a finite number"};
    if (auto problem = problem_of_settings(at + ".settings", manifest.parts[i].settings)) return problem;
  }
  if (manifest.index) {
    if (!(manifest.index->recall_at_20 >= 0 && manifest.index->recall_at_20 <= 1)) {
      return ManifestProblem{"index.recall_at_20", "is not from 0 to 1"};
    }
    if (!(manifest.index->p50_us >= 0) || !std::isfinite(manifest.index->p50_us)) {
      return ManifestProblem{"index.p50_us", "is not a time"};
    }
    if (auto problem = problem_of_settings("index.settings", manifest.index->settings)) return problem;
  }
  if (auto problem = problem_of_names("files", manifest.files)) return problem;
  for (std::size_t i = 0; i < manifest.files.size(); ++i) {
    const std::string& hex = manifest.files[i].xxh3_128;
    if (hex.size() != 32 || !all_of_set(hex, "0123456789abcdef")) {
      return ManifestProblem{"files[" + std::to_string(i) + "].xxh3_128", "is not 32 lower-case hex digits"};
    }
  }
  return std::nullopt;
}

}  // namespace moshaver
