#include "moshaver/doctor.hpp"

#include <algorithm>

#include "tests/advisor/small_shop.hpp"
#include "tests/store/shop_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

Health worst_of(const std::vector<Finding>& findings) {
  Health worst = Health::good;
  for (const Finding& finding : findings) {
    CHECK(finding.remedy.empty() == (finding.health == Health::good));
    CHECK(finding.detail.find('\n') == std::string::npos);
    worst = std::max(worst, finding.health);
  }
  return worst;
}

}  // namespace

TEST_CASE("the doctor finds nothing wrong with a shop that is trained on all its data") {
  const SmallShop world;
  world.train_shop("item-item");
  const auto findings = examine_shop(world.shop());
  CHECK(worst_of(findings) == Health::good);
  CHECK(findings.size() == 3);  // the log, what is due again, and the model
  CHECK_THAT(findings[1].detail, Contains("no customer bought a product twice"));
}

TEST_CASE("the doctor advises training when a shop has no model or an old one") {
  const SmallShop world;
  world.import(world.events());
  CHECK(worst_of(examine_shop(world.shop())) == Health::advice);
  world.train_shop("popular");
  std::string rows;
  for (std::size_t at = 0; at < 100; ++at) rows += numbered("late-", at) + ",sku-100,purchase,,\n";
  world.import(world.file("more.csv", rows));
  const auto findings = examine_shop(world.shop());
  CHECK(worst_of(findings) == Health::advice);
  CHECK_THAT(findings.back().remedy, Contains("moshaver train"));
}

TEST_CASE("the doctor advises chmod 700 for a shop directory that other users can open") {
  const SmallShop world;
  world.train_shop("item-item");
  for (const auto bit : {std::filesystem::perms::group_read, std::filesystem::perms::others_exec}) {
    CAPTURE(static_cast<unsigned>(bit));
    std::filesystem::permissions(world.shop(), std::filesystem::perms::owner_all | bit);
    const auto findings = examine_shop(world.shop());
    CHECK(worst_of(findings) == Health::advice);
    const auto open = std::find_if(findings.begin(), findings.end(),
                                   [](const Finding& finding) { return finding.what == "shop directory"; });
    REQUIRE(open != findings.end());
    CHECK(open->remedy == "chmod 700 " + world.shop().string());
  }
  std::filesystem::permissions(world.shop(), std::filesystem::perms::owner_all);
  CHECK(worst_of(examine_shop(world.shop())) == Health::good);
}

TEST_CASE("the doctor names a damaged log and a damaged model") {
  const SmallShop world;
  const auto model = world.train_shop("popular").directory;
  put_bytes(model / "tensors.safetensors", "gone");
  auto findings = examine_shop(world.shop());
  CHECK(worst_of(findings) == Health::problem);
  CHECK_THAT(findings.back().what, Contains(model.filename().string()));
  run_sql(world.shop(), "UPDATE segments SET checksum = checksum + 1");
  findings = examine_shop(world.shop());
  CHECK(findings.front().health == Health::problem);
  CHECK_THAT(findings.front().what, Contains("event log"));
}

TEST_CASE("a missing shop, another program's file and an impossible path are findings, not failures") {
  const Scratch scratch;
  CHECK(worst_of(examine_shop(scratch / "nowhere")) == Health::problem);
  CHECK(worst_of(examine_shop(scratch / std::string(5'000, 'x'))) == Health::problem);
  std::filesystem::create_directory(scratch / "text");
  put_bytes(scratch / "text" / "events.db", "not a database, by far");
  CHECK(worst_of(examine_shop(scratch / "text")) == Health::problem);
}
