#include "tests/store/power.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>

namespace moshaver::testing {

namespace {

Power* power = nullptr;  // one at a time: SQLite registers a VFS by name for the whole process

struct WatchedFile {
  sqlite3_file base;
  char* path;  // null: not recorded
  sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
WatchedFile& of(sqlite3_file* file) { return *reinterpret_cast<WatchedFile*>(file); }

int close_file(sqlite3_file* file) {
  WatchedFile& self = of(file);
  const int code = self.below()->pMethods->xClose(self.below());
  delete[] self.path;
  return code;
}
int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  return of(file).below()->pMethods->xRead(of(file).below(), to, size, offset);
}
int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  WatchedFile& self = of(file);
  if (self.path) power->step();
  const int code = self.below()->pMethods->xWrite(self.below(), from, size, offset);
  if (self.path) {
    power->changed(self.path, {static_cast<std::uint64_t>(offset),
                               std::string(static_cast<const char*>(from), static_cast<std::size_t>(size))});
    power->step();
  }
  return code;
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  WatchedFile& self = of(file);
  const int code = self.below()->pMethods->xTruncate(self.below(), size);
  if (self.path) {
    power->changed(self.path, {static_cast<std::uint64_t>(size), std::nullopt});
    power->step();
  }
  return code;
}
int sync_file(sqlite3_file* file, int) {
  WatchedFile& self = of(file);
  if (!self.path) return SQLITE_OK;
  power->step();
  power->synced(self.path);  // the real files need no sync
  power->step();
  return SQLITE_OK;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return of(file).below()->pMethods->xFileSize(of(file).below(), size);
}
int lock_file(sqlite3_file* file, int level) { return of(file).below()->pMethods->xLock(of(file).below(), level); }
int unlock_file(sqlite3_file* file, int level) { return of(file).below()->pMethods->xUnlock(of(file).below(), level); }
int check_lock(sqlite3_file* file, int* out) {
  return of(file).below()->pMethods->xCheckReservedLock(of(file).below(), out);
}
int control(sqlite3_file* file, int what, void* argument) {
  return of(file).below()->pMethods->xFileControl(of(file).below(), what, argument);
}
int sector_size(sqlite3_file*) { return 512; }
int characteristics(sqlite3_file*) { return 0; }  // writes are neither atomic nor ordered
int map_memory(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return of(file).below()->pMethods->xShmMap(of(file).below(), page, size, extend, out);
}
int lock_memory(sqlite3_file* file, int offset, int count, int flags) {
  return of(file).below()->pMethods->xShmLock(of(file).below(), offset, count, flags);
}
void barrier(sqlite3_file* file) { of(file).below()->pMethods->xShmBarrier(of(file).below()); }
int unmap_memory(sqlite3_file* file, int remove) {
  return of(file).below()->pMethods->xShmUnmap(of(file).below(), remove);
}

const sqlite3_io_methods methods = {2,         close_file,   read_file,       write_file,  truncate_file,
                                    sync_file, file_size,    lock_file,       unlock_file, check_lock,
                                    control,   sector_size,  characteristics, map_memory,  lock_memory,
                                    barrier,   unmap_memory, nullptr,         nullptr};

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out) {
  WatchedFile& self = of(file);
  self.base.pMethods = nullptr;
  self.path = nullptr;
  const int code = power->below->xOpen(power->below, path, self.below(), flags, out);
  if (code != SQLITE_OK) return code;
  self.base.pMethods = &methods;
  if (power->watches(path)) {
    self.path = new char[std::strlen(path) + 1];
    std::strcpy(self.path, path);
  }
  return code;
}
int delete_file(sqlite3_vfs*, const char* path, int sync) {
  const int code = power->below->xDelete(power->below, path, sync);
  if (code == SQLITE_OK && power->watches(path)) {
    power->removed(path, sync != 0);
    power->step();
  }
  return code;
}

sqlite3_vfs vfs = {};

std::optional<std::string> content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

Power::Power(std::filesystem::path watched, unsigned seed) : watched_(std::move(watched)), random_(seed) {
  below = sqlite3_vfs_find(nullptr);
  vfs = *below;
  vfs.zName = "power";
  vfs.szOsFile = static_cast<int>(sizeof(WatchedFile)) + below->szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  power = this;
  sqlite3_vfs_register(&vfs, 1);
}

Power::~Power() {
  sqlite3_vfs_unregister(&vfs);
  sqlite3_vfs_register(below, 1);
  power = nullptr;
}

bool Power::watches(const char* path) const {
  return path != nullptr && std::string_view(path).starts_with(watched_.string() + "/");
}

void Power::start() {
  const std::lock_guard lock(mutex_);
  files_.clear();
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(watched_, none)) {
    if (!entry.is_regular_file() || entry.path().string().ends_with("-shm")) continue;
    files_[entry.path().string()] = {content(entry.path()), {}, true};
  }
}

void Power::changed(const std::string& path, Change change) {
  const std::lock_guard lock(mutex_);
  files_[path].exists = true;
  files_[path].since.push_back(std::move(change));
}

void Power::synced(const std::string& path) {
  if (ignores_syncs_) return;
  const std::lock_guard lock(mutex_);
  File& file = files_[path];
  if (!file.synced) file.synced.emplace();
  for (const Change& change : file.since) apply(*file.synced, change);
  file.since.clear();
}

void Power::removed(const std::string& path, bool is_synced) {
  const std::lock_guard lock(mutex_);
  if (is_synced) {
    files_.erase(path);
    return;
  }
  files_[path].exists = false;
}

void Power::apply(std::string& bytes, const Change& change) {
  if (!change.bytes) {
    bytes.resize(change.offset);
    return;
  }
  if (bytes.size() < change.offset + change.bytes->size()) bytes.resize(change.offset + change.bytes->size());
  std::copy(change.bytes->begin(), change.bytes->end(), bytes.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

DiskImage Power::cut() {
  constexpr std::size_t sector = 512;
  const std::lock_guard lock(mutex_);
  DiskImage image;
  const unsigned since_sync = random_() % 3;  // of the changes since the sync: 0 none, 1 all, 2 a random part
  for (const auto& [path, file] : files_) {
    if (!file.synced && (since_sync == 0 || file.since.empty())) continue;
    if (!file.exists && random_() % 2 == 0) continue;
    std::string bytes = file.synced.value_or("");
    for (const Change& change : file.since) {
      if (since_sync == 0 || (since_sync == 2 && random_() % 2 == 0)) continue;
      if (since_sync == 1 || !change.bytes || random_() % 2 == 0) {
        apply(bytes, change);
        continue;
      }
      for (std::size_t at = 0; at < change.bytes->size(); at += sector) {
        if (random_() % 2 == 0) apply(bytes, {change.offset + at, change.bytes->substr(at, sector)});
      }
    }
    image[std::filesystem::path(path).filename().string()] = std::move(bytes);
  }
  return image;
}

}  // namespace moshaver::testing
