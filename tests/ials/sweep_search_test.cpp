#include "models/ials/sweep_search.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

namespace {

// Six tastes of ten products each; each user has seven products of one taste, in an order of their own.
Histories taste_histories(std::uint32_t users) {
  Histories histories;
  histories.item_count = 60;
  for (std::uint32_t user = 0; user < users; ++user) {
    for (std::uint32_t at = 0; at < 7; ++at) {
      histories.purchases.push_back({ItemId{user % 6 * 10 + (user / 6 * 3 + at) % 10}, 0, at, 1});
    }
    histories.offsets.push_back(histories.purchases.size());
  }
  return histories;
}

IalsConfig small_config() {
  IalsConfig config;
  config.dim = 8;
  config.sweeps = 30;
  config.unobserved_weight = 0.1;
  return config;
}

}  // namespace

TEST_CASE("early stopping stops when more sweeps do not help, and finds the same number with 1 and 2 threads") {
  const Histories histories = taste_histories(300);
  std::size_t reports = 0;
  TrainingRun run;
  run.threads = 1;
  run.progress = [&](const Progress& progress) {
    CHECK(progress.stage.starts_with("early stopping: iALS sweep"));
    ++reports;
  };
  const std::size_t sweeps = find_sweeps(histories, small_config(), run);
  CHECK(reports > 0);
  CHECK(sweeps >= 1);
  CHECK(sweeps < 28);  // six tastes are found perfectly within a few sweeps
  run.threads = 2;
  CHECK(find_sweeps(histories, small_config(), run) == sweeps);
}

TEST_CASE("if nothing can be held out, early stopping makes all sweeps") {
  Histories histories;
  histories.item_count = 3;
  histories.purchases = {{ItemId{1}, 0, 0, 1}};
  histories.offsets = {0, 1};
  CHECK(find_sweeps(histories, small_config(), {}) == 30);
}
