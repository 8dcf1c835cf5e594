#include "moshaver/backup.hpp"

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "moshaver/advisor.hpp"
#include "moshaver/doctor.hpp"
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

std::string bytes_of_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

BackupSummary backed_up(const fs::path& shop, const fs::path& out, bool replace = false) {
  return must(backup_shop({shop, out, replace, {}}));
}
Error refused(const Result<BackupSummary>& result) {
  REQUIRE_FALSE(result);
  return result.error();
}
std::size_t entries(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}
bool is_sound(const fs::path& shop) {
  for (const Finding& finding : examine_shop(shop)) {
    if (finding.health == Health::problem) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a backup of an open shop restores to a sound shop with the same answers", "[backup]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  put_bytes(world.shop() / "shop.toml", "currency = \"EUR\"\n");
  const std::string customer = SmallShop::customer(4), product = SmallShop::product(SmallShop::withheld(4));
  record_one(advisor, event_for(customer, product));
  const fs::path file = world.path("backup"), copy = world.path("copy");
  const BackupSummary backup = backed_up(world.shop(), file);
  record_one(advisor, event_for(customer, "came later"));
  const BackupSummary restored = must(restore_shop({file, copy, {}}));
  CHECK(restored.events == backup.events);
  CHECK(restored.models == backup.models);
  CHECK(backup.file_bytes == fs::file_size(file));
  CHECK(is_sound(copy));
  CHECK(bytes_of_file(copy / "shop.toml") == "currency = \"EUR\"\n");
  const Advisor other = advisor_of(copy);
  CHECK(other.model().id == advisor.model().id);
  const Advice advice = advised(other, request_for(customer));
  CHECK_FALSE(shows(advice, product));       // bought before the backup
  CHECK_FALSE(shows(advice, "came later"));  // bought after the backup
  CHECK(ids_of(advised(other, request_for("nobody"))).size() == SmallShop::products);
}

TEST_CASE("a backup and a restored shop are readable by their owner only", "[backup]") {
  const SmallShop world;
  const mode_t before = ::umask(022);
  world.train_shop("popular");
  backed_up(world.shop(), world.path("backup"));
  must(restore_shop({world.path("backup"), world.path("copy"), {}}));
  ::umask(before);
  struct stat status {};
  for (const char* name : {"shop", "copy"}) {
    REQUIRE(::stat(world.path(name).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
  }
  REQUIRE(::stat(world.path("backup").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a backup into the shop directory is refused, by any path that leads there", "[backup][bad input]") {
  const SmallShop world;
  world.train_shop("popular");
  fs::create_directory_symlink(world.shop(), world.path("link"));
  const std::size_t before = entries(world.shop());
  for (const fs::path& out : {world.shop() / "backup", world.shop() / "models" / "backup",
                              world.path("link") / "backup", world.shop() / ".." / "shop" / "backup"}) {
    const Error error = refused(backup_shop({world.shop(), out, false, {}}));
    CHECK(error.code == ErrorCode::invalid_argument);
    CHECK_THAT(error.message, Contains("inside the shop") && Contains("elsewhere"));
  }
  CHECK(entries(world.shop()) == before);
}

TEST_CASE("a backup refuses an existing file, and replaces it only with --force", "[backup][bad input]") {
  const SmallShop world;
  world.train_shop("popular");
  put_bytes(world.path("file"), "precious");
  const Error error = refused(backup_shop({world.shop(), world.path("file"), false, {}}));
  CHECK_THAT(error.message, Contains("exists already") && Contains("--force"));
  CHECK(bytes_of_file(world.path("file")) == "precious");
  backed_up(world.shop(), world.path("file"), true);
  must(restore_shop({world.path("file"), world.path("copy"), {}}));
  CHECK_THAT(refused(backup_shop({world.path("none"), world.path("other"), false, {}})).message,
             Contains("no shop at"));
}

TEST_CASE("a backup on a full disk is an error, and leaves the earlier backup and no other file",
          "[backup][bad input]") {
  const SmallShop world;
  world.train_shop("popular");
  const fs::path directory = world.path("directory");
  fs::create_directory(directory);
  backed_up(world.shop(), directory / "backup");
  const std::string earlier = bytes_of_file(directory / "backup");
  // A limit on file sizes simulates the full disk.
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old_limit) == 0);
  for (const rlim_t bytes : {rlim_t{100}, rlim_t{20'000}}) {
    const rlimit small{bytes, old_limit.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const auto result = backup_shop({world.shop(), directory / "backup", true, {}});
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &old_limit) == 0);
    CHECK(refused(result).code == ErrorCode::io_error);
    CHECK(bytes_of_file(directory / "backup") == earlier);
    CHECK(entries(directory) == 1);
  }
  std::signal(SIGXFSZ, handler);
}

TEST_CASE("a truncated backup is refused, and no shop is created", "[backup][bad input]") {
  const SmallShop world;
  world.train_shop("popular");
  backed_up(world.shop(), world.path("whole"));
  const std::string whole = bytes_of_file(world.path("whole"));
  const fs::path directory = world.path("directory");
  fs::create_directory(directory);
  for (std::size_t length = 0; length < whole.size(); length += 1 + whole.size() / 200) {
    put_bytes(world.path("cut"), whole.substr(0, length));
    CAPTURE(length, whole.size());
    const Error error = refused(restore_shop({world.path("cut"), directory / "shop", {}}));
    CHECK(error.code == ErrorCode::bad_format);
    CHECK_THAT(error.message, Contains("cut"));
    CHECK(entries(directory) == 0);
  }
  put_bytes(world.path("cut"), whole.substr(0, whole.size() - 1));
  refused(restore_shop({world.path("cut"), directory / "shop", {}}));
}

TEST_CASE("a backup with a changed byte, or with bytes after its end, is refused", "[backup][bad input]") {
  const SmallShop world;
  world.train_shop("popular");
  backed_up(world.shop(), world.path("whole"));
  const std::string whole = bytes_of_file(world.path("whole"));
  const fs::path directory = world.path("directory");
  fs::create_directory(directory);
  for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 200) {
    std::string altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ 0x20);
    put_bytes(world.path("altered"), altered);
    CAPTURE(at, whole.size());
    const Error error = refused(restore_shop({world.path("altered"), directory / "shop", {}}));
    CHECK((error.code == ErrorCode::bad_format || error.code == ErrorCode::unsupported_version));
    CHECK(entries(directory) == 0);
  }
  put_bytes(world.path("altered"), whole + "x");
  CHECK_THAT(refused(restore_shop({world.path("altered"), directory / "shop", {}})).message, Contains("after its end"));
  put_bytes(world.path("altered"), "moshaver backup 2\n" + whole.substr(18));
  CHECK(refused(restore_shop({world.path("altered"), directory / "shop", {}})).code == ErrorCode::unsupported_version);
  put_bytes(world.path("altered"), "customer_id,product_id\na,b\n");
  CHECK_THAT(refused(restore_shop({world.path("altered"), directory / "shop", {}})).message,
             Contains("not a backup of a shop"));
}

TEST_CASE("restore writes only into a new or empty directory", "[backup][bad input]") {
  const SmallShop world;
  world.train_shop("popular");
  backed_up(world.shop(), world.path("backup"));
  const Error error = refused(restore_shop({world.path("backup"), world.shop(), {}}));
  CHECK(error.code == ErrorCode::invalid_argument);
  CHECK_THAT(error.message, Contains("not empty"));
  CHECK(is_sound(world.shop()));
  fs::create_directory(world.path("empty"));
  must(restore_shop({world.path("backup"), world.path("empty"), {}}));
  CHECK(is_sound(world.path("empty")));
  CHECK(refused(restore_shop({world.path("none"), world.path("other"), {}})).code == ErrorCode::not_found);
}
