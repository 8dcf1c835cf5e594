// Due days in the generated shop, whose customers have a known pace for every staple.
#include <cmath>

#include "engine/advice/due.hpp"
#include "engine/data/dataset.hpp"
#include "engine/ingest/read_dataset.hpp"
#include "models/repurchase/repurchase.hpp"
#include "tests/simulation/generated_shop.hpp"

using namespace moshaver;
using namespace moshaver::simulation::testing;

TEST_CASE(
    "in the generated shop half of the due days are within 3 days of the truth, and owned durables are durables") {
  const Directory directory("due_days");
  const auto made = generate_shop(small_shop(directory.path));
  REQUIRE(made);
  DatasetFiles files;
  files.events = {made->events_file};
  files.products = {made->products_file};
  auto table = read_files(files);
  REQUIRE(table);
  Dataset data = make_dataset(std::move(*table));
  group_variants(data);
  const auto learned = learn_repurchase(data.histories, data.catalogue, {});
  REQUIRE(learned);

  std::map<std::pair<std::uint32_t, std::uint32_t>, long> truth;
  for (const auto& row : read_csv(made->truth_dir / "due.csv")) {
    const auto user = data.customers.find(row.at("customer_id")), item = data.products.find(row.at("product_id"));
    REQUIRE((user && item));
    truth[{*user, data.groups.head(ItemId{*item}).row}] = day_of(row.at("due_on"));
  }
  std::map<std::uint32_t, std::string> roles;
  for (const auto& row : read_csv(made->truth_dir / "products.csv")) {
    if (const auto item = data.products.find(row.at("product_id"))) {
      roles[data.groups.head(ItemId{*item}).row] = row.at("role");
    }
  }

  std::size_t staples = 0, close = 0, missed = 0, durables = 0, recognised = 0;
  for (std::uint32_t user = 0; user < data.customers.size(); ++user) {
    for (const DueProduct& product : due_products(*learned, data.histories.of(UserId{user}), data.last_time)) {
      // Of a product with sizes or colours a customer may buy another one: the group is bought again.
      if (roles[product.item.row] == "once" && data.groups.with_variants(product.item).size() == 1) {
        ++durables;
        recognised += product.state == DueState::durable;
      }
      const auto due = truth.find({user, product.item.row});
      if (due == truth.end()) continue;
      ++staples;
      missed += product.state == DueState::durable;
      close += product.due_on > 0 && std::abs(static_cast<long>(product.due_on / 86'400) - due->second) <= 3;
    }
  }
  CAPTURE(staples, close, missed, durables, recognised);
  CHECK(staples > 900);
  CHECK(2 * close > staples);
  CHECK(50 * missed < staples);
  CHECK(durables > 1'000);
  CHECK(recognised > durables * 99 / 100);
}
