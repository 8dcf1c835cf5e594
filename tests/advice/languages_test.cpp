// Answers in Persian and English: titles, reasons, and who chooses the language.
#include <algorithm>

#include "moshaver/advisor.hpp"
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

const std::string customer = SmallShop::customer(4);

AdviceRequest request_in(const std::string& language) {
  AdviceRequest request = request_for(customer);
  request.context.language = language;
  return request;
}

// All products but the last have a title in both languages.
Advisor bilingual(const SmallShop& world, const std::string& recipe) {
  Advisor advisor = open_advisor(world, recipe);
  for (std::size_t at = 0; at + 1 < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at));
    product.title_fa = "کالای " + SmallShop::product(at);
    must(advisor.put_product(product));
  }
  must(advisor.put_product(product_with(SmallShop::product(SmallShop::products - 1))));
  return advisor;
}

}  // namespace

TEST_CASE("an answer in Persian has the Persian titles, in the products and in their reasons") {
  const SmallShop world;
  const Advisor advisor = bilingual(world, "item-item");
  const std::string last = SmallShop::product(SmallShop::products - 1);
  const Advice english = advised(advisor, request_in("en")), persian = advised(advisor, request_in("fa"));
  REQUIRE(english.items.size() == persian.items.size());
  std::size_t reasons = 0;
  for (std::size_t at = 0; at < english.items.size(); ++at) {
    const RecommendedItem &one = english.items[at], &other = persian.items[at];
    CHECK(one.product_id == other.product_id);
    CHECK(one.score == other.score);
    CHECK(one.title == "title of " + one.product_id);
    // Without a Persian title there is the other.
    CHECK(other.title == (other.product_id == last ? one.title : "کالای " + one.product_id));
    REQUIRE(one.reasons.size() == other.reasons.size());
    for (std::size_t reason = 0; reason < one.reasons.size(); ++reason) {
      if (one.reasons[reason].product_id.empty()) continue;
      ++reasons;
      CHECK_THAT(one.reasons[reason].text, Contains("title of ") && Contains("customers who buy it"));
      CHECK_THAT(other.reasons[reason].text,
                 Contains("کالای ") && Contains("کسانی که آن را می‌خرند"));
      CHECK_THAT(other.reasons[reason].text, !Contains("title of "));
    }
  }
  CHECK(reasons > 2);
}

TEST_CASE("without a language an answer is in English") {
  const SmallShop world;
  const Advisor advisor = bilingual(world, "item-item");
  const Advice none = advised(advisor, request_in("")), english = advised(advisor, request_in("EN"));
  REQUIRE_FALSE(none.items.empty());
  for (std::size_t at = 0; at < none.items.size(); ++at) {
    CHECK(none.items[at].title == english.items[at].title);
    for (std::size_t reason = 0; reason < none.items[at].reasons.size(); ++reason)
      CHECK(none.items[at].reasons[reason].text == english.items[at].reasons[reason].text);
  }
}

TEST_CASE("a language without texts is refused, with the field") {
  const SmallShop world;
  const Advisor advisor = bilingual(world, "popular");
  const auto advice = advisor.advise(request_in("de"));
  REQUIRE_FALSE(advice);
  CHECK(advice.error().code == ErrorCode::invalid_argument);
  CHECK(advice.error().field == "context.language");
}

TEST_CASE("an explanation is in the language that it is asked for in") {
  const SmallShop world;
  const Recommender recommender = world.from_shop("item-item");
  const std::string product = SmallShop::product(SmallShop::withheld(4));
  const Explanation english = must(recommender.explain(customer, product)),
                    persian = must(recommender.explain(customer, product, "fa"));
  REQUIRE(english.item.reasons.size() == persian.item.reasons.size());
  CHECK_THAT(english.item.reasons[0].text, Contains("you bought"));
  CHECK_THAT(persian.item.reasons[0].text, Contains("شما «"));
  const auto refused = recommender.explain(customer, product, "de");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().field == "context.language");
}

TEST_CASE("a model without a shop speaks both languages too") {
  const SmallShop world;
  const Recommender recommender = world.from_files("item-item");
  const Advice persian = must(recommender.advise(request_in("fa")));
  REQUIRE_FALSE(persian.items.empty());
  REQUIRE_FALSE(persian.items[0].reasons.empty());
  CHECK_THAT(persian.items[0].reasons[0].text, Contains("شما «"));
}

TEST_CASE("without a language in the request, the customer's own is spoken, from the next answer on") {
  const SmallShop world;
  Advisor advisor = bilingual(world, "item-item");
  const auto first_title = [&](const std::string& language) {
    return advised(advisor, request_in(language)).items.at(0).title;
  };
  CHECK_THAT(first_title(""), Contains("title of "));
  Customer record;
  record.customer_id = customer;
  record.language = "fa-IR";
  must(advisor.put_customer(record));
  CHECK_THAT(first_title(""), Contains("کالای "));
  CHECK_THAT(first_title("en"), Contains("title of "));
  record.language = "de";  // no texts in it
  must(advisor.put_customer(record));
  CHECK_THAT(first_title(""), Contains("title of "));
}
