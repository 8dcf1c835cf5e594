// Backup: a consistent copy of a shop in one file. Restore: a shop from such a file.
//
//   file     events.db as of one moment, every model, models/current and shop.toml, compressed (zstd), each with its
//            XXH3-128, and an end mark, so that a truncated or altered file is refused. Readable by its owner only
//   serving  the shop may be served and written to meanwhile; the backup holds every event that was acknowledged before
//            it began
//   atomic   the file and the restored shop appear under their names only when they are complete and on disk
//   errors   returned; messages name the file and, within a backup, its member
//   test     tests/store/backup_test.cpp, tests/store/backup_test.py
#pragma once

#include <cstdint>
#include <filesystem>

#include "moshaver/progress.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

struct BackupSummary {
  std::uint64_t events = 0, models = 0;
  std::uint64_t shop_bytes = 0, file_bytes = 0;
};

struct BackupOptions {
  std::filesystem::path shop, out;
  bool replace = false;  // replace an existing file at `out`, once the new one is complete
  ProgressSink progress;
};
// While it runs, needs as much free space in the directory of `out` as events.db takes. Errors: not_found (no shop),
// invalid_argument (`out` lies within the shop, or exists), io_error (disk full), bad_format (the shop is damaged).
[[nodiscard]] Result<BackupSummary> backup_shop(const BackupOptions&);

struct RestoreOptions {
  std::filesystem::path from, shop;
  ProgressSink progress;
};
// `shop` must not exist or must be an empty directory. Errors: not_found, invalid_argument (`shop` is not empty),
// bad_format (not a backup, damaged, truncated), unsupported_version, io_error.
[[nodiscard]] Result<BackupSummary> restore_shop(const RestoreOptions&);

}  // namespace moshaver
