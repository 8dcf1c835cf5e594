// The additive ranker reads back from a directory unchanged; an invalid one is refused.
#include "engine/model/ranker_io.hpp"

#include "engine/model/model_io.hpp"
#include "tests/artifact/scratch.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

Model with_ranker(const Histories& histories) {
  Model model = model_of("item-item", histories);
  AdditiveRanker ranker;
  ranker.candidates_per_part = 17;
  ranker.candidate_generators = {"item-item"};
  ranker.window.days = 30;
  ranker.fresh = {-2.5F, 0.75F, {{"part.item-item.score", {0.5F, 1.5F}, {1, 2, 3, 4}}, {"product.latest", {}, {5, 6}}}};
  ranker.returns = AdditiveModel{0.5F, 0, {{"customer.orders", {2}, {7, 8, 9}}}};
  model.ranker = ranker;
  model.reliability = {{{0.125, 0.25, 10}, {0.5, 0.5, 7}}, 3, ""};
  return model;
}

Result<Model> back_from_disk(const Model& model, const TasteShop& shop) {
  const Scratch scratch;
  const auto saved = save_model(scratch / "model", {}, model, make_dataset(EventTable(shop.table)), false, {});
  if (!saved) FAIL(saved.error().message);
  MOSHAVER_TRY(opened, open_model_directory(scratch / "model"));
  return load_model(opened);
}

}  // namespace

TEST_CASE("tables, window, intercepts and the reliability curve read back from a model directory unchanged") {
  const TasteShop shop = taste_shop();
  Model model = with_ranker(shop.histories);
  SECTION("with a model of who returns") {}
  SECTION("without") { model.ranker->returns.reset(); }
  SECTION("without any table") { model.ranker->fresh.tables.clear(); }
  const auto back = back_from_disk(model, shop);
  REQUIRE(back);
  CHECK(back->ranker == model.ranker);
  CHECK(back->reliability == model.reliability);
  CHECK(back->parts.size() == 1);
}

TEST_CASE("a ranker with tables of unknown features, or with edges that do not ascend, is refused") {
  const TasteShop shop = taste_shop();
  Model model = with_ranker(shop.histories);
  std::string named;
  SECTION("a part it lacks") {
    model.ranker->fresh.tables[0].feature = "part.ials.score";
    named = "part.ials.score";
  }
  SECTION("a product feature for who returns") {
    model.ranker->returns->tables[0].feature = "product.latest";
    named = "product.latest";
  }
  SECTION("a candidate generator it lacks") {
    model.ranker->candidate_generators = {"item-item", "user-knn"};
    named = "user-knn";
  }
  SECTION("edges") {
    model.ranker->fresh.tables[0].edges = {2, 1};
    named = "do not ascend";
  }
  const auto back = back_from_disk(model, shop);
  REQUIRE_FALSE(back);
  CHECK(back.error().code == ErrorCode::bad_format);
  CHECK_THAT(back.error().message, Catch::Contains(named));
  CHECK_THAT(back.error().message, Catch::Contains("train again"));
}
