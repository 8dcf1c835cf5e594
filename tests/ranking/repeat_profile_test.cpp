#include "engine/ranking/repeat_profile.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace moshaver;

namespace {

std::map<std::uint32_t, double> profile_of(const std::vector<Purchase>& history, const RepeatPart& part) {
  std::map<std::uint32_t, double> profile;
  std::uint32_t last = 0;
  for (const ProfileEntry& entry : repeat_profile(history, part)) {
    CHECK((profile.empty() || entry.item.row > last));
    profile[last = entry.item.row] = entry.weight;
  }
  return profile;
}

RepeatPart part_of(std::uint32_t groups, float basket_decay, float group_decay) {
  RepeatPart part;
  part.groups = groups;
  part.basket_decay = basket_decay;
  part.group_decay = group_decay;
  return part;
}

constexpr ItemId tea{4}, cup{2}, jam{9};

}  // namespace

TEST_CASE("a repeat profile of three baskets in two groups equals the one computed by hand") {
  // The first group is basket 0, the second baskets 1 and 2. Weights: .1 / 2 / 1, .5 / 2 / 2 and 1 / 2 / 2.
  const std::vector<Purchase> history = {{tea, 0, 0}, {cup, 0, 1}, {tea, 0, 2}, {jam, 0, 2}, {jam, 0, 2}};
  const auto profile = profile_of(history, part_of(2, 0.5F, 0.1F));
  REQUIRE(profile.size() == 3);
  CHECK(profile.at(tea.row) == Approx(0.05 + 0.25));
  CHECK(profile.at(cup.row) == Approx(0.125));
  CHECK(profile.at(jam.row) == Approx(0.25));  // twice in one basket counts once
}

TEST_CASE("fewer baskets than groups make groups of one") {
  const auto profile = profile_of({{tea, 0, 0}, {cup, 0, 1}}, part_of(7, 0.9F, 0.5F));
  CHECK(profile.at(tea.row) == Approx(0.5 / 2));
  CHECK(profile.at(cup.row) == Approx(1.0 / 2));
}

TEST_CASE("without decay a profile is the share of baskets with the product") {
  const auto profile = profile_of({{tea, 0, 0}, {tea, 0, 1}, {cup, 0, 1}, {tea, 0, 2}, {jam, 0, 3}}, part_of(1, 1, 1));
  CHECK(profile.at(tea.row) == Approx(3.0 / 4));
  CHECK(profile.at(cup.row) == Approx(1.0 / 4));
}

TEST_CASE("an empty history has an empty profile, and a single basket has weight 1") {
  CHECK(repeat_profile({}, RepeatPart{}).empty());
  CHECK(profile_of({{tea, 0, 0}}, RepeatPart{}).at(tea.row) == 1);
}
