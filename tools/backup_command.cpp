// backup and restore: a shop to one file, and back.
#include "moshaver/backup.hpp"

#include <cstdio>

#include "tools/command.hpp"
#include "tools/number_text.hpp"
#include "tools/progress_bar.hpp"

namespace moshaver::tools {

namespace {

std::string mebibytes(std::uint64_t bytes) { return decimal(static_cast<double>(bytes) / 1'048'576, 1) + " MiB"; }

void print_summary(const std::string& action, const BackupSummary& summary) {
  std::printf("%s: %s events, %s models; %s in the shop, %s in the file\n", action.c_str(),
              with_thousands(summary.events).c_str(), with_thousands(summary.models).c_str(),
              mebibytes(summary.shop_bytes).c_str(), mebibytes(summary.file_bytes).c_str());
}

void describe_backup(po::options_description& options) {
  options.add_options()("shop", po::value<std::string>()->value_name("DIR")->required(), "the shop")(
      "out", po::value<std::string>()->value_name("FILE")->required(), "the file to write; not inside the shop")(
      "force", "replace an existing file, once the new one is complete");
}

Result<void> run_backup(const po::variables_map& options) {
  BackupOptions backup;
  backup.shop = string_of(options, "shop");
  backup.out = string_of(options, "out");
  backup.replace = has(options, "force");
  backup.progress = progress_to_stderr(has(options, "quiet"));
  MOSHAVER_TRY(summary, backup_shop(backup));
  end_progress();
  print_summary("Backed up " + backup.shop.string() + " to " + backup.out.string(), summary);
  return {};
}

void describe_restore(po::options_description& options) {
  options.add_options()("from", po::value<std::string>()->value_name("FILE")->required(),
                        "a file that moshaver backup wrote")(
      "shop", po::value<std::string>()->value_name("DIR")->required(), "the shop to create: a new or empty directory");
}

Result<void> run_restore(const po::variables_map& options) {
  RestoreOptions restore;
  restore.from = string_of(options, "from");
  restore.shop = string_of(options, "shop");
  restore.progress = progress_to_stderr(has(options, "quiet"));
  MOSHAVER_TRY(summary, restore_shop(restore));
  end_progress();
  print_summary("Restored " + restore.shop.string() + " from " + restore.from.string(), summary);
  return {};
}

}  // namespace

const Command backup_command{
    "backup",
    "copy a shop into one file, even while it is served",
    "--shop DIR --out FILE [--force]",
    "The file holds the event log at one moment, every model and shop.toml, compressed and with\n"
    "checksums. Every event that was acknowledged before the backup began is in it. The file\n"
    "appears when it is complete, and only its owner can read it. The backup needs as much free\n"
    "disk space beside FILE as events.db takes.\n\n"
    "Examples:\n"
    "  moshaver backup --shop my-shop --out /backups/my-shop-monday\n"
    "  moshaver backup --shop my-shop --out /backups/my-shop --force --quiet\n",
    describe_backup,
    run_backup};

const Command restore_command{"restore",
                              "create a shop from a file that moshaver backup wrote",
                              "--from FILE --shop DIR",
                              "A truncated or altered file is refused, and no shop is created. The shop appears when\n"
                              "it is complete and every checksum matches.\n\n"
                              "Examples:\n"
                              "  moshaver restore --from /backups/my-shop-monday --shop my-shop\n"
                              "  moshaver doctor --shop my-shop\n",
                              describe_restore,
                              run_restore};

}  // namespace moshaver::tools
