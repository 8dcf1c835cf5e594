// read_train_config() of moshaver/train.hpp.
#include <toml++/toml.h>

#include "moshaver/train.hpp"

namespace moshaver {

namespace {

tl::unexpected<Error> refuse(const std::filesystem::path& path, const toml::source_region& where,
                             std::string_view what) {
  return failure(ErrorCode::bad_format,
                 path.string() + ":" + std::to_string(where.begin.line) + ": " + std::string(what));
}

Result<TrainConfig> convert(const toml::table& table, const std::filesystem::path& path) {
  TrainConfig config;
  for (const auto& [key, node] : table) {
    if (key == "recipe" && node.is_string()) {
      config.recipe = node.value<std::string>().value();
    } else if (key == "seed" && node.is_integer() && node.value<std::int64_t>().value() >= 0) {
      config.seed = static_cast<std::uint64_t>(node.value<std::int64_t>().value());
    } else if (key == "min_recall" && node.is_number()) {
      config.min_recall = node.value<double>().value();
    } else if (const toml::table* settings = node.as_table()) {
      for (const auto& [name, value] : *settings) {
        if (!value.is_number()) return refuse(path, value.source(), "settings are numbers, as in dim = 128");
        config.settings[std::string(key.str()) + "." + std::string(name.str())] = value.value<double>().value();
      }
    } else {
      return refuse(
          path, node.source(),
          "expected recipe = \"NAME\", seed = NUMBER, min_recall = SHARE, or a table of settings such as [ials]");
    }
  }
  return config;
}

}  // namespace

Result<TrainConfig> read_train_config(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return failure(ErrorCode::not_found, "no file " + path.string() + " (--config)");
  // toml++ would read a directory as an empty file.
  if (std::filesystem::is_directory(path, ignored)) {
    return failure(ErrorCode::bad_format, path.string() + " is a directory; --config takes a file");
  }
  try {
    return convert(toml::parse_file(path.string()), path);
  } catch (const toml::parse_error& error) {
    return refuse(path, error.source(), error.description());
  }
}

}  // namespace moshaver
