// What customers say of products is counted with every event, and equally by a shop that is opened afterwards.
#include "engine/live/live_feedback.hpp"

#include <random>

#include "engine/live/shop_state.hpp"
#include "tests/advisor/open_advisor.hpp"
#include "tests/data/history_events.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

LiveProduct in_category(const std::string& id, const std::string& category) {
  ProductRecord record;
  record.product_id = id;
  record.category = category;
  return live_product(record, false);
}

}  // namespace

TEST_CASE("a product takes what was said of it into its new category", "[feedback]") {
  LiveFeedback feedback;
  const ProductGroups none;
  feedback.put(ItemId{0}, in_category("kettle", "Home"));
  feedback.put(ItemId{1}, in_category("pan", "Home"));
  std::vector<HistoryEvent> events;
  for (int at = 0; at < 30; ++at) events.push_back(history_event_of(1, EventKind::purchase));
  feedback.change("c1", {}, events);
  const std::vector<HistoryEvent> bad = {history_event_of(0, EventKind::purchase),
                                         history_event_of(0, EventKind::return_, EventReason::quality)};
  CHECK(feedback.factor(none, ItemId{0}) == 1);
  feedback.change("c2", {}, bad);
  const double beside_pan = feedback.factor(none, ItemId{0});
  CHECK(beside_pan < 1);
  feedback.put(ItemId{0}, in_category("kettle", "Kitchen"));
  const double alone = feedback.factor(none, ItemId{0});
  CHECK(alone != beside_pan);
  feedback.put(ItemId{0}, in_category("kettle", "Home"));
  CHECK(feedback.factor(none, ItemId{0}) == beside_pan);
  feedback.change("c2", bad, {});
  CHECK(feedback.factor(none, ItemId{0}) == 1);
  CHECK(feedback.factor(none, ItemId{99}) == 1);
}

TEST_CASE("events that come one by one give the same sums as a shop opened afterwards, with a snapshot and without",
          "[feedback]") {
  const SmallShop world;
  world.train_shop("item-item");
  std::mt19937 random(5);
  const char* const kinds[] = {"purchase", "return", "complaint", "resolve", "rating", "survey", "dislike", "like"};
  const auto some_events = [&](Advisor& advisor, int count) {
    for (int at = 0; at < count; ++at) {
      Event event = event_for(SmallShop::customer(random() % 50), SmallShop::product(random() % 13),
                              kinds[random() % std::size(kinds)]);
      event.event_id = std::to_string(random());
      if (event.kind == "rating" || event.kind == "survey") event.value = static_cast<double>(1 + random() % 5);
      if (event.kind == "return" || event.kind == "complaint") event.reason = random() % 2 == 0 ? "broken" : "size";
      if (random() % 10 == 0) event.recipient_id = "somebody";
      record_one(advisor, event);
    }
  };
  const auto answers = [&](const Advisor& advisor) {
    std::vector<double> scores;
    for (std::size_t who = 0; who < SmallShop::customers; ++who) {
      for (const RecommendedItem& item : advised(advisor, request_for(SmallShop::customer(who))).items)
        scores.push_back(item.score);
    }
    return scores;
  };
  std::vector<double> live;
  {
    Advisor advisor = advisor_of(world.shop());
    const std::vector<double> silent = answers(advisor);
    some_events(advisor, 150);
    must(advisor.merge_customers(SmallShop::customer(45), SmallShop::customer(3)));
    live = answers(advisor);
    CHECK(live != silent);
  }
  {
    Advisor advisor = advisor_of(world.shop());  // the first wrote a snapshot when it ended
    CHECK(answers(advisor) == live);
    some_events(advisor, 50);
    live = answers(advisor);
    must(advisor.reload());
    CHECK(answers(advisor) == live);
  }
  std::filesystem::remove_all(world.shop() / "snapshot");
  CHECK(answers(advisor_of(world.shop())) == live);
}

TEST_CASE("a category that is given less often than the shop's products is lowered for gifts", "[feedback]") {
  LiveFeedback feedback;
  CHECK(feedback.gift_factor(ItemId{0}) == 1);
  feedback.put(ItemId{0}, in_category("milk", "Dairy"));
  feedback.put(ItemId{1}, in_category("vase", "Home"));
  const std::vector<HistoryEvent> bought(80, history_event_of(0, EventKind::purchase)),
      vases(10, history_event_of(1, EventKind::purchase));
  feedback.change("c1", {}, bought);
  feedback.change("c2", {}, vases);
  CHECK(feedback.gift_factor(ItemId{0}) == 1);  // nobody gives anything
  feedback.add_gifts(ItemId{1}, 10);
  CHECK(feedback.gift_factor(ItemId{1}) == 1);
  CHECK(feedback.gift_factor(ItemId{0}) == Approx((0 + 20 * 0.1) / (80 + 20) / 0.1));
  feedback.put(ItemId{1}, in_category("vase", "Dairy"));
  CHECK(feedback.gift_factor(ItemId{0}) == 1);
}
