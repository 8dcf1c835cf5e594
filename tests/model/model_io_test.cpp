// Models and their data read back from a directory as they were written; invalid histories are refused.
#include "engine/model/model_io.hpp"

#include "engine/model/index_io.hpp"
#include "tests/artifact/scratch.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

Dataset dataset_of(std::vector<TestEvent> events) { return make_dataset(table_of(events)); }

Dataset two_customers() {
  return dataset_of({{.customer = "a", .product = "چای/سبز", .time = day, .quantity = 2},
                     {.customer = "a", .product = "cup", .time = 2 * day},
                     {.customer = "b", .product = "cup", .time = 3 * day},
                     {.customer = "b", .product = "jam", .kind = EventKind::hide},
                     {.customer = "b", .product = "mug", .kind = EventKind::like}});
}

// Writes the data with a model and reads it back.
Result<Dataset> back_from_disk(const Dataset& data) {
  const Scratch scratch;
  const auto saved = save_model(scratch / "model", {}, model_of("popular", two_customers().histories), data, true, {});
  if (!saved) FAIL(saved.error().message);
  MOSHAVER_TRY(opened, open_model_directory(scratch / "model"));
  return load_dataset(opened);
}

}  // namespace

TEST_CASE("histories, keys, titles and hidden products read back from a model directory unchanged") {
  Dataset data = two_customers();
  data.titles = {"Green tea", "", "Jam"};
  data.histories.internal = {false, true};
  const auto back = back_from_disk(data);
  REQUIRE(back);
  CHECK(back->histories.offsets == data.histories.offsets);
  CHECK(back->histories.purchases == data.histories.purchases);
  CHECK(back->histories.hidden == data.histories.hidden);
  CHECK(back->histories.is_internal(UserId{1}));
  CHECK_FALSE(back->histories.is_internal(UserId{0}));
  CHECK(back->products.key(0) == "چای/سبز");
  CHECK(back->title(ItemId{0}) == "Green tea");
  CHECK(back->title(ItemId{1}).empty());
  CHECK(fingerprint(back->histories, back->customers, back->products) ==
        fingerprint(data.histories, data.customers, data.products));
}

TEST_CASE("histories with descending baskets or unknown products are refused with bad_format") {
  Dataset data = two_customers();
  REQUIRE(data.histories.purchases.size() == 4);
  SECTION("baskets") { data.histories.purchases[0].order = 2; }
  SECTION("products") { data.histories.purchases[1].item = ItemId{4}; }
  SECTION("hidden products") { data.histories.hidden[0] = ItemId{4}; }
  SECTION("offsets") { data.histories.offsets[1] = 5; }
  const auto back = back_from_disk(data);
  REQUIRE_FALSE(back);
  CHECK(back.error().code == ErrorCode::bad_format);
}

TEST_CASE("a model of every recipe gives the same ranking after loading") {
  const TasteShop shop = taste_shop();
  const Dataset data = make_dataset(EventTable(shop.table));
  for (const RecipeSpec& recipe : all_recipes()) {
    const Scratch scratch;
    REQUIRE(save_model(scratch / "model", {}, model_of(recipe.name, shop.histories), data, false, {}));
    const auto opened = open_model_directory(scratch / "model");
    REQUIRE(opened);
    auto model = load_model(*opened);
    REQUIRE(model);
    const auto loaded = Ranker::build(std::move(*model), shop.histories);
    REQUIRE(loaded);
    const Ranker ranker = ranker_of(recipe.name, shop.histories);
    CAPTURE(recipe.name);
    for (const std::uint32_t user : {0U, 1U, 7U}) {
      CHECK(loaded->top(shop.customer(user), 100, {}) == ranker.top(shop.customer(user), 100, {}));
    }
    CHECK(check_products(*opened, data.products));
  }
}

TEST_CASE("the recorded index reads back with its parameters, and an invalid one is refused") {
  const Dataset data = two_customers();
  const Scratch scratch;
  const auto back = [&](const RecordedIndex& index) -> Result<Model> {
    Model model = model_of("popular", data.histories);
    model.index = index;
    MOSHAVER_TRY(saved, save_model(scratch / "model", {}, model, data, true, {.replace = true}));
    CHECK(saved.index.has_value());
    MOSHAVER_TRY(opened, open_model_directory(scratch / "model"));
    return load_model(opened);
  };
  const HnswOptions graph{.links = 12, .build_width = 80, .search_width = 40, .seed = 3, .codes = true};
  for (const IndexSpec& spec : {IndexSpec{.kind = IndexKind::hnsw, .hnsw = graph},
                                IndexSpec{.kind = IndexKind::ivf, .ivf = {.lists = 100, .probes = 9, .seed = 5}},
                                IndexSpec{.kind = IndexKind::exact}}) {
    const RecordedIndex recorded{spec, 0.975, 33.25, 412};
    const auto model = back(recorded);
    REQUIRE(model);
    CHECK(model->index == recorded);
  }
  ManifestIndex manifest = to_manifest({{.kind = IndexKind::ivf}});
  CHECK(from_manifest(manifest));
  manifest.kind = "annoy";
  CHECK_THAT(from_manifest(manifest).error().message, Catch::Contains("`index.kind`"));
  manifest.kind = "hnsw";
  CHECK_THAT(from_manifest(manifest).error().message, Catch::Contains("`index.settings.links`"));
  manifest = to_manifest({{.kind = IndexKind::ivf}});
  manifest.settings[1].value = -1.0;
  CHECK_THAT(from_manifest(manifest).error().message, Catch::Contains("`index.settings.probes`"));
  manifest = to_manifest({{.kind = IndexKind::exact}});
  manifest.settings.push_back({"probes", 1.0});
  CHECK_THAT(from_manifest(manifest).error().message, Catch::Contains("`index.settings.probes`"));
}

TEST_CASE("an embedding with a value too large to multiply is refused on opening, with part and product named") {
  const TasteShop shop = taste_shop();
  const Dataset data = make_dataset(EventTable(shop.table));
  Model model = model_of("ials", shop.histories);
  std::get<FactorsPart>(model.parts.front().data).item_factors.row(3)[1] = 1e30F;
  const Scratch scratch;
  REQUIRE(save_model(scratch / "model", {}, model, data, false, {}));
  const auto opened = open_model_directory(scratch / "model");
  REQUIRE(opened);
  const auto back = load_model(*opened);
  REQUIRE_FALSE(back);
  CHECK(back.error().code == ErrorCode::bad_format);
  CHECK_THAT(back.error().message, Catch::Contains("part ials") && Catch::Contains("product \"p3\""));
}

TEST_CASE("complements and substitutes read back unchanged") {
  const TasteShop shop = taste_shop();
  const Dataset data = make_dataset(EventTable(shop.table));
  Model model = model_of("popular", shop.histories);
  SparseRows rows;
  rows.offsets.assign(TasteShop::products + 1, 2);
  rows.offsets[0] = 0;
  rows.columns = {3, 11};
  rows.values = {1.5F, 0.25F};
  SECTION("all") { model.relations = {transpose(rows, TasteShop::products), rows, rows}; }
  SECTION("one") { model.relations.substitutes = rows; }
  SECTION("none") {}
  const Scratch scratch;
  REQUIRE(save_model(scratch / "model", {}, model, data, false, {}));
  const auto opened = open_model_directory(scratch / "model");
  REQUIRE(opened);
  const auto back = load_model(*opened);
  REQUIRE(back);
  CHECK(back->relations == model.relations);
}

TEST_CASE("how varied lists are reads back, and is not there if it was not measured") {
  const Dataset data = two_customers();
  for (const ListDiversity& diversity : {ListDiversity{0.1F, 0.004, 500}, ListDiversity{}}) {
    Model model = model_of("popular", data.histories);
    model.diversity = diversity;
    const Scratch scratch;
    REQUIRE(save_model(scratch / "model", {}, model, data, false, {}));
    const auto opened = open_model_directory(scratch / "model");
    REQUIRE(opened);
    CHECK(opened->manifest.diversity.has_value() == (diversity.customers > 0));
    CHECK(load_model(*opened).value().diversity == diversity);
  }
}

TEST_CASE("relations with unknown products are refused with bad_format, with the part named") {
  const TasteShop shop = taste_shop();
  const Dataset data = make_dataset(EventTable(shop.table));
  Model model = model_of("popular", shop.histories);
  SparseRows rows;
  rows.offsets.assign(TasteShop::products + 1, 1);
  rows.offsets[0] = 0;
  rows.columns = {TasteShop::products};
  rows.values = {1};
  model.relations.complements = rows;
  const Scratch scratch;
  REQUIRE(save_model(scratch / "model", {}, model, data, false, {}));
  const auto opened = open_model_directory(scratch / "model");
  REQUIRE(opened);
  const auto refused = load_model(*opened);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::bad_format);
  CHECK_THAT(refused.error().message, Catch::Contains("part complements"));
}
