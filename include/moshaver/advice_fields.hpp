// The fields of requests and answers: their names, limits and meanings, as JSON, OpenAPI and checks have them.
#pragma once

#include "moshaver/advice.hpp"
#include "moshaver/advisor.hpp"

namespace moshaver {

inline constexpr FieldRule rule_of_count = rules::between(1, 1'000);

template <>
inline constexpr auto fields_of<AdviceFilters> = std::tuple{
    Field{"category", &AdviceFilters::category, rules::text, "this category and those below it: Food > Tea"},
    Field{"brand", &AdviceFilters::brands, rules::texts, "any of these brands"},
    Field{"tags", &AdviceFilters::tags, rules::texts, "any of these tags"},
    Field{"price_min", &AdviceFilters::price_min, rules::money, "this price or more"},
    Field{"price_max", &AdviceFilters::price_max, rules::money, "this price or less"},
    Field{"include", &AdviceFilters::include, rules::ids, "only these products"},
    Field{"exclude", &AdviceFilters::exclude, rules::ids, "none of these products"},
    Field{"min_confidence", &AdviceFilters::min_confidence, rules::share, "leaves out products with less confidence"}};

template <>
inline constexpr auto fields_of<TimeRange> = std::tuple{Field{"from", &TimeRange::from, rules::time, "from then on"},
                                                        Field{"until", &TimeRange::until, rules::time, "before then"}};

template <>
inline constexpr auto fields_of<AdviceContext> = std::tuple{
    Field{"now", &AdviceContext::now, rules::time, "the time of the request; the clock's when not given"},
    Field{"need_by", &AdviceContext::need_by, rules::time, "the day on which it must be there"},
    Field{"region", &AdviceContext::region, rules::text, "where it must be delivered; the customer's when not given"},
    Field{"budget", &AdviceContext::budget, rules::without_zero(rules::money),
          "what may be spent; leaves out what has no price"},
    Field{"budget_scope", &AdviceContext::budget_scope, rules::one_of,
          "what the budget is for: each item, or the whole list"},
    Field{"currency", &AdviceContext::currency, rules::text, "of the budget; only the shop's is accepted"},
    Field{"at", &AdviceContext::at, rules::record, "when a service is wanted"},
    Field{"recipient_id", &AdviceContext::recipient_id, rules::id, "whom a gift is for"},
    Field{"account_id", &AdviceContext::account_id, rules::id, "the organisation that the customer buys for"},
    Field{"cart", &AdviceContext::cart, rules::ids, "products in the cart: not recommended again"},
    Field{"language", &AdviceContext::language, rules::word(languages), "of texts; the customer's when not given"}};

template <>
inline constexpr auto fields_of<AdviceRequest> = std::tuple{
    Field{"customer_id", &AdviceRequest::customer_id, rules::id, "the customer"},
    Field{"history", &AdviceRequest::history, rules::ids, "products bought, the oldest first, instead of a customer"},
    Field{"product_id", &AdviceRequest::product_id, rules::id,
          "the product that similar, alternatives and complements are asked about"},
    Field{"placement", &AdviceRequest::placement, rules::one_of, "what kind of list"},
    Field{"count", &AdviceRequest::count, rule_of_count, "products wanted"},
    Field{"include_purchased", &AdviceRequest::include_purchased, rules::flag,
          "recommends what the customer has bought too"},
    Field{"max_reasons", &AdviceRequest::max_reasons, rules::count, "reasons for each product, at most"},
    Field{"diversity", &AdviceRequest::diversity, rules::share,
          "0: by score alone, 1: as different as can be; the model's when not given"},
    Field{"filters", &AdviceRequest::filters, rules::record, "what may be recommended"},
    Field{"context", &AdviceRequest::context, rules::record, "the situation of the request"}};

template <>
inline constexpr auto fields_of<Reason> = std::tuple{
    Field{"code", &Reason::code, rules::required(rules::text),
          "bought_together, similar_taste, buy_again, customers_like_you, popular or other"},
    Field{"share", &Reason::share, rules::required(rules::number), "of all that raises the score"},
    Field{"amount", &Reason::amount, rules::required(rules::number), "its part of the score"},
    Group{"evidence",
          std::tuple{Field{"product_id", &Reason::product_id, rules::id, "the past purchase"},
                     Field{"title", &Reason::title, rules::text, "its title"},
                     Field{"times", &Reason::times, rules::count, "orders that held it"},
                     Field{"last_bought", &Reason::last_bought, rules::text, "the day of the last one"},
                     Field{"customers", &Reason::customers, rules::count, "similar customers behind the reason"},
                     Field{"terms", &Reason::terms, rules::count, "terms of the score that `other` sums up"}},
          "what the reason rests on"},
    Field{"text", &Reason::text, rules::required(rules::text), "a sentence for the customer"}};

template <>
inline constexpr auto fields_of<RecommendedItem> =
    std::tuple{Field{"product_id", &RecommendedItem::product_id, rules::required(rules::id), "the product"},
               Field{"title", &RecommendedItem::title, rules::text, "its title"},
               Field{"rank", &RecommendedItem::rank, rules::required(rules::count), "1 is the best"},
               Field{"price", &RecommendedItem::price, rules::money, "what this customer pays"},
               Field{"score", &RecommendedItem::score, rules::required(rules::number),
                     "higher is better; comparable within one answer"},
               Field{"confidence", &RecommendedItem::confidence, rules::share,
                     "the probability that the customer buys it within the model's window"},
               Field{"arrives_by", &RecommendedItem::arrives_by, rules::text, "the day on which it is there"},
               Field{"slot", &RecommendedItem::slot, rules::text, "of a service: when its first free slot begins"},
               Field{"due_on", &RecommendedItem::due_on, rules::text, "the day on which the customer needs it again"},
               Field{"sponsored", &RecommendedItem::sponsored, rules::flag,
                     "its maker pays to be shown; that did not raise its rank"},
               Field{"reasons", &RecommendedItem::reasons, rules::record, "the largest first"}};

template <>
inline constexpr auto fields_of<UpcomingOccasion> = std::tuple{
    Field{"customer_id", &UpcomingOccasion::customer_id, rules::required(rules::id), "who is to be told"},
    Field{"occasion", &UpcomingOccasion::occasion, rules::required(rules::text), "its name"},
    Field{"source", &UpcomingOccasion::source, rules::required(rules::word(occasion_sources)),
          "why it is listed: it was given, is a birthday, or a gift was given a year before"},
    Field{"date", &UpcomingOccasion::date, rules::required(rules::text), "the next one, ISO 8601"},
    Field{"days", &UpcomingOccasion::days, rules::required(rules::count), "until then; 0 is today"},
    Field{"recipient_id", &UpcomingOccasion::recipient_id, rules::id, "whom a gift is for"},
    Field{"order_by", &UpcomingOccasion::order_by, rules::text,
          "the last day on which something in stock can be ordered and still arrives in time; not there when it is too "
          "late or not known"},
    Field{"text", &UpcomingOccasion::text, rules::required(rules::text), "a sentence for the customer"},
    Field{"advice_id", &UpcomingOccasion::advice_id, rules::text, "of the items: send it back with events"},
    Field{"items", &UpcomingOccasion::items, rules::record,
          "gifts for the recipient, or advice for the customer, the best first"}};

template <>
inline constexpr auto fields_of<UpcomingOccasions> = std::tuple{
    Field{"occasions", &UpcomingOccasions::occasions, rules::required(rules::record), "by date"},
    Field{"all", &UpcomingOccasions::all, rules::required(rules::flag), "false: there are more than are listed"}};

template <>
inline constexpr auto fields_of<Advice> = std::tuple{
    Field{"customer_id", &Advice::customer_id, rules::id, "the customer"},
    Field{"advice_id", &Advice::advice_id, rules::required(rules::text),
          "send it back with events that follow from this answer"},
    Field{"known", &Advice::known, rules::required(rules::flag),
          "whether the customer has a history; else the answer is what is popular"},
    Field{"model", &Advice::model_id, rules::required(rules::text), "the model that answered"},
    Field{
        "level", &Advice::level, rules::required(rules::between(0, 4)),
        "0: a ranking; 1: it says how sure it is; 2: it can be delivered and paid; 3: it uses the customer's feedback"},
    Field{"next_level_needs", &Advice::next_level_needs, rules::required(rules::texts),
          "what is missing for the next level"},
    Field{"items", &Advice::items, rules::required(rules::record), "the best first"},
    Field{"total", &Advice::total, rules::money, "the sum of the prices, if all are known"},
    Field{"removed", &Advice::removed, rules::required(rules::record), "how many products each rule took out"},
    Field{"ignored", &Advice::ignored, rules::ids, "products of the request that the shop does not know"},
    Field{"back_on", &Advice::back_on, rules::text, "of the product asked about, if it is sold out: when it is back"},
    Field{"margin_moved", &Advice::margin_moved, rules::count, "items that the margin moved among equal fits"}};

template <>
inline constexpr auto fields_of<Explanation> = std::tuple{
    Field{"candidates", &Explanation::candidates, rules::required(rules::count), "products that it was ranked among"},
    Field{"owned", &Explanation::owned, rules::required(rules::flag), "the customer has bought it before"},
    Field{"hidden", &Explanation::hidden, rules::required(rules::flag), "the customer disliked it or hid it"},
    Field{"item", &Explanation::item, rules::record, "the product, with every term of its score"}};

template <>
inline constexpr auto fields_of<AudienceRequest> =
    std::tuple{Field{"product_id", &AudienceRequest::product_id, rules::required(rules::id), "the product"},
               Field{"count", &AudienceRequest::count, rule_of_count, "customers wanted"},
               Field{"include_purchased", &AudienceRequest::include_purchased, rules::flag,
                     "names customers who have the product too"},
               Field{"most_scored", &AudienceRequest::most_scored, rules::between(1, 100'000),
                     "customers scored, at most: a bound on the work"}};

template <>
inline constexpr auto fields_of<Audience::Member> =
    std::tuple{Field{"customer_id", &Audience::Member::customer_id, rules::required(rules::id), "the customer"},
               Field{"rank", &Audience::Member::rank, rules::required(rules::count), "1 is the likeliest"},
               Field{"score", &Audience::Member::score, rules::required(rules::number), "higher is likelier"},
               Field{"confidence", &Audience::Member::confidence, rules::share, "the probability of a purchase"}};

template <>
inline constexpr auto fields_of<Audience> = std::tuple{
    Field{"model", &Audience::model_id, rules::required(rules::text), "the model that answered"},
    Field{"considered", &Audience::considered, rules::required(rules::count),
          "customers with a history who may be named"},
    Field{"near", &Audience::near, rules::required(rules::count),
          "of these, who have something similar, or something that goes with it"},
    Field{"scored", &Audience::scored, rules::required(rules::count), "of these, who were ranked by the model"},
    Field{"customers", &Audience::customers, rules::required(rules::record), "the likeliest first"}};

template <>
inline constexpr auto fields_of<CustomerProfile> = std::tuple{
    Inlined{&CustomerProfile::customer},
    Field{"merged_into", &CustomerProfile::merged_into, rules::id, "the account that has this guest's events"},
    Group{"history",
          std::tuple{Field{"orders", &CustomerProfile::orders, rules::required(rules::count), "orders"},
                     Field{"products", &CustomerProfile::products, rules::required(rules::count),
                           "different products bought and not returned"},
                     Field{"last_purchase", &CustomerProfile::last_purchase, rules::text, "ISO 8601"}},
          "what the customer bought"},
    Field{"hidden", &CustomerProfile::hidden, rules::required(rules::ids),
          "products that the customer does not want to see"},
    Field{"occasions", &CustomerProfile::occasions, rules::required(rules::record),
          "of the next 366 days that the customer may be told of"}};

template <>
inline constexpr auto fields_of<ModelDescription> =
    std::tuple{Field{"model", &ModelDescription::id, rules::required(rules::text), "its id"},
               Field{"recipe", &ModelDescription::recipe, rules::required(rules::text), "how it was trained"},
               Field{"customers", &ModelDescription::customers, rules::required(rules::count), "it was trained on"},
               Field{"products", &ModelDescription::products, rules::required(rules::count), "that it can rank"},
               Field{"events", &ModelDescription::events, rules::required(rules::count), "it was trained on"}};

}  // namespace moshaver
