// The calibration of a model's scores reads back from a directory unchanged; an invalid one is refused.
#include "engine/model/calibration_io.hpp"

#include "engine/model/model_io.hpp"
#include "tests/artifact/scratch.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

Model with_calibration(const Histories& histories) {
  Model model = model_of("item-item", histories);
  ScoreCalibration calibration;
  calibration.window.days = 30;
  calibration.fresh = CalibratedScores{-4.5F, {0, 0.25F, 2}, {1.5F, 0}, {1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}};
  calibration.owned = CalibratedScores{-1, {0.5F}, {}, {}, {}};
  calibration.returns = AdditiveModel{0.5F, 0, {{"customer.orders", {2}, {7, 8, 9}}}};
  model.calibration = calibration;
  model.reliability = {{{0.125, 0.25, 10}, {0.5, 0.5, 7}}, 3, ""};
  return model;
}

Result<Model> back_from_disk(const Model& model, const TasteShop& shop, ManifestConfidence* stated = nullptr) {
  const Scratch scratch;
  const auto saved = save_model(scratch / "model", {}, model, make_dataset(EventTable(shop.table)), false, {});
  if (!saved) FAIL(saved.error().message);
  MOSHAVER_TRY(opened, open_model_directory(scratch / "model"));
  if (stated != nullptr) *stated = opened.manifest.confidence;
  return load_model(opened);
}

}  // namespace

TEST_CASE("a calibration and its reliability read back from a model directory unchanged") {
  const TasteShop shop = taste_shop();
  Model model = with_calibration(shop.histories);
  SECTION("of both kinds of product, with a model of who returns") {}
  SECTION("without a model of who returns") { model.calibration->returns.reset(); }
  SECTION("of new products only") { model.calibration->owned.reset(); }
  SECTION("of products bought before only") { model.calibration->fresh.reset(); }
  const auto back = back_from_disk(model, shop);
  REQUIRE(back);
  CHECK(back->calibration == model.calibration);
  CHECK(back->reliability == model.reliability);
  CHECK_FALSE(back->ranker);
  CHECK(back->parts.size() == 1);
}

TEST_CASE("the manifest states the calibration error and its answers, or why the model gives no confidence") {
  const TasteShop shop = taste_shop();
  Model model = with_calibration(shop.histories);
  ManifestConfidence stated;
  REQUIRE(back_from_disk(model, shop, &stated));
  CHECK(stated.error == Approx((10 * 0.125 + 7 * 0) / 17));
  CHECK(stated.answers == 17);
  CHECK(stated.customers == 3);
  CHECK(stated.bins.size() == 2);
  CHECK(stated.why_none.empty());
  model.calibration.reset();
  model.reliability = {{}, 0, "too few"};
  const auto back = back_from_disk(model, shop, &stated);
  REQUIRE(back);
  CHECK(stated.why_none == "too few");
  CHECK(back->reliability == model.reliability);
  CHECK_FALSE(back->calibration);
}

TEST_CASE("a calibration whose curve falls, whose knots do not ascend or that calibrates nothing is refused") {
  const TasteShop shop = taste_shop();
  Model model = with_calibration(shop.histories);
  std::string named;
  SECTION("a falling curve") {
    model.calibration->fresh->rises[0] = -0.5F;
    named = "fresh.rises fall";
  }
  SECTION("equal knots") {
    model.calibration->fresh->knots[1] = 0;
    named = "fresh.knots do not ascend";
  }
  SECTION("no knot") {
    model.calibration->owned->knots.clear();
    named = "owned.knots are empty";
  }
  SECTION("too many rises") {
    model.calibration->owned->rises.push_back(1);
    named = "owned.rises";
  }
  SECTION("no kind of product") {
    model.calibration->fresh.reset();
    model.calibration->owned.reset();
    named = "calibrates no kind";
  }
  SECTION("a feature of products for who returns") {
    model.calibration->returns->tables[0].feature = "product.latest";
    named = "product.latest";
  }
  const auto back = back_from_disk(model, shop);
  REQUIRE_FALSE(back);
  CHECK(back.error().code == ErrorCode::bad_format);
  CHECK_THAT(back.error().message, Catch::Contains(named));
}
