// to_json and to_toml of moshaver/tune.hpp.
#include <array>
#include <charconv>

#include "models/json/put.hpp"
#include "moshaver/tune.hpp"

namespace moshaver {

namespace {

std::string shortest(double number) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

}  // namespace

std::string to_json(const TuneReport& report) {
  return json_line([&](JsonWriter& json) {
    put(json, "recipe", report.recipe);
    put(json, "protocol", report.protocol);
    put(json, "seed", std::uint64_t{report.seed});
    put(json, "include_purchased", report.include_purchased);
    put_map(json, "given", report.given);
    put(json, "k", std::uint64_t{10});
    put(json, "customers_choosing", report.choosing);
    put(json, "customers_confirming", report.confirming);
    put(json, "trials_asked", report.trials_asked);
    put(json, "out_of_time", report.out_of_time);
    put(json, "seconds", report.seconds);
    put(json, "best", report.trials[report.best].number);
    put_map(json, "best_settings", report.trials[report.best].settings);
    put(json, "confirmed", report.confirmed);
    put_list(json, "trials", report.trials, [&](const Trial& trial) {
      put_object(json, [&] {
        put(json, "trial", trial.number);
        put(json, "share", trial.share);
        put_map(json, "settings", trial.settings);
        put(json, "ndcg", trial.ndcg);
        put(json, "difference", trial.difference);
        put(json, "relative", trial.relative);
        put(json, "seconds", trial.seconds);
      });
    });
  });
}

std::string to_toml(const TuneReport& report) {
  std::string text = "# moshaver tune: " + std::to_string(report.trials_asked) + " trials on " + report.protocol +
                     "\nrecipe = \"" + report.recipe + "\"\nseed = " + std::to_string(report.seed) + "\n";
  // A blend's settings have names like "ials.dim", which go into a table [ials]. Names are sorted, so each part is one
  // table.
  std::string table;
  for (const auto& [name, value] : report.trials[report.best].settings) {
    const std::size_t point = name.find('.');
    const std::string of = point == std::string::npos ? report.recipe : name.substr(0, point);
    if (of != table) text += "\n[" + of + "]\n";
    table = of;
    text += name.substr(point == std::string::npos ? 0 : point + 1) + " = " + shortest(value) + "\n";
  }
  return text;
}

}  // namespace moshaver
