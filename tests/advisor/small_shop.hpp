// A small shop of two tastes as files, to be trained as a model directory or in a shop.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "moshaver/import.hpp"
#include "moshaver/recommender.hpp"
#include "moshaver/train.hpp"
#include "tests/artifact/scratch.hpp"
#include "tests/data/event_world.hpp"

namespace moshaver::testing {

inline const std::vector<std::string> all_recipes_named = {
    "popular", "item-item", "low-pass", "ease", "ials", "user-knn", "repeat", "next", "next-knn", "content", "blend"};

// Recipes that learn from the whole history: not next and next-knn, which look at the last baskets.
inline const std::vector<std::string> personal_recipes = {"item-item", "low-pass", "ease",    "ials",
                                                          "user-knn",  "repeat",   "content", "blend"};

class SmallShop {
 public:
  static constexpr std::size_t customers = 40, products = 12;  // products 0..5 are teas, 6..11 coffees

  // Ids that occur in no other text of a model file.
  static std::string customer(std::size_t at) { return numbered("person/", 7'000 + at); }
  static std::string product(std::size_t at) { return numbered("sku-", 100 + at); }
  static std::string title(std::size_t at) { return numbered(at < 6 ? "چای " : "Coffee ", at); }
  static std::size_t taste(std::size_t customer) { return customer % 2; }
  static std::size_t withheld(std::size_t customer) { return customer % 2 * 6 + customer / 2 % 6; }

  // With `repeats` the first product of each customer is bought again days later, so that it counts as one that is bought
  // again.
  explicit SmallShop(bool repeats = false) { put_bytes(events(), events_text(repeats)); }

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return scratch_ / name; }
  [[nodiscard]] std::filesystem::path events() const { return path("events.csv"); }
  [[nodiscard]] std::filesystem::path shop() const { return path("shop"); }

  void import(const std::filesystem::path& file) const {
    ImportOptions options;
    options.shop = shop();
    options.events = {file};
    const auto summary = import_files(options);
    if (!summary) FAIL(summary.error().message);
  }
  [[nodiscard]] std::filesystem::path file(const std::string& name, const std::string& rows) const {
    put_bytes(path(name), "customer_id,product_id,event,timestamp,title\n" + rows);
    return path(name);
  }

  static TrainOptions options_for(const std::string& recipe, std::size_t threads = 1) {
    TrainOptions options;
    options.recipe = recipe;
    // Few dimensions for two tastes: more, with little regularization, would memorise the gaps.
    options.settings = {
        {"low-pass.dim", 2}, {"ials.dim", 4}, {"ials.regularization", 0.05}, {"ials.unobserved_weight", 0.1}};
    options.threads = threads;
    return options;
  }
  // train --events F --out DIR
  TrainReport train_files(const std::string& recipe, const std::string& out, std::size_t threads = 1) const {
    TrainOptions options = options_for(recipe, threads);
    options.source.events = {events()};
    options.out = path(out);
    options.replace = true;
    auto report = train(options);
    if (!report) FAIL(report.error().message);
    return *report;
  }
  // train --shop DIR, importing first
  TrainReport train_shop(const std::string& recipe, std::size_t threads = 1) const {
    import(events());
    TrainOptions options = options_for(recipe, threads);
    options.source.shop = shop();
    options.force = true;  // even if it ranks worse than the current model
    auto report = train(options);
    if (!report) FAIL(report.error().message);
    return *report;
  }
  [[nodiscard]] Recommender from_files(const std::string& recipe) const {
    auto opened = Recommender::open_model(train_files(recipe, "model-" + recipe).directory);
    if (!opened) FAIL(opened.error().message);
    return std::move(*opened);
  }
  [[nodiscard]] Recommender from_shop(const std::string& recipe) const {
    train_shop(recipe);
    auto opened = Recommender::open_shop(shop());
    if (!opened) FAIL(opened.error().message);
    return std::move(*opened);
  }

 private:
  // Every customer buys five of the six products of a taste, the first of them last, in two orders around midnight:
  // so soon that no product counts as one that is bought again. Customer 0 also hides a coffee, and customer 1 likes a
  // tea.
  static std::string events_text(bool repeats) {
    std::string text = "customer_id,product_id,event,timestamp,title\n";
    const auto add = [&](std::size_t who, std::size_t what, const char* event, std::size_t when,
                         std::size_t early = 0) {
      text += customer(who) + "," + product(what) + "," + event + "," + std::to_string((1'000 + when) * day - early) +
              "," + title(what) + "\n";
    };
    for (std::size_t who = 0; who < customers; ++who) {
      const std::size_t first = taste(who) * 6;
      bool again = false;
      for (std::size_t what = first; what < first + 6; ++what) {
        if (what == withheld(who)) continue;
        const std::size_t first_time = (what * 7 + who) % 30, last_time = 30 + who % 5;
        add(who, what, "purchase", again || repeats ? first_time : last_time);
        if (!again) add(who, what, "purchase", last_time, repeats ? 0 : 3'600);
        again = true;
      }
    }
    add(0, 11, "hide", 3);
    add(1, 2, "like", 3);
    return text;
  }

  Scratch scratch_;
};

// The fields of a request that most tests set.
struct Asking {
  std::size_t count = 10;
  bool include_purchased = false;
  std::size_t max_reasons = 0;
};
inline AdviceRequest request_of(const Asking& asking) {
  AdviceRequest request;
  request.count = asking.count;
  request.include_purchased = asking.include_purchased;
  request.max_reasons = asking.max_reasons;
  return request;
}
inline Advice advised(const Recommender& recommender, const AdviceRequest& request) {
  auto advice = recommender.advise(request);
  if (!advice) FAIL(advice.error().message);
  return std::move(*advice);
}
inline Advice recommended(const Recommender& recommender, const std::string& customer, const Asking& asking = {}) {
  AdviceRequest request = request_of(asking);
  request.customer_id = customer;
  return advised(recommender, request);
}
inline Advice recommended_for(const Recommender& recommender, const std::vector<std::string>& history,
                              const Asking& asking = {}) {
  AdviceRequest request = request_of(asking);
  request.history = history;
  return advised(recommender, request);
}
inline AdviceRequest of_product(const std::string& product, Placement placement, std::size_t count) {
  AdviceRequest request = request_of({.count = count});
  request.product_id = product;
  request.placement = placement;
  return request;
}

inline std::vector<std::string> products_of(const Advice& advice) {
  std::vector<std::string> ids;
  for (const RecommendedItem& item : advice.items) ids.push_back(item.product_id);
  return ids;
}

// The same products and scores, up to float rounding; products of nearly equal scores may swap.
inline void check_same_answer(const Advice& a, const Advice& b) {
  CHECK(a.customer_id == b.customer_id);
  CHECK(a.known == b.known);
  REQUIRE(a.items.size() == b.items.size());
  for (std::size_t at = 0; at < a.items.size(); ++at) {
    CHECK(a.items[at].score == Approx(b.items[at].score).epsilon(1e-4).margin(1e-6));
    const bool near = std::abs(a.items[at].score - b.items[at].score) < 1e-5;
    CHECK((a.items[at].product_id == b.items[at].product_id || near));
    CHECK(a.items[at].rank == at + 1);
  }
}

}  // namespace moshaver::testing
