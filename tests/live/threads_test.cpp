// Many threads on one open shop. Also runs under ThreadSanitizer: cmake --preset tsan.
#include <atomic>
#include <set>
#include <thread>

#include "engine/live/commit_queue.hpp"
#include "engine/parallel/atomic_snapshot.hpp"
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;

TEST_CASE("while the model is switched, each answer comes from one model, the old or the new", "[threads]") {
  const SmallShop world;
  const std::string first = world.train_shop("popular").model_id, second = world.train_shop("item-item").model_id;
  Advisor advisor = advisor_of(world.shop());
  must(advisor.switch_model(first));
  const Advice by_first = advised(advisor, request_for(SmallShop::customer(4), 5));
  must(advisor.switch_model(second));
  const Advice by_second = advised(advisor, request_for(SmallShop::customer(4), 5));
  REQUIRE(ids_of(by_first) != ids_of(by_second));

  std::atomic<bool> running = true;
  std::atomic<int> wrong = 0, of_first = 0, of_second = 0;
  const auto ask = [&] {
    while (running) {
      const auto answer = advisor.advise(request_for(SmallShop::customer(4), 5));
      const bool is_first = answer && answer->model_id == first, is_second = answer && answer->model_id == second;
      if (!(is_first && ids_of(*answer) == ids_of(by_first)) && !(is_second && ids_of(*answer) == ids_of(by_second))) {
        ++wrong;
      }
      of_first += is_first;
      of_second += is_second;
    }
  };
  std::thread one(ask), two(ask);
  int failed = 0;
  for (int turn = 0; turn < 40 || (turn < 4'000 && (of_first == 0 || of_second == 0)); ++turn) {
    failed += advisor.switch_model(turn % 2 == 0 ? first : second) ? 0 : 1;
  }
  running = false;
  one.join();
  two.join();
  CHECK(wrong == 0);
  CHECK(failed == 0);
  CHECK(of_first > 0);
  CHECK(of_second > 0);
}

TEST_CASE("a model that was switched to stays in use while another thread follows models/current", "[threads]") {
  const SmallShop world;
  const std::string models[] = {world.train_shop("popular").model_id, world.train_shop("item-item").model_id};
  Advisor advisor = advisor_of(world.shop());
  std::atomic<bool> running = true;
  std::atomic<int> failed = 0, followed = 0;
  std::thread follower([&] {
    while (running) {
      const auto changed = advisor.follow_model();
      failed += changed ? 0 : 1;
      followed += changed && *changed ? 1 : 0;
    }
  });
  int replaced = 0;
  for (int turn = 0; turn < 200; ++turn) {
    must(advisor.switch_model(models[turn % 2]));
    replaced += advisor.model().id == models[turn % 2] ? 0 : 1;
  }
  running = false;
  follower.join();
  CHECK(replaced == 0);
  CHECK(followed == 0);
  CHECK(failed == 0);
}

TEST_CASE("each thread that writes events and products sees its own writes in its next answer", "[threads]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  std::atomic<int> wrong = 0;
  const auto shop_for = [&](int who) {
    const std::string customer = numbered("writer-", static_cast<std::size_t>(who));
    const std::string own_product = numbered("sku-own-", static_cast<std::size_t>(who));
    for (std::size_t what = 0; what < SmallShop::products; ++what) {
      const Event event = event_for(customer, SmallShop::product(what));
      const auto results = advisor.record(std::span(&event, 1));
      const auto answer = advisor.advise(request_for(customer));
      if (!results || results->front().status != EventStatus::stored) ++wrong;
      if (!answer || shows(*answer, SmallShop::product(what))) ++wrong;
      const bool in_stock = what % 2 == 0;
      if (!advisor.put_product(product_with(own_product, in_stock ? 1 : 0))) ++wrong;
      const auto after = advisor.advise(request_for(customer));
      if (!after || shows(*after, own_product) != in_stock) ++wrong;
    }
    const auto profile = advisor.customer(customer);
    if (!profile || profile->products != SmallShop::products) ++wrong;
  };
  std::vector<std::thread> threads;
  for (int who = 0; who < 6; ++who) threads.emplace_back(shop_for, who);
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("a replaced value is freed when its last reader releases it", "[threads]") {
  auto old = std::make_shared<const int>(1);
  const std::weak_ptr<const int> watched = old;
  AtomicSnapshot<int> published(std::move(old));
  auto reading = published.get();
  published.set(std::make_shared<const int>(2));
  CHECK(*reading == 1);
  CHECK_FALSE(watched.expired());
  reading.reset();
  CHECK(watched.expired());
  CHECK(*published.get() == 2);
}

TEST_CASE("the thread that replaces a value waits for its readers, up to a time limit", "[threads]") {
  auto value = std::make_shared<const int>(1);
  std::atomic<bool> read = false;
  std::thread reader([held = value, &read]() mutable {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    read = true;
    held.reset();
  });
  wait_for_readers(value, std::chrono::seconds(30));
  CHECK(read);
  CHECK(value.use_count() == 1);
  reader.join();
  const auto kept = value;
  wait_for_readers(value, std::chrono::milliseconds(3));
  CHECK(value.use_count() == 2);
}

TEST_CASE("jobs that arrive during a commit are done together in the next commit, each exactly once", "[threads]") {
  CommitQueue<int> queue;
  std::atomic<int> commits = 0, jobs_done = 0, inside = 0, overlaps = 0;
  const auto commit = [&](std::span<int* const> jobs) {
    overlaps += ++inside > 1;
    ++commits;
    for (int* job : jobs) *job += 1;
    jobs_done += static_cast<int>(jobs.size());
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    --inside;
  };
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int at = 0; at < 8; ++at) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        int job = 0;
        queue.run(job, commit);
        wrong += job != 1;
      }
    });
  }
  queue.alone([&] {
    overlaps += ++inside > 1;
    --inside;
    return true;
  });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(overlaps == 0);
  CHECK(jobs_done == 160);
  CHECK(commits < 160);
}
