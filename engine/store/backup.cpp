// Implements moshaver/backup.hpp: chooses the files of a backup, and puts restored files into place.
#include "moshaver/backup.hpp"

#include <algorithm>
#include <vector>

#include "engine/artifact/files.hpp"
#include "engine/artifact/model_directory.hpp"
#include "engine/store/backup_file.hpp"
#include "engine/store/store.hpp"
#include "moshaver/unfinished.hpp"

namespace moshaver {

namespace {

namespace fs = std::filesystem;

// A directory that is removed with its contents, unless it has been renamed to its final place.
class Temporary {
 public:
  explicit Temporary(fs::path path) : path_(std::move(path)) {
    remove();  // left by a backup that was killed
    unfinished_.emplace_back(path_);
    for (const char* file : {"current", "events.db", "events.db-journal", "events.db-wal", "events.db-shm"}) {
      unfinished_.emplace_back(path_ / file);
    }
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() { remove(); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path path_;
  std::vector<Unfinished> unfinished_;  // removed if the backup is interrupted
};

struct Member {
  std::string name;
  fs::path file;
};

// The files of all models. Models never change; skips the temporary name of a model that `train` is still writing.
std::vector<Member> model_files(const fs::path& shop, std::uint64_t& models) {
  std::vector<Member> members;
  std::error_code ignored;
  for (const auto& directory : fs::directory_iterator(shop / "models", ignored)) {
    const std::string id = directory.path().filename();
    if (!directory.is_directory(ignored) || !is_model_id(id) || id.find(".tmp-") != std::string::npos) continue;
    ++models;
    for (const auto& file : fs::directory_iterator(directory.path(), ignored)) {
      const std::string name = file.path().filename();
      if (file.is_regular_file(ignored) && name.find(".tmp-") == std::string::npos) {
        members.push_back({"models/" + id + "/" + name, file.path()});
      }
    }
  }
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.name < b.name; });
  return members;
}

bool is_within(const fs::path& path, const fs::path& directory) {
  std::error_code ignored;
  const fs::path inner = fs::weakly_canonical(path, ignored), outer = fs::weakly_canonical(directory, ignored);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

Result<void> make_private(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error) fs::permissions(directory, fs::perms::owner_all, error);
  if (error) return tl::unexpected(system_error(ErrorCode::io_error, "make", directory, error.value()));
  return {};
}

// Removes files left by killed backups of the same name.
void remove_unfinished(const fs::path& out) {
  std::error_code ignored;
  const std::string prefix = out.filename().string() + ".tmp-";
  for (const auto& entry : fs::directory_iterator(fs::absolute(out).parent_path(), ignored)) {
    if (entry.path().filename().string().starts_with(prefix)) fs::remove(entry.path(), ignored);
  }
}

fs::path beside(const fs::path& path, const char* suffix) {
  fs::path other = path;
  other += suffix;
  return other;
}

}  // namespace

Result<BackupSummary> backup_shop(const BackupOptions& options) {
  MOSHAVER_TRY(store, Store::open(options.shop));
  if (options.out.filename().empty()) {
    return failure(ErrorCode::invalid_argument, "--out must name a file");
  }
  if (is_within(fs::absolute(options.out), options.shop)) {
    return failure(ErrorCode::invalid_argument,
                   options.out.string() + " is inside the shop; choose a file elsewhere, ideally on another disk");
  }
  std::error_code ignored;
  if (fs::is_directory(options.out, ignored) || (fs::exists(options.out, ignored) && !options.replace)) {
    return failure(ErrorCode::invalid_argument,
                   options.out.string() + " exists already; choose another file, or replace it with --force");
  }
  remove_unfinished(options.out);
  // Reads models/current before listing the models, so that the current model is in the list.
  const fs::path current = options.shop / "models" / "current";
  BackupSummary summary;
  std::vector<Member> members;
  if (fs::exists(options.shop / "shop.toml", ignored)) members.push_back({"shop.toml", options.shop / "shop.toml"});
  const Temporary copies(beside(options.out, ".parts"));
  MOSHAVER_CHECK(make_private(copies.path()));
  if (fs::exists(current, ignored)) {
    MOSHAVER_TRY(id, read_file(current, 4'096));
    MOSHAVER_CHECK(write_file_atomically(copies.path() / "current", std::as_bytes(std::span(id))));
    members.push_back({"models/current", copies.path() / "current"});
  }
  for (Member& member : model_files(options.shop, summary.models)) members.push_back(std::move(member));
  report(options.progress, {"copying the event log", 0, 0, "bytes"});
  MOSHAVER_CHECK(store.copy_to(copies.path() / "events.db"));
  {
    MOSHAVER_TRY(copied, Store::open(copies.path()));
    MOSHAVER_TRY(count, copied.event_count());
    summary.events = count;
  }
  members.push_back({"events.db", copies.path() / "events.db"});
  for (const Member& member : members) summary.shop_bytes += fs::file_size(member.file, ignored);
  MOSHAVER_TRY(writer, BackupWriter::create(options.out));
  std::uint64_t done = 0;
  for (const Member& member : members) {
    MOSHAVER_CHECK(writer.add(member.name, member.file, [&](std::uint64_t bytes) {
      done += bytes;
      report(options.progress, {"writing the backup", done, summary.shop_bytes, "bytes"});
    }));
  }
  MOSHAVER_TRY(bytes, writer.finish());
  summary.file_bytes = bytes;
  return summary;
}

Result<BackupSummary> restore_shop(const RestoreOptions& options) {
  std::error_code ignored;
  if (fs::exists(options.shop, ignored) &&
      !(fs::is_directory(options.shop, ignored) && fs::is_empty(options.shop, ignored))) {
    return failure(ErrorCode::invalid_argument,
                   options.shop.string() + " is not empty; restore into a new directory, or move the old shop away");
  }
  fs::path shop = fs::absolute(options.shop).lexically_normal();
  if (shop.filename().empty()) shop = shop.parent_path();
  const Temporary made(beside(shop, ".restore.part"));
  MOSHAVER_CHECK(make_private(made.path()));
  BackupSummary summary;
  summary.file_bytes = fs::file_size(options.from, ignored);
  std::uint64_t done = 0;
  MOSHAVER_CHECK(unpack_backup(options.from, made.path(), [&](std::uint64_t bytes) {
    done += bytes;
    report(options.progress, {"restoring the shop", done, summary.file_bytes, "bytes"});
  }));
  {
    MOSHAVER_TRY(store, Store::open(made.path()));
    MOSHAVER_TRY(events, store.event_count());
    summary.events = events;
  }
  for (const Member& member : model_files(made.path(), summary.models)) {
    summary.shop_bytes += fs::file_size(member.file, ignored);
  }
  summary.shop_bytes += fs::file_size(made.path() / "events.db", ignored);
  MOSHAVER_CHECK(sync_directory(made.path()));
  std::error_code error;
  fs::rename(made.path(), shop, error);
  if (error) return tl::unexpected(system_error(ErrorCode::io_error, "make", shop, error.value()));
  MOSHAVER_CHECK(sync_directory(shop.parent_path()));
  return summary;
}

}  // namespace moshaver
