// A SmallShop opened as an Advisor, as a program that embeds the library has it.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "moshaver/advisor.hpp"
#include "tests/advisor/small_shop.hpp"

namespace moshaver::testing {

inline constexpr std::int64_t test_now = 1'100 * std::int64_t{day};  // after all events of SmallShop

inline Advisor advisor_of(const std::filesystem::path& shop, std::int64_t now = test_now) {
  AdvisorOptions options;
  options.clock = [now] { return now; };
  auto opened = Advisor::open(shop, options);
  if (!opened) FAIL(opened.error().message);
  return std::move(*opened);
}
inline Advisor open_advisor(const SmallShop& world, const std::string& recipe) {
  world.train_shop(recipe);
  return advisor_of(world.shop());
}

inline Advice advised(const Advisor& advisor, const AdviceRequest& request) {
  auto advice = advisor.advise(request);
  if (!advice) FAIL(advice.error().message);
  return std::move(*advice);
}
inline AdviceRequest request_for(const std::string& customer, std::size_t count = 100) {
  AdviceRequest request;
  request.customer_id = customer;
  request.count = count;
  return request;
}
inline std::vector<std::string> ids_of(const Advice& advice) {
  std::vector<std::string> ids;
  for (const RecommendedItem& item : advice.items) ids.push_back(item.product_id);
  return ids;
}
inline std::size_t removed_by(const Advice& advice, const std::string& rule) {
  for (const Removed& removed : advice.removed) {
    if (removed.rule == rule) return removed.count;
  }
  return 0;
}
inline bool shows(const Advice& advice, const std::string& product) {
  const auto ids = ids_of(advice);
  return std::find(ids.begin(), ids.end(), product) != ids.end();
}

inline Event event_for(const std::string& customer, const std::string& product, const std::string& kind = "purchase") {
  Event event;
  event.customer_id = customer;
  event.product_id = product;
  event.kind = kind;
  return event;
}
inline EventResult record_one(Advisor& advisor, const Event& event) {
  auto results = advisor.record(std::span(&event, 1));
  if (!results) FAIL(results.error().message);
  REQUIRE(results->size() == 1);
  return results->front();
}
inline Product product_with(const std::string& id, std::optional<double> stock = {}) {
  Product product;
  product.product_id = id;
  product.title = "title of " + id;
  product.stock = stock;
  return product;
}
template <class T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().message);
  return std::move(*result);
}
inline void must(const Result<void>& result) {
  if (!result) FAIL(result.error().message);
}

}  // namespace moshaver::testing
