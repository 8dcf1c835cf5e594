#include <array>

#include "models/content/content.hpp"
#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// The defaults were found on hidden products other than those of the evaluation: bench/RESULTS.md.
constexpr std::array settings = {
    SettingSpec{"attribute_dim", 256, 1, 2'048, true, "dimensions that attributes are reduced to"},
    SettingSpec{"dim", 128, 1, 2'048, true, "length of the embeddings, at most"},
    SettingSpec{"regularization", 5e-4, 1e-12, 1e6, false, "ridge: shrinks the weight of rare attributes",
                evenly_in_logarithm(1e-5, 0.03)},
    SettingSpec{"item_exponent", 0.5, 0, 2, false, "down-weights popular products in training", evenly(0, 1)},
    SettingSpec{"user_exponent", 0.5, 0, 2, false, "down-weights customers with long histories", evenly(0, 1.5)},
    SettingSpec{"own_share", 2, 0, 100, false, "weight of a product's co-purchase with itself", evenly(0, 5)},
    SettingSpec{"source_exponent", 0.5, 0, 2, false, "down-weights popular products of the history", evenly(0, 1)},
    SettingSpec{"count_exponent", 0, 0, 2, false, "weight of a product bought in n baskets: n to this power"},
    SettingSpec{"word", 1, 0, 100, false, "weight of words of titles and categories"},
    SettingSpec{"letter_run", 0, 0, 100, false, "weight of letter n-grams of words"},
    SettingSpec{"title", 0.5, 0, 100, false, "weight of identical titles", evenly(0, 2)},
    SettingSpec{"category", 1, 0, 100, false, "weight of category paths", evenly(0, 2)},
    SettingSpec{"brand", 0.5, 0, 100, false, "weight of brands", evenly(0, 2)},
    SettingSpec{"tag", 0.5, 0, 100, false, "weight of tags"},
    SettingSpec{"price", 0.5, 0, 100, false, "weight of price bands"},
    half_life_setting};

Result<PartData> train(const TrainingData& data, const RecipeSettings& given, const TrainingRun& run) {
  if (data.catalogue.empty()) {
    return failure(ErrorCode::no_data,
                   "no product has attributes to learn from (title, category, brand, tags, price): import a product "
                   "file with --products");
  }
  ContentConfig config;
  config.attribute_dim = given.whole("attribute_dim");
  config.dim = given.whole("dim");
  config.regularization = given.number("regularization");
  config.item_exponent = given.number("item_exponent");
  config.user_exponent = given.number("user_exponent");
  config.own_share = given.number("own_share");
  config.source_exponent = given.number("source_exponent");
  config.count_exponent = given.number("count_exponent");
  config.seed = run.seed;
  config.threads = run.threads;
  const ContentFeatureConfig weights{given.number("word"),
                                     given.number("letter_run"),
                                     given.number("title"),
                                     given.number("category"),
                                     given.number("brand"),
                                     given.number("tag"),
                                     given.number("price"),
                                     4,
                                     run.threads};
  const ContentFeatures features = content_features(data.catalogue, data.histories.item_count, weights);
  if (features.feature_count == 0) {
    return failure(ErrorCode::no_data, "no two products have an attribute in common to learn from");
  }
  return train_content(interactions(data.histories), features, config, run.progress);
}

}  // namespace

constinit const RecipeSpec content_recipe{
    "content", "product attributes (titles, categories, brands, tags, prices); also for products without buyers",
    settings, train};

}  // namespace moshaver
