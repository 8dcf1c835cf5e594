#include "engine/live/live_settings.hpp"

#include <sys/stat.h>

#include <chrono>

#include "engine/live/settings_file.hpp"

namespace moshaver {

namespace {

std::shared_ptr<const ShopSettings> default_settings() {
  static const auto settings = std::make_shared<const ShopSettings>();
  return settings;
}

}  // namespace

LiveSettings::LiveSettings() : settings_(default_settings()) {}

Result<std::shared_ptr<LiveSettings>> LiveSettings::open(const std::filesystem::path& shop, OnWarning on_warning) {
  auto live = std::make_shared<LiveSettings>();
  live->file_ = shop / "shop.toml";
  live->on_warning_ = std::move(on_warning);
  live->seen_ = live->stamp();
  MOSHAVER_TRY(settings, read_shop_settings(live->file_));
  live->settings_.set(std::make_shared<const ShopSettings>(std::move(settings)));
  return live;
}

LiveSettings::Stamp LiveSettings::stamp() const {
  struct stat file {};
  if (::stat(file_.c_str(), &file) != 0) return {};
  return {file.st_mtim.tv_sec, file.st_mtim.tv_nsec, file.st_size, static_cast<std::int64_t>(file.st_ino)};
}

std::shared_ptr<const ShopSettings> LiveSettings::current() {
  if (!file_.empty()) {
    constexpr std::int64_t pause = 200'000'000;
    const std::int64_t now = std::chrono::steady_clock::now().time_since_epoch().count();
    if (now >= next_look_.load(std::memory_order_relaxed)) {
      if (const std::unique_lock one(looking_, std::try_to_lock); one.owns_lock()) {
        next_look_.store(now + pause, std::memory_order_relaxed);
        look();
      }
    }
  }
  return settings_.get();
}

void LiveSettings::look() {
  const Stamp found = stamp();
  if (found == seen_) return;
  seen_ = found;
  auto settings = read_shop_settings(file_);
  if (settings) {
    settings_.set(std::make_shared<const ShopSettings>(std::move(*settings)));
  } else if (on_warning_) {
    on_warning_("the new shop.toml is not used, the earlier settings stay: " + settings.error().message);
  }
}

}  // namespace moshaver
