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

bool is_of_level(const Finding& finding) { return finding.what.rfind("level ", 0) == 0; }

// Of the files; what the data supports is another matter.
std::vector<Finding> examined(const std::filesystem::path& shop) {
  std::vector<Finding> findings = examine_shop(shop);
  std::erase_if(findings, is_of_level);
  return findings;
}

}  // namespace

TEST_CASE("the doctor finds nothing wrong with a shop that is trained on all its data") {
  const SmallShop world;
  world.train_shop("item-item");
  const auto findings = examined(world.shop());
  CHECK(worst_of(findings) == Health::good);
  CHECK(findings.size() == 3);  // the log, what is due again, and the model
  CHECK_THAT(findings[1].detail, Contains("no customer bought a product twice"));
}

TEST_CASE("the doctor advises training when a shop has no model or an old one") {
  const SmallShop world;
  world.import(world.events());
  CHECK(worst_of(examined(world.shop())) == Health::advice);
  world.train_shop("popular");
  std::string rows;
  for (std::size_t at = 0; at < 100; ++at) rows += numbered("late-", at) + ",sku-100,purchase,,\n";
  world.import(world.file("more.csv", rows));
  const auto findings = examined(world.shop());
  CHECK(worst_of(findings) == Health::advice);
  CHECK_THAT(findings.back().remedy, Contains("moshaver train"));
}

TEST_CASE("the doctor advises chmod 700 for a shop directory that other users can open") {
  const SmallShop world;
  world.train_shop("item-item");
  for (const auto bit : {std::filesystem::perms::group_read, std::filesystem::perms::others_exec}) {
    CAPTURE(static_cast<unsigned>(bit));
    std::filesystem::permissions(world.shop(), std::filesystem::perms::owner_all | bit);
    const auto findings = examined(world.shop());
    CHECK(worst_of(findings) == Health::advice);
    const auto open = std::find_if(findings.begin(), findings.end(),
                                   [](const Finding& finding) { return finding.what == "shop directory"; });
    REQUIRE(open != findings.end());
    CHECK(open->remedy == "chmod 700 " + world.shop().string());
  }
  std::filesystem::permissions(world.shop(), std::filesystem::perms::owner_all);
  CHECK(worst_of(examined(world.shop())) == Health::good);
}

TEST_CASE("the doctor names a damaged log and a damaged model") {
  const SmallShop world;
  const auto model = world.train_shop("popular").directory;
  put_bytes(model / "tensors.safetensors", "gone");
  auto findings = examined(world.shop());
  CHECK(worst_of(findings) == Health::problem);
  CHECK_THAT(findings.back().what, Contains(model.filename().string()));
  run_sql(world.shop(), "UPDATE segments SET checksum = checksum + 1");
  findings = examined(world.shop());
  CHECK(findings.front().health == Health::problem);
  CHECK_THAT(findings.front().what, Contains("event log"));
}

TEST_CASE("a missing shop, another program's file and an impossible path are findings, not failures") {
  const Scratch scratch;
  CHECK(worst_of(examined(scratch / "nowhere")) == Health::problem);
  CHECK(worst_of(examined(scratch / std::string(5'000, 'x'))) == Health::problem);
  std::filesystem::create_directory(scratch / "text");
  put_bytes(scratch / "text" / "events.db", "not a database, by far");
  CHECK(worst_of(examined(scratch / "text")) == Health::problem);
}

TEST_CASE("the doctor says which levels the data of a shop supports, and what is missing") {
  const SmallShop world;
  world.train_shop("popular");
  const auto levels = [&] {
    std::vector<Finding> findings = examine_shop(world.shop());
    std::erase_if(findings, [](const Finding& finding) { return !is_of_level(finding); });
    REQUIRE(findings.size() == 3);
    return findings;
  };
  auto findings = levels();
  CHECK_THAT(findings[1].detail,
             Contains("stock of 100%") && Contains("price of 100%") && Contains("lead_days of 100%"));
  CHECK_THAT(findings[2].detail, Contains("consent"));
  std::string products = "product_id,price,stock,lead_days\n";
  for (std::size_t at = 0; at < SmallShop::products; ++at) products += SmallShop::product(at) + ",10,5,1\n";
  put_bytes(world.path("products.csv"), products);
  put_bytes(world.path("customers.csv"), "customer_id,consent\n" + SmallShop::customer(0) + ",yes\n");
  ImportOptions options;
  options.shop = world.shop();
  options.products = {world.path("products.csv")};
  options.customers = {world.path("customers.csv")};
  REQUIRE(import_files(options));
  findings = levels();
  CHECK(findings[1].health == Health::good);
  CHECK(findings[2].health == Health::good);
  CHECK_THAT(findings[2].detail, Contains("1 like"));
}
