#include "engine/live/settings_file.hpp"

#include <toml++/toml.h>

#include <cmath>
#include <fstream>
#include <numeric>
#include <sstream>

#include "engine/ingest/display_text.hpp"
#include "engine/ingest/field_parsers.hpp"
#include "engine/live/holidays.hpp"
#include "engine/text/fold.hpp"
#include "moshaver/shop_records.hpp"

namespace moshaver {

namespace {

constexpr int most_days_in_transit = 365;
constexpr double most_margin_band = 0.1;  // beyond that it would no longer be a tie
constexpr std::int32_t seconds_a_day = 86'400;

std::string in_words(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

// A node as messages show it: "25:00", 7, a table.
std::string shown(const toml::node& node) {
  if (const auto* text = node.as_string()) return "\"" + display_text(text->get()) + "\"";
  if (node.is_table()) return "a table";
  if (node.is_array()) return "a list";
  std::ostringstream text;
  text << toml::default_formatter(node);
  return text.str();
}

// HH:MM, up to 24:00.
std::optional<std::int32_t> second_of_day(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : -1; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t at : {0, 1, 3, 4}) {
    if (digit(at) < 0) return std::nullopt;
  }
  const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
  const std::int32_t second = (hour * 60 + minute) * 60;
  if (minute > 59 || second > seconds_a_day) return std::nullopt;
  return second;
}

// 09:00-18:00
std::optional<DailyHours> daily_hours(std::string_view text) {
  const std::size_t middle = text.find('-');
  if (middle == std::string_view::npos) return std::nullopt;
  const auto from = second_of_day(trimmed(text.substr(0, middle))),
             until = second_of_day(trimmed(text.substr(middle + 1)));
  if (!from || !until || *from >= *until) return std::nullopt;
  return DailyHours{*from, *until};
}

// A whole name, or its first three letters.
std::optional<std::size_t> weekday(std::string_view text) {
  for (std::size_t at = 0; at < weekday_names.size(); ++at) {
    if (same_word(text, weekday_names[at]) || same_word(text, weekday_names[at].substr(0, 3))) return at;
  }
  return std::nullopt;
}

class SettingsReader {
 public:
  SettingsReader(const std::filesystem::path& file, ShopSettings& out) : file_(file), out_(out) {}

  Result<void> read(const toml::table& root) {
    return each(root, "", "currency, time_zone, language, delivery, frequency_cap, margin, policy, experiments",
                [&](std::string_view key, const std::string& name, const toml::node& node) {
                  if (key == "currency") return some_text(node, name, out_.currency);
                  if (key == "time_zone") return time_zone(node, name);
                  if (key == "language") return language(node, name);
                  if (key == "delivery") return delivery(node, name);
                  if (key == "frequency_cap") return frequency_cap(node, name);
                  if (key == "margin") return margin(node, name);
                  if (key == "policy") return policy(node, name, out_.policy);
                  if (key == "experiments") return experiments(node, name);
                  return unknown_key();
                });
  }

 private:
  [[nodiscard]] tl::unexpected<Error> refused(const toml::node& node, const std::string& name,
                                              const std::string& problem) const {
    return failure(ErrorCode::bad_format,
                   file_.string() + ":" + std::to_string(node.source().begin.line) + ": " + name + " " + problem, name);
  }
  [[nodiscard]] tl::unexpected<Error> is_not(const toml::node& node, const std::string& name,
                                             const std::string& instead) const {
    return refused(node, name, "is " + shown(node) + "; " + instead);
  }
  // each() turns it into a message.
  static Result<void> unknown_key() { return failure(ErrorCode::not_found, ""); }

  // Calls read_one(key, full name, node) for each entry of a table.
  template <class ReadOne>
  Result<void> each(const toml::node& node, const std::string& name, const std::string& keys, const ReadOne& read_one) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return is_not(node, name, "it is a table, as in [" + name + "]");
    for (const auto& [key, value] : *table) {
      const std::string inner = (name.empty() ? "" : name + ".") + display_text(key.str());
      const Result<void> done = read_one(key.str(), inner, value);
      if (done) continue;
      if (done.error().message.empty()) {
        return refused(value, inner, "is no setting; there are " + keys + (name.empty() ? "" : " in [" + name + "]"));
      }
      return done;
    }
    return {};
  }

  Result<void> some_text(const toml::node& node, const std::string& name, std::string& out) {
    const auto* text = node.as_string();
    if (text == nullptr || trimmed(text->get()).empty()) return is_not(node, name, "it is a text, as in \"EUR\"");
    out = trimmed(text->get());
    return {};
  }
  Result<void> time_zone(const toml::node& node, const std::string& name) {
    const auto* text = node.as_string();
    const auto zone = text == nullptr ? std::nullopt : TimeZone::named(text->get());
    if (!zone) return is_not(node, name, "it is the name of a time zone, such as \"Asia/Tehran\" or \"UTC\"");
    out_.time_zone = *zone;
    return {};
  }
  Result<void> language(const toml::node& node, const std::string& name) {
    const auto* text = node.as_string();
    for (const std::string_view known : languages) {
      if (text == nullptr || text->get() != known) continue;
      out_.language = known;
      return {};
    }
    return is_not(node, name, "it is one of " + in_words(languages));
  }

  Result<void> whole_number(const toml::node& node, const std::string& name, int least, int most, int& out) {
    const auto* number = node.as_integer();
    if (number == nullptr || number->get() < least || number->get() > most) {
      return is_not(node, name, "it is a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    out = static_cast<int>(number->get());
    return {};
  }
  Result<void> share(const toml::node& node, const std::string& name, double& out) {
    const auto number = node.value<double>();
    if (!node.is_number() || !(*number >= 0 && *number <= 1)) return is_not(node, name, "it is a share from 0 to 1");
    out = *number;
    return {};
  }

  Result<void> delivery(const toml::node& node, const std::string& name) {
    std::array<bool, 7> working = {true, true, true, true, true, true, true};
    MOSHAVER_CHECK(each(node, name, "working_days, holidays, cut_off, regions, hours",
                        [&](std::string_view key, const std::string& inner, const toml::node& value) {
                          if (key == "working_days") return working_days(value, inner, working);
                          if (key == "holidays") return holidays(value, inner);
                          if (key == "cut_off") return cut_off(value, inner);
                          if (key == "regions") return regions(value, inner);
                          if (key == "hours") return Result<void>{};  // below: they need the working days
                          return unknown_key();
                        }));
    out_.delivery.set_working_days(working);
    const toml::node* opening = node.as_table()->get("hours");
    return opening == nullptr ? Result<void>{} : hours(*opening, name + ".hours", working);
  }
  Result<void> working_days(const toml::node& node, const std::string& name, std::array<bool, 7>& out) {
    const std::string instead = "it is a list of days of the week, as in [\"sat\", \"sun\"]";
    const toml::array* list = node.as_array();
    if (list == nullptr || list->empty()) return is_not(node, name, instead);
    out = {};
    for (const toml::node& one : *list) {
      const auto* text = one.as_string();
      const auto day = text == nullptr ? std::nullopt : weekday(text->get());
      if (!day) return refused(one, name, "holds " + shown(one) + "; " + instead);
      out[*day] = true;
    }
    return {};
  }
  Result<void> holidays(const toml::node& node, const std::string& name) {
    const std::string instead =
        "a holiday is a day such as \"2026-11-24\", each year \"03-21\", or of the Jalali calendar \"jalali 01-13\"";
    const toml::array* list = node.as_array();
    if (list == nullptr) return is_not(node, name, "it is a list; " + instead);
    std::vector<std::int32_t>& all = out_.delivery.holidays;
    for (const toml::node& one : *list) {
      std::string text;
      if (const auto* day = one.as_string()) text = day->get();
      if (one.is_date()) text = shown(one);
      const auto days = days_of_holiday(text);
      if (days.empty()) return refused(one, name, "holds " + shown(one) + "; " + instead);
      all.insert(all.end(), days.begin(), days.end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return {};
  }
  Result<void> cut_off(const toml::node& node, const std::string& name) {
    std::optional<std::int32_t> second;
    if (const auto* text = node.as_string()) second = second_of_day(trimmed(text->get()));
    if (const auto* time = node.as_time())
      second = (time->get().hour * 60 + time->get().minute) * 60 + time->get().second;
    if (!second) return is_not(node, name, "it is a time of day from 00:00 to 24:00, as in \"14:00\"");
    out_.delivery.cut_off = second;
    return {};
  }
  Result<void> regions(const toml::node& node, const std::string& name) {
    return each(node, name, "",
                [&](std::string_view key, const std::string& inner, const toml::node& value) -> Result<void> {
                  DeliverySettings::Region region{std::string(trimmed(key))};
                  MOSHAVER_CHECK(whole_number(value, inner, 0, most_days_in_transit, region.days_in_transit));
                  const std::string known_as = region.name == "*" ? region.name : folded(region.name);
                  if (known_as.empty()) return refused(value, inner, "has no name; write NAME = days in transit");
                  const auto [place, is_new] = out_.delivery.regions.emplace(known_as, region);
                  if (is_new) return {};
                  return refused(value, inner, "is the same region as " + place->second.name + "; name it once");
                });
  }
  // One text or a list of them.
  Result<std::vector<DailyHours>> some_hours(const toml::node& node, const std::string& name) {
    const std::string instead = "opening hours are \"09:00-18:00\", or a list of such";
    std::vector<DailyHours> found;
    const auto take = [&](const toml::node& one) -> Result<void> {
      const auto* text = one.as_string();
      const auto read = text == nullptr ? std::nullopt : daily_hours(text->get());
      if (!read) return is_not(one, name, instead);
      found.push_back(*read);
      return {};
    };
    const toml::array* list = node.as_array();
    if (list == nullptr) MOSHAVER_CHECK(take(node));
    if (list != nullptr) {
      for (const toml::node& one : *list) MOSHAVER_CHECK(take(one));
    }
    return found;
  }
  Result<void> hours(const toml::node& node, const std::string& name, const std::array<bool, 7>& working) {
    std::array<std::vector<DailyHours>, 7> by_weekday;
    if (!node.is_table()) {
      MOSHAVER_TRY(every_day, some_hours(node, name));
      for (std::size_t day = 0; day < 7; ++day) {
        if (working[day]) by_weekday[day] = every_day;
      }
    } else {
      MOSHAVER_CHECK(each(node, name, in_words(weekday_names),
                          [&](std::string_view key, const std::string& inner, const toml::node& value) -> Result<void> {
                            const auto day = weekday(key);
                            if (!day) return unknown_key();
                            MOSHAVER_TRY(open, some_hours(value, inner));
                            by_weekday[*day] = std::move(open);
                            return {};
                          }));
    }
    out_.delivery.hours = std::move(by_weekday);
    return {};
  }

  Result<void> frequency_cap(const toml::node& node, const std::string& name) {
    FrequencyCap cap;
    MOSHAVER_CHECK(
        each(node, name, "shown, days", [&](std::string_view key, const std::string& inner, const toml::node& value) {
          if (key == "shown") return whole_number(value, inner, 1, 1'000'000, cap.shown);
          if (key == "days") return whole_number(value, inner, 1, 3'650, cap.days);
          return unknown_key();
        }));
    for (const auto& [key, given] : {std::pair{"shown", cap.shown}, std::pair{"days", cap.days}}) {
      if (given == 0) return refused(node, name + "." + key, "is missing; give both shown and days");
    }
    out_.frequency_cap = cap;
    return {};
  }

  Result<void> margin(const toml::node& node, const std::string& name) {
    return each(node, name, "band", [&](std::string_view key, const std::string& inner, const toml::node& value) {
      if (key != "band") return unknown_key();
      const auto number = value.value<double>();
      if (!value.is_number() || !(*number >= 0 && *number <= most_margin_band)) {
        return Result<void>(is_not(value, inner, "it is a share of the score from 0 to 0.1, as in 0.01"));
      }
      out_.margin_band = *number;
      return Result<void>();
    });
  }

  // Shares that together are at most 1.
  template <class ReadShare>
  Result<void> shares(const toml::node& node, const std::string& name, const ReadShare& read_share) {
    double sum = 0;
    MOSHAVER_CHECK(each(node, name, "", [&](std::string_view key, const std::string& inner, const toml::node& value) {
      return read_share(std::string(key), inner, value, sum);
    }));
    if (sum > 1 + 1e-9) return refused(node, name, "has shares of more than 1 in all; lower them");
    return {};
  }
  Result<void> policy(const toml::node& node, const std::string& name, PolicyByStage& out) {
    return each(node, name, in_words(stage_names),
                [&](std::string_view stage, const std::string& inner, const toml::node& value) -> Result<void> {
                  if (std::find(stage_names.begin(), stage_names.end(), stage) == stage_names.end())
                    return unknown_key();
                  Shares& list = out[std::string(stage)];
                  return shares(
                      value, inner,
                      [&](const std::string& key, const std::string& part, const toml::node& one, double& sum) {
                        const Result<void> read = share(one, part, list[key]);
                        sum += list[key];
                        return read;
                      });
                });
  }
  Result<void> experiments(const toml::node& node, const std::string& name) {
    return each(node, name, "", [&](std::string_view key, const std::string& inner, const toml::node& value) {
      auto& variants = out_.experiments[std::string(key)];
      return shares(value, inner,
                    [&](const std::string& variant, const std::string& part, const toml::node& one, double& sum) {
                      return experiment_variant(one, part, variants[variant], sum);
                    });
    });
  }
  Result<void> experiment_variant(const toml::node& node, const std::string& name, ExperimentVariant& out,
                                  double& sum) {
    bool has_share = false;
    MOSHAVER_CHECK(
        each(node, name, "share, policy", [&](std::string_view key, const std::string& inner, const toml::node& value) {
          has_share = has_share || key == "share";
          if (key == "share") return share(value, inner, out.share);
          if (key == "policy") return policy(value, inner, out.policy);
          return unknown_key();
        }));
    if (!has_share) return refused(node, name + ".share", "is missing; it is the share of customers, from 0 to 1");
    sum += out.share;
    return {};
  }

  const std::filesystem::path& file_;
  ShopSettings& out_;
};

}  // namespace

Result<ShopSettings> read_shop_settings(const std::filesystem::path& file) {
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown) && !unknown) return ShopSettings{};
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  // A directory can be opened, but not read.
  if (!in || std::filesystem::is_directory(file, unknown) || !(text << in.rdbuf()).good()) {
    if (in && std::filesystem::file_size(file, unknown) == 0 && !unknown) return ShopSettings{};
    return failure(ErrorCode::io_error, "cannot read " + file.string() + "; it is the file with the shop's settings");
  }
  try {
    const toml::table root = toml::parse(text.str(), file.string());
    ShopSettings settings;
    MOSHAVER_CHECK(SettingsReader(file, settings).read(root));
    return settings;
  } catch (const toml::parse_error& error) {
    return failure(ErrorCode::bad_format, file.string() + ":" + std::to_string(error.source().begin.line) + ": " +
                                              std::string(error.description()) + "; correct the line");
  }
}

}  // namespace moshaver
