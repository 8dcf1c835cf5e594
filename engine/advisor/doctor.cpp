// Implements moshaver/doctor.hpp: opens each part of the shop with its own loader and reports what fails.
#include "moshaver/doctor.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "engine/advice/due.hpp"
#include "engine/advisor/level_support.hpp"
#include "engine/artifact/model_directory.hpp"
#include "engine/data/dataset.hpp"
#include "engine/live/settings_file.hpp"
#include "engine/model/model_io.hpp"
#include "engine/store/snapshot.hpp"
#include "engine/store/store.hpp"

namespace moshaver {

namespace {

// Recommend training again when more than this share of the events is newer than the model.
constexpr double stale_share = 0.05;

class Examination {
 public:
  Examination(const std::filesystem::path& shop, const ProgressSink& progress) : shop_(shop), progress_(progress) {}

  std::vector<Finding> run() {
    examine_log();
    if (!is_shop_) return std::move(findings_);
    examine_permissions();
    examine_settings();
    examine_snapshot();
    examine_models();
    if (data_) {
      for (Finding& finding : level_findings(levels_, current_ ? &*current_ : nullptr))
        findings_.push_back(std::move(finding));
    }
    examine_leftovers();
    return std::move(findings_);
  }

 private:
  void good(std::string what, std::string detail) {
    findings_.push_back({Health::good, std::move(what), std::move(detail), ""});
  }
  void problem(std::string what, const Error& error, std::string remedy) {
    findings_.push_back({Health::problem, std::move(what), error.message, std::move(remedy)});
  }

  void examine_log() {
    auto store = Store::open(shop_);
    if (!store) is_shop_ = store.error().code != ErrorCode::not_found;
    if (!store) return problem("event log", store.error(), "give the directory that moshaver import --shop created");
    if (auto sound = store->verify(progress_); !sound) {
      return problem("event log", sound.error(),
                     "restore events.db from a backup, or import the files again into a new shop");
    }
    auto table = store->read(progress_);
    if (!table) return problem("event log", table.error(), "restore events.db from a backup");
    levels_.count_events(*table);
    if (auto counted = levels_.count_records(*store); !counted) {
      return problem("event log", counted.error(), "restore events.db from a backup");
    }
    data_ = make_dataset(std::move(*table));
    group_variants(*data_);
    std::string detail = std::to_string(data_->event_count) + " events of " + std::to_string(data_->customers.size()) +
                         " customers and " + std::to_string(data_->products.size()) + " products, all checksums match";
    good("event log", detail);
    if (data_->histories.purchases.empty()) {
      findings_.push_back({Health::advice, "event log", "it has no purchases", "import events of kind purchase"});
    }
  }

  // The log and the models tell what each customer bought, and the files inside may be readable by anyone.
  void examine_permissions() {
    using std::filesystem::perms;
    std::error_code unknown;
    const perms mode = std::filesystem::status(shop_, unknown).permissions();
    if (unknown || mode == perms::unknown || (mode & (perms::group_all | perms::others_all)) == perms::none) return;
    std::array<char, 80> detail{};
    std::snprintf(detail.data(), detail.size(), "other users of this machine can open it (mode %o)",
                  static_cast<unsigned>(mode & perms::all));
    findings_.push_back({Health::advice, "shop directory", detail.data(), "chmod 700 " + shop_.string()});
  }

  void examine_settings() {
    const std::filesystem::path file = shop_ / "shop.toml";
    std::error_code unknown;
    if (!std::filesystem::exists(file, unknown) && !unknown) return;  // the defaults hold
    if (const auto settings = read_shop_settings(file); !settings) {
      return problem("settings", settings.error(), "correct the key in " + file.string());
    }
    good("settings", "shop.toml can be read");
  }

  void examine_snapshot() {
    const auto store = Store::open(shop_);
    if (!store) return;
    const auto snapshot = Snapshot::open(shop_, *store);
    if (snapshot) {
      const std::uint64_t events = data_ ? data_->event_count : snapshot->event_count;
      return good("snapshot", "covers " + std::to_string(snapshot->event_count) + " of " + std::to_string(events) +
                                  " events, all checksums match");
    }
    if (snapshot.error().code == ErrorCode::not_found) return;  // most shops have none: only `serve` writes one
    findings_.push_back({Health::advice, "snapshot",
                         snapshot.error().message + "; the next start reads the whole log instead",
                         "none needed: moshaver serve writes a new one; or delete " + (shop_ / "snapshot").string()});
  }

  void examine_models() {
    const auto current = read_current(shop_ / "models");
    if (!current) {
      std::error_code unknown;
      const bool none_yet = !std::filesystem::exists(shop_ / "models" / "current", unknown);
      findings_.push_back({none_yet ? Health::advice : Health::problem, "current model",
                           none_yet ? "no model has been trained yet" : current.error().message, train_again()});
    }
    std::vector<std::filesystem::path> directories;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(shop_ / "models", ignored)) {
      if (entry.is_directory(ignored) && is_model_id(entry.path().filename().string()) && !is_leftover(entry.path()))
        directories.push_back(entry.path());
    }
    std::sort(directories.begin(), directories.end());
    for (const auto& directory : directories) {
      examine_model(directory, current && directory.filename() == *current);
    }
  }

  void examine_model(const std::filesystem::path& directory, bool current) {
    const std::string what = "model " + directory.filename().string() + (current ? " (current)" : "");
    const auto opened = open_model_directory(directory);
    if (!opened) return problem(what, opened.error(), current ? train_again() : "delete " + directory.string());
    auto model = load_model(*opened);
    if (!model) return problem(what, model.error(), train_again());
    if (data_) {
      if (const auto fits = check_products(*opened, data_->products); !fits)
        return problem(what, fits.error(), train_again());
      if (current) {
        examine_repurchases(*model);
        current_ = std::move(*model);
        return compare_with_data(what, opened->manifest);
      }
    }
    good(what, "recipe " + opened->manifest.recipe + ", all checksums match");
  }

  void compare_with_data(const std::string& what, const Manifest& manifest) {
    if (fingerprint(data_->histories, data_->customers, data_->products) == manifest.data.fingerprint) {
      return good(what, "recipe " + manifest.recipe + ", all checksums match, trained on all current data");
    }
    const auto events = static_cast<double>(data_->event_count), known = static_cast<double>(manifest.data.events);
    const double newer = events > 0 ? std::max(0.0, events - known) / events : 0;
    std::array<char, 160> detail{};
    std::snprintf(detail.data(), detail.size(),
                  "recipe %s, all checksums match; %.1f%% of the events came after it was trained",
                  manifest.recipe.c_str(), 100 * newer);
    const bool stale = newer > stale_share;
    findings_.push_back({stale ? Health::advice : Health::good, what, detail.data(), stale ? train_again() : ""});
  }

  // Whether buy_again can say what is due, and on which day.
  void examine_repurchases(const Model& model) {
    if (!model.repurchase) return good("due again", "no customer bought a product twice, so nothing is ever due");
    if (!data_) return;
    std::vector<bool> bought(model.repurchase->item_count());
    for (const Purchase& purchase : data_->histories.purchases) {
      if (purchase.item.row < bought.size()) bought[purchase.item.row] = true;
    }
    std::size_t products = 0, consumables = 0;
    for (std::size_t item = 0; item < bought.size(); ++item) {
      if (!bought[item]) continue;
      ++products;
      consumables += static_cast<double>(model.repurchase->chance[0][item]) >= DueThresholds{}.least_chance;
    }
    const std::string detail = "of " + std::to_string(products) + " products that were bought, " +
                               std::to_string(consumables) + " are bought again";
    if (model.repurchase->in_days) return good("due again", detail);
    findings_.push_back({Health::advice, "due again", detail + ", but the events have no dates, so no day is known",
                         "import events with timestamps"});
  }

  static bool is_leftover(const std::filesystem::path& path) {
    return path.filename().string().find(".tmp-") != std::string::npos;
  }

  void examine_leftovers() {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(shop_ / "models", ignored)) {
      if (!is_leftover(entry.path())) continue;
      findings_.push_back({Health::advice, "leftover",
                           entry.path().string() + " is an unfinished model from a training run that was interrupted",
                           "delete it, unless a training run is in progress"});
    }
  }

  [[nodiscard]] std::string train_again() const { return "moshaver train --shop " + shop_.string(); }

  std::filesystem::path shop_;
  ProgressSink progress_;
  bool is_shop_ = true;
  std::vector<Finding> findings_;
  std::optional<Dataset> data_;
  std::optional<Model> current_;
  LevelSupport levels_;
};

}  // namespace

std::vector<Finding> examine_shop(const std::filesystem::path& shop, const ProgressSink& progress) {
  return Examination(shop, progress).run();
}

}  // namespace moshaver
