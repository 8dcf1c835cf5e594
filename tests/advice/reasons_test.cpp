#include "engine/advice/reasons.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

namespace {

const ProductNames names{[](ItemId item) { return item.row == 1 ? std::string_view("tea") : std::string_view("cup"); },
                         [](ItemId) { return std::string_view(); }};
const std::vector<Purchase> history = {{ItemId{1}, 0, 0, 1}, {ItemId{2}, 0, 1, 1}};

// Terms of a blend: two positive from the tea, one from popularity, one negative from the cup, and the base.
const std::vector<Contribution> blend = {{ReasonCode::similar_taste, ItemId{1}, 2.0F, 0},
                                         {ReasonCode::bought_together, ItemId{1}, 1.0F, 0},
                                         {ReasonCode::popular, ItemId{0}, 1.0F, 0},
                                         {ReasonCode::bought_together, ItemId{2}, -0.5F, 0},
                                         {ReasonCode::base, ItemId{0}, -7.0F, 0}};

}  // namespace

TEST_CASE("all terms from one past purchase become one reason, with the code of the largest term") {
  const auto reasons = make_reasons(blend, 3, history, names);
  REQUIRE(reasons.size() == 2);
  CHECK(reasons[0].product_id == "tea");
  CHECK(reasons[0].code == "similar_taste");
  CHECK(reasons[0].amount == Approx(3));
  CHECK(reasons[0].share == Approx(0.75));
  CHECK(reasons[1].code == "popular");
  CHECK(reasons[1].share == Approx(0.25));
}

TEST_CASE("reasons for customers hold neither the base nor negative terms") {
  for (const Reason& reason : make_reasons(blend, 10, history, names)) {
    CHECK(reason.code != "base");
    CHECK(reason.share > 0);
  }
  const std::vector<Contribution> against = {{ReasonCode::bought_together, ItemId{2}, -0.5F, 0},
                                             {ReasonCode::base, ItemId{0}, -7.0F, 0}};
  CHECK(make_reasons(against, 10, history, names).empty());
}

TEST_CASE("terms of one past purchase that cancel out give no reason") {
  const std::vector<Contribution> terms = {{ReasonCode::similar_taste, ItemId{1}, 1.0F, 0},
                                           {ReasonCode::popular, ItemId{0}, 0.5F, 0},
                                           {ReasonCode::bought_together, ItemId{1}, -1.0F, 0}};
  const auto reasons = make_reasons(terms, 10, history, names);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].code == "popular");
  CHECK(reasons[0].share == Approx(1));
}

TEST_CASE("an explanation lists every term, the base last, and they sum to the score") {
  const auto terms = make_terms(blend, history, names);
  REQUIRE(terms.size() == blend.size());
  double sum = 0;
  for (const Reason& term : terms) sum += term.amount;
  CHECK(sum == Approx(2.0 + 1.0 + 1.0 - 0.5 - 7.0));
  CHECK(terms.back().code == "base");
  CHECK(terms[0].share == Approx(0.5));
  CHECK(terms[3].share < 0);
}

// ---- sentences ----

namespace {

constexpr std::uint32_t day_in_seconds = 86'400;
// 2026-10-04 and 2026-10-01: 12 and 9 Mehr 1405.
constexpr std::uint32_t last_day = 20'730 * day_in_seconds + 36'000, day_before = 20'727 * day_in_seconds;

const std::vector<Purchase> nothing, liked = {{ItemId{1}, last_day, 0, 0}}, once = {{ItemId{1}, 0, 0, 1}},
                                     thrice = {{ItemId{1}, 0, 0, 1}, {ItemId{1}, 0, 1, 1}, {ItemId{1}, 0, 2, 1}},
                                     once_on = {{ItemId{1}, last_day, 0, 1}},
                                     twice_on = {{ItemId{1}, day_before, 0, 1}, {ItemId{1}, last_day, 1, 1}};

const ProductNames english{[](ItemId) { return std::string_view("p1"); },
                           [](ItemId) { return std::string_view("Green tea"); }, Language::english};
const ProductNames persian{[](ItemId) { return std::string_view("p1"); },
                           [](ItemId) { return std::string_view("Green tea"); }, Language::persian};

std::string sentence_of(ReasonCode code, float amount, const std::vector<Purchase>& bought, const ProductNames& in,
                        std::uint32_t customers = 0) {
  const std::vector<Contribution> terms = {{code, ItemId{1}, amount, customers}};
  const auto reasons = make_terms(terms, bought, in);
  REQUIRE(reasons.size() == 1);
  return reasons[0].text;
}

// Title as a Persian sentence has it.
std::string quoted(const std::string& title) { return "«\u2068" + title + "\u2069»"; }

}  // namespace

TEST_CASE("a reason says in English what the customer did, and what others did") {
  const auto say = [](ReasonCode code, float amount, const std::vector<Purchase>& bought, std::uint32_t others = 0) {
    return sentence_of(code, amount, bought, english, others);
  };
  const ReasonCode together = ReasonCode::bought_together, taste = ReasonCode::similar_taste,
                   again = ReasonCode::buy_again, people = ReasonCode::customers_like_you;
  CHECK(say(together, 1, nothing) == "customers who buy Green tea also buy this");
  CHECK(say(together, -1, nothing) == "customers who buy Green tea rarely buy this");
  CHECK(say(together, 1, liked) == "you liked Green tea; customers who buy it also buy this");
  CHECK(say(together, 1, once) == "you bought Green tea; customers who buy it also buy this");
  CHECK(say(together, 1, thrice) == "you bought Green tea 3 times; customers who buy it also buy this");
  CHECK(say(together, 1, once_on) == "you bought Green tea on 2026-10-04; customers who buy it also buy this");
  CHECK(say(together, -1, twice_on) ==
        "you bought Green tea 2 times, last on 2026-10-04; customers who buy it rarely buy this");
  CHECK(say(taste, 1, nothing) == "similar to Green tea");
  CHECK(say(taste, 1, liked) == "similar to Green tea, which you liked");
  CHECK(say(taste, 1, twice_on) == "similar to Green tea, which you bought 2 times, last on 2026-10-04");
  CHECK(say(taste, -1, once) == "unlike Green tea, which you bought");
  CHECK(say(again, 1, liked) == "you liked it");
  CHECK(say(again, 1, once_on) == "you bought it on 2026-10-04");
  CHECK(say(again, -1, twice_on) == "you bought it 2 times, last on 2026-10-04; you probably do not need it again yet");
  CHECK(say(again, -1, liked) == "you liked it");
  CHECK(say(people, 1, nothing, 1) == "1 customer with similar taste bought Green tea and this");
  CHECK(say(people, 1, liked, 2) == "you liked Green tea; 2 customers with similar taste bought it and this");
  CHECK(say(people, 1, once, 3) == "you bought Green tea; so did 3 customers with similar taste who also bought this");
  CHECK(say(ReasonCode::popular, 1, nothing) == "popular with our customers");
  CHECK(say(ReasonCode::popular, -1, nothing) == "fewer customers buy this than similar products");
  CHECK(say(ReasonCode::base, -1, nothing) == "the starting score of every product");
}

TEST_CASE("a reason says the same in Persian, with Persian digits and Jalali days") {
  const auto say = [](ReasonCode code, float amount, const std::vector<Purchase>& bought, std::uint32_t others = 0) {
    return sentence_of(code, amount, bought, persian, others);
  };
  const std::string tea = quoted("Green tea");
  const ReasonCode together = ReasonCode::bought_together, taste = ReasonCode::similar_taste,
                   again = ReasonCode::buy_again, people = ReasonCode::customers_like_you;
  CHECK(say(together, 1, nothing) == "کسانی که " + tea + " را می‌خرند، این را هم می‌خرند");
  CHECK(say(together, 1, liked) ==
        "شما " + tea +
            " را پسندیده‌اید؛ کسانی که آن را می‌خرند، این را هم "
            "می‌خرند");
  CHECK(
      say(together, 1, once_on) ==
      "شما " + tea +
          " را در ۱۲ مهر ۱۴۰۵ خریدید؛ کسانی که آن را می‌خرند، این را هم "
          "می‌خرند");
  CHECK(say(together, 1, twice_on) ==
        "شما " + tea +
            " را ۲ بار خریده‌اید، آخرین بار در ۱۲ مهر ۱۴۰۵؛ کسانی که آن "
            "را "
            "می‌خرند، "
            "این را هم می‌خرند");
  CHECK(
      say(together, -1, thrice) ==
      "شما " + tea +
          " را ۳ بار خریده‌اید؛ کسانی که آن را می‌خرند، کمتر سراغ این "
          "می‌آیند");
  CHECK(say(taste, 1, once_on) == "شبیه " + tea + " است که در ۱۲ مهر ۱۴۰۵ خریدید");
  CHECK(say(taste, -1, nothing) == "با " + tea + " فرق دارد");
  CHECK(say(again, 1, thrice) == "شما این را ۳ بار خریده‌اید");
  CHECK(say(again, -1, once_on) == "شما این را در ۱۲ مهر ۱۴۰۵ خریدید؛ احتمالاً فعلاً دوباره به آن نیاز ندارید");
  CHECK(say(people, 1, once, 1) == "شما " + tea +
                                       " را خریده‌اید؛ یکی از مشتریان هم‌سلیقهٔ شما هم آن را خریده است "
                                       "و "
                                       "هم "
                                       "این "
                                       "را");
  CHECK(say(people, 1, nothing, 12) == "۱۲ نفر از مشتریان هم‌سلیقهٔ شما هم " + tea +
                                           " را خریده‌اند و هم این را");
  CHECK(say(ReasonCode::popular, 1, nothing) == "بین مشتریان ما پرطرفدار است");
}

TEST_CASE("the sum of the smaller reasons is told in the language of the answer") {
  std::vector<Contribution> terms;
  for (std::uint32_t row = 0; row < 15; ++row) terms.push_back({ReasonCode::bought_together, ItemId{row}, 1.0F, 0});
  const auto in_english = make_reasons(terms, 3, history, english),
             in_persian = make_reasons(terms, 3, history, persian);
  CHECK(in_english.back().text == "12 smaller reasons");
  CHECK(in_persian.back().text == "۱۲ دلیل کوچک‌تر دیگر");
  for (std::size_t at = 0; at < in_english.size(); ++at) {
    CHECK(in_english[at].code == in_persian[at].code);
    CHECK(in_english[at].amount == in_persian[at].amount);
    CHECK(in_english[at].last_bought == in_persian[at].last_bought);  // evidence is for programs: ISO 8601
  }
}

TEST_CASE("a reason that rests on the product itself says only what the customer did with it") {
  ProductNames of_itself = english, another = english;
  of_itself.shown = ItemId{1};
  another.shown = ItemId{2};
  for (const ReasonCode code :
       {ReasonCode::bought_together, ReasonCode::similar_taste, ReasonCode::customers_like_you}) {
    CHECK(sentence_of(code, 1, twice_on, of_itself, 3) == "you bought it 2 times, last on 2026-10-04");
    CHECK(sentence_of(code, 1, twice_on, another, 3).find("you bought it") == std::string::npos);
  }
  of_itself.language = Language::persian;
  CHECK(sentence_of(ReasonCode::similar_taste, 1, once_on, of_itself) == "شما این را در ۱۲ مهر ۱۴۰۵ خریدید");
}

TEST_CASE("the usual size and a gift's taste are told in the language of the answer") {
  CHECK(usual_size("XL", Language::english).text == "in your usual size, XL");
  CHECK(usual_size("XL", Language::persian).text == "در سایز همیشگی شما، \u2068XL\u2069");
  const auto reasons = gift_reasons(make_reasons(blend, 3, history, english), {}, "another", false, Language::persian);
  REQUIRE(reasons.size() == 2);
  CHECK(reasons[0].text == "با سلیقهٔ او جور است");
  CHECK(reasons[0].title.empty());
}
