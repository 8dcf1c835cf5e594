// A product is shown to a customer at most so often in so many days, if shop.toml says so.
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

const std::string tea_drinker = SmallShop::customer(4);

// A product is shown twice in a week.
void set_cap(const SmallShop& world) {
  world.train_shop("item-item");
  put_bytes(world.shop() / "shop.toml", "[frequency_cap]\nshown = 2\ndays = 7\n");
}

Event shown(const std::string& product, std::int64_t time) {
  Event event = event_for(tea_drinker, product, "shown");
  event.timestamp = std::to_string(time);
  return event;
}

}  // namespace

TEST_CASE("an answer counts as shown, and after the cap the next products come", "[frequency_cap]") {
  const SmallShop world;
  set_cap(world);
  Advisor advisor = advisor_of(world.shop());
  const auto first = ids_of(advised(advisor, request_for(tea_drinker, 2)));
  CHECK(ids_of(advised(advisor, request_for(tea_drinker, 2))) == first);
  const Advice third = advised(advisor, request_for(tea_drinker, 2));
  CHECK(removed_by(third, "frequency_cap") == 2);
  CHECK(third.items.size() == 2);
  for (const std::string& id : ids_of(third)) CHECK(std::find(first.begin(), first.end(), id) == first.end());
  // Others, and who asks about a product, are not affected.
  CHECK(removed_by(advised(advisor, request_for(SmallShop::customer(6))), "frequency_cap") == 0);
  AdviceRequest trending = request_for(tea_drinker);
  trending.placement = Placement::trending;
  CHECK(removed_by(advised(advisor, trending), "frequency_cap") == 0);
  // Seven days later they are shown again.
  AdviceRequest later = request_for(tea_drinker, 2);
  later.context.now = std::to_string(test_now + 7 * std::int64_t{day});
  CHECK(ids_of(advised(advisor, later)) == first);
}

TEST_CASE("shown events count once beside the answers that they tell of, and survive a restart", "[frequency_cap]") {
  const SmallShop world;
  set_cap(world);
  std::string best;
  {
    Advisor advisor = advisor_of(world.shop());
    best = ids_of(advised(advisor, request_for(tea_drinker, 1))).front();
    record_one(advisor, shown(best, test_now));  // the same showing
    CHECK(ids_of(advised(advisor, request_for(tea_drinker, 1))).front() == best);
    CHECK(removed_by(advised(advisor, request_for(tea_drinker, 1)), "frequency_cap") == 1);
  }
  Advisor advisor = advisor_of(world.shop());
  CHECK(removed_by(advised(advisor, request_for(tea_drinker)), "frequency_cap") == 0);
  record_one(advisor, shown(best, test_now - 6 * std::int64_t{day}));
  CHECK(removed_by(advised(advisor, request_for(tea_drinker)), "frequency_cap") == 1);
  Advisor again = advisor_of(world.shop());
  CHECK(removed_by(advised(again, request_for(tea_drinker)), "frequency_cap") == 1);
}

TEST_CASE("without a cap nothing is counted", "[frequency_cap]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  const auto first = ids_of(advised(advisor, request_for(tea_drinker)));
  for (int at = 0; at < 20; ++at) CHECK(ids_of(advised(advisor, request_for(tea_drinker))) == first);
}
