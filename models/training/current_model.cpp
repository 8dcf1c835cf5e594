#include "models/training/current_model.hpp"

#include "engine/artifact/model_directory.hpp"

namespace moshaver {

namespace {

Result<Contender> contender_of(const Manifest& manifest) {
  MOSHAVER_TRY(recipe, find_recipe(manifest.recipe));
  SettingValues given;
  for (const Setting& setting : manifest.settings) {
    if (const double* value = std::get_if<double>(&setting.value)) given[manifest.recipe + "." + setting.name] = *value;
  }
  MOSHAVER_CHECK(check_setting_names(given));
  MOSHAVER_TRY(settings, settings_for(*recipe, given));
  return Contender{recipe, std::move(settings)};
}

}  // namespace

CurrentModel read_current_model(const std::filesystem::path& models) {
  CurrentModel current;
  const auto id = read_current(models);
  if (!id) return current;
  current.id = *id;
  const auto contender = open_model_directory(models / *id).and_then([](const OpenedModel& opened) {
    return contender_of(opened.manifest);
  });
  if (contender) {
    current.contender = *contender;
  } else {
    current.reason = contender.error().message;
  }
  return current;
}

}  // namespace moshaver
