// The sentences for rules, effects, needs and money: engine/advice/texts.hpp.
#include "engine/advice/texts.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <set>

#include "engine/advice/rules/rules.hpp"

using namespace moshaver;

namespace {

constexpr std::array both = {Language::english, Language::persian};

}  // namespace

TEST_CASE("every rule has a sentence in every language") {
  std::set<std::string> names = {"min_confidence"};
  for (const ShopRule* rule : shop_rules()) names.insert(rule->name);
  for (const CustomerRule* rule : customer_rules()) names.insert(rule->name);
  CHECK(names.size() > 15);
  // What else may speak against a product: DESIGN section 6.
  for (const char* code : {"owned", "not_due", "returned_before", "disliked", "complaint_open", "often_returned",
                           "weak_fit", "arrives_late", "no_slot", "over_budget", "outside_contract", "not_for_you",
                           "not_available_now", "withdrawn", "variant", "frequency_cap"}) {
    names.insert(code);
  }
  for (const std::string& name : names) {
    for (const Language language : both) {
      CAPTURE(name);
      CHECK(Messages::of(language).has("rule." + name));
    }
  }
}

TEST_CASE("every effect of an event and every need of a level has a sentence in every language") {
  for (const Language language : both) {
    for (const char* changes : {"none", "history", "hidden", "shown_again", "promotion_paused", "promotion_resumed",
                                "demoted", "gift", "label"}) {
      CAPTURE(changes);
      CHECK(effect_text(language, changes).ends_with("."));
    }
    for (const char* need : {"history", "confidence", "stock", "prices", "region", "feedback", "lead_days", "slots",
                             "consent", "complaints", "surveys", "occasions"}) {
      CAPTURE(need);
      CHECK(need_text(language, need).ends_with("."));
    }
  }
}

TEST_CASE("a rule's sentence names the days and prices that it is given") {
  const MessageTime arrives = day_of("2026-12-03"), needed = day_of("2026-12-01");
  CHECK(rule_text(Language::english, "arrives_late", {{"arrives_by", arrives}, {"need_by", needed}}) ==
        "arrives by Thursday 3 December, and you need it by Tuesday 1 December");
  CHECK(rule_text(Language::persian, "arrives_late", {{"arrives_by", arrives}, {"need_by", needed}}) ==
        "پنجشنبه ۱۲ آذر به دست شما می‌رسد، ولی آن را تا سه‌شنبه ۱۰ آذر لازم "
        "دارید");
  const std::string price = money_text(Language::english, 120'000, "IRR"), budget = "100,000 rials";
  CHECK(rule_text(Language::english, "over_budget", {{"price", price}, {"budget", budget}}) ==
        "costs 120,000 rials, and your budget is 100,000 rials");
}

TEST_CASE("a rule without details, or without a sentence for them, is told in general") {
  CHECK(rule_text(Language::english, "over_budget") == "above your budget");
  CHECK(rule_text(Language::persian, "out_of_stock") == "فعلاً موجود نیست");
  CHECK(rule_text(Language::english, "hidden", {{"price", 3.0}}) == "you asked not to see it");
}

TEST_CASE("an amount of money has the digits of the language and the currency's name") {
  CHECK(money_text(Language::english, 1'234'567, "IRR") == "1,234,567 rials");
  CHECK(money_text(Language::persian, 1'234'567, "IRR") == "۱٬۲۳۴٬۵۶۷ ریال");
  CHECK(money_text(Language::english, 12.5, "GBP") == "12.5 GBP");
  CHECK(money_text(Language::persian, 12.5, "GBP") == "۱۲٫۵ \u2068GBP\u2069");
  CHECK(money_text(Language::english, 99, "") == "99");
}

TEST_CASE("days, sizes, gifts and occasions have sentences in both languages") {
  const MessageTime due = day_of("2026-12-03");
  const auto say = [](Language language, const char* key, std::initializer_list<MessageArgument> arguments) {
    return Messages::of(language).text(key, arguments);
  };
  CHECK(say(Language::english, "due.own", {{"days", std::int64_t{30}}, {"due_on", due}}) ==
        "you usually buy it every 30 days; it is due on Thursday 3 December");
  CHECK(say(Language::persian, "due.own", {{"days", std::int64_t{30}}, {"due_on", due}}) ==
        "شما معمولاً هر ۳۰ روز یک بار این را می‌خرید؛ نوبت بعدی پنجشنبه ۱۲ آذر "
        "است");
  CHECK(say(Language::english, "fit.size", {{"size", std::string_view("XL")}}) == "in your usual size, XL");
  CHECK(say(Language::persian, "fit.size", {{"size", std::string_view("XL")}}) == "در سایز همیشگی شما، \u2068XL\u2069");
  CHECK(say(Language::persian, "occasion.order_by", {{"order_by", due}}) ==
        "اگر تا پنجشنبه ۱۲ آذر سفارش بدهید، به‌موقع می‌رسد");
  CHECK(say(Language::persian, "item.slot", {{"slot", MessageTime{due.seconds + 10 * 3'600 + 30 * 60}}}) ==
        "اولین وقت خالی: پنجشنبه ۱۲ آذر، ساعت ۱۰:۳۰");
  CHECK(say(Language::english, "item.slot", {{"slot", MessageTime{due.seconds + 9 * 3'600}}}) ==
        "first free appointment: Thursday 3 December, 09:00");
}
