// A model and its shop: what the model holds, when it still answers, and when it is refused.
#include <algorithm>

#include "moshaver/recommender.hpp"
#include "tests/advisor/small_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

std::string model_bytes(const std::filesystem::path& directory) {
  return bytes_of(directory / "model.json") + bytes_of(directory / "tensors.safetensors");
}

}  // namespace

TEST_CASE("every recipe gives the same model bytes for the same data, settings and seed with 1 and 2 threads") {
  const SmallShop world;
  for (const std::string& recipe : all_recipes_named) {
    CAPTURE(recipe);
    const auto one = world.train_files(recipe, "one", 1), two = world.train_files(recipe, "two", 2);
    CHECK(one.model_id == two.model_id);
    CHECK(model_bytes(one.directory) == model_bytes(two.directory));
    const auto shop_one = world.train_shop(recipe, 1);
    const std::string bytes = model_bytes(shop_one.directory);
    std::filesystem::remove_all(shop_one.directory);
    const auto shop_two = world.train_shop(recipe, 2);
    CHECK(shop_two.directory == shop_one.directory);
    CHECK(model_bytes(shop_two.directory) == bytes);
  }
}

TEST_CASE("another seed or one more event gives another model id") {
  const SmallShop world;
  const auto before = world.train_shop("ials");
  TrainOptions options = SmallShop::options_for("ials");
  options.source.shop = world.shop();
  options.seed = 2;
  const auto seeded = train(options);
  REQUIRE(seeded);
  CHECK(seeded->model_id != before.model_id);
  world.import(world.file("more.csv", "new,sku-100,purchase,,\n"));
  CHECK(world.train_shop("ials").model_id != before.model_id);
}

TEST_CASE("a model in a shop holds no customer ids; one trained from files holds them") {
  const SmallShop world;
  for (const std::string& recipe : all_recipes_named) {
    const std::string shop = model_bytes(world.train_shop(recipe).directory);
    CHECK(shop.find("person/") == std::string::npos);
    CHECK(shop.find(SmallShop::product(3)) != std::string::npos);
    CHECK(model_bytes(world.train_files(recipe, "model").directory).find(SmallShop::customer(17)) != std::string::npos);
  }
}

TEST_CASE("opening a shop without a model, a missing shop, or a shop's model without its shop is not_found") {
  const SmallShop world;
  world.import(world.events());
  const auto untrained = Recommender::open_shop(world.shop());
  REQUIRE_FALSE(untrained);
  CHECK(untrained.error().code == ErrorCode::not_found);
  CHECK(Recommender::open_shop(world.path("nowhere")).error().code == ErrorCode::not_found);
  CHECK(Recommender::open_model(world.path("nowhere")).error().code == ErrorCode::not_found);
  const auto alone = Recommender::open_model(world.train_shop("popular").directory);
  REQUIRE_FALSE(alone);
  CHECK(alone.error().code == ErrorCode::not_found);
  CHECK_THAT(alone.error().message, Contains("--shop"));
}

TEST_CASE("a model of another shop is refused") {
  const SmallShop world;
  world.train_shop("item-item");
  const SmallShop other;
  // As many products, but other ones.
  other.import(other.file(
      "e.csv",
      "c,apple,,,\nc,pear,,,\nd,apple,,,\nd,a,,,\nd,b,,,\nd,c,,,\nd,d,,,\nd,e,,,\nd,f,,,\nd,g,,,\nd,h,,,\nd,i,,,\n"));
  std::filesystem::copy(world.shop() / "models", other.shop() / "models", std::filesystem::copy_options::recursive);
  const auto opened = Recommender::open_shop(other.shop());
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == ErrorCode::bad_format);
  CHECK_THAT(opened.error().message, Contains("another shop") && Contains("moshaver train"));
}

TEST_CASE("a model answers with events, customers and products that came after its training") {
  const SmallShop world;
  for (const std::string& recipe : all_recipes_named) {
    world.train_shop(recipe);
    // A new customer, a new product, and a customer known before who buys the last tea.
    world.import(world.file(
        "more.csv", "newcomer,sku-100,purchase,2000-01-01,\nnewcomer,brand-new,purchase,2000-01-01,Brand new\n" +
                        SmallShop::customer(4) + "," + SmallShop::product(SmallShop::withheld(4)) +
                        ",purchase,2000-01-01,\n"));
    const auto opened = Recommender::open_shop(world.shop());
    REQUIRE(opened);
    CAPTURE(recipe);
    const auto newcomer = recommended(*opened, "newcomer", {.count = 100});
    CHECK(newcomer.known);
    CHECK(newcomer.items.size() == SmallShop::products - 1);
    if (recipe != "popular") CHECK_THAT(newcomer.items[0].title, Contains("چای"));
    const auto all_teas = products_of(recommended(*opened, SmallShop::customer(4), {.count = 100}));
    CHECK(std::count(all_teas.begin(), all_teas.end(), SmallShop::product(SmallShop::withheld(4))) == 0);
    CHECK(std::count(all_teas.begin(), all_teas.end(), "brand-new") == 1);
    CHECK(opened->advise(of_product("brand-new", Placement::similar, 5)));
    CHECK(opened->explain(SmallShop::customer(4), "brand-new"));
  }
}

TEST_CASE("a newly trained model is served, and the previous one stays on disk") {
  const SmallShop world;
  const auto first = world.train_shop("popular"), second = world.train_shop("item-item");
  CHECK(std::filesystem::exists(first.directory / "model.json"));
  const auto opened = Recommender::open_shop(world.shop());
  REQUIRE(opened);
  CHECK(opened->model().id == second.model_id);
  CHECK(opened->model().recipe == "item-item");
}

TEST_CASE("a model with a changed byte is refused, opened with its shop or alone") {
  const SmallShop world;
  const auto model = world.train_files("item-item", "model").directory;
  const auto shop_model = world.train_shop("item-item").directory;
  for (const auto& directory : {model, shop_model}) {
    std::string bytes = bytes_of(directory / "tensors.safetensors");
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    put_bytes(directory / "tensors.safetensors", bytes);
  }
  CHECK(Recommender::open_model(model).error().code == ErrorCode::bad_format);
  CHECK(Recommender::open_shop(world.shop()).error().code == ErrorCode::bad_format);
}
