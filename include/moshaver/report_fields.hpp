// The fields of reports and of their options: names, limits and meanings.
#pragma once

#include "moshaver/fields.hpp"
#include "moshaver/reports.hpp"

namespace moshaver {

namespace rules {
inline constexpr FieldRule total = required(count);
}

template <>
inline constexpr auto fields_of<ReportOptions> =
    std::tuple{Field{"days", &ReportOptions::days, rules::between(1, 36'500, "days"), "events of so many days"},
               Field{"count", &ReportOptions::count, rules::between(1, 1'000), "products listed"}};

template <>
inline constexpr auto fields_of<LifecycleReport::Stage> = std::tuple{
    Field{"stage", &LifecycleReport::Stage::stage, rules::required(rules::word(life_cycle_stages)),
          "reach: did nothing yet; acquisition: bought nothing yet; conversion: one order; retention: two to four; "
          "loyalty: five or more"},
    Field{"customers", &LifecycleReport::Stage::customers, rules::total, "in this stage"},
    Field{"dormant", &LifecycleReport::Stage::dormant, rules::total, "of these, bought nothing within the days"}};

template <>
inline constexpr auto fields_of<LifecycleReport> =
    std::tuple{Field{"customers", &LifecycleReport::customers, rules::total, "of all stages"},
               Field{"stages", &LifecycleReport::stages, rules::required(rules::record), "from the first to the last"}};

template <>
inline constexpr auto fields_of<SatisfactionReport::Product> =
    std::tuple{Field{"product_id", &SatisfactionReport::Product::product_id, rules::required(rules::id), "the product"},
               Field{"title", &SatisfactionReport::Product::title, rules::text, "its title"},
               Field{"unhappy", &SatisfactionReport::Product::unhappy, rules::total, "the sum of the four below"},
               Field{"returns", &SatisfactionReport::Product::returns, rules::total, "returns"},
               Field{"complaints", &SatisfactionReport::Product::complaints, rules::total, "complaints"},
               Field{"dislikes", &SatisfactionReport::Product::dislikes, rules::total, "dislikes"},
               Field{"low_ratings", &SatisfactionReport::Product::low_ratings, rules::total, "ratings of 2 or less"}};

template <>
inline constexpr auto fields_of<SatisfactionReport> =
    std::tuple{Field{"purchases", &SatisfactionReport::purchases, rules::total, "purchases"},
               Field{"returns", &SatisfactionReport::returns, rules::total, "returns"},
               Field{"likes", &SatisfactionReport::likes, rules::total, "likes"},
               Field{"dislikes", &SatisfactionReport::dislikes, rules::total, "dislikes"},
               Field{"hides", &SatisfactionReport::hides, rules::total, "products hidden"},
               Field{"complaints", &SatisfactionReport::complaints, rules::total, "complaints"},
               Field{"resolved", &SatisfactionReport::resolved, rules::total, "complaints resolved"},
               Field{"ratings", &SatisfactionReport::ratings, rules::total, "ratings with a value"},
               Field{"mean_rating", &SatisfactionReport::mean_rating, rules::number, "of these"},
               Field{"surveys", &SatisfactionReport::surveys, rules::total, "surveys with a value"},
               Field{"mean_survey", &SatisfactionReport::mean_survey, rules::number, "of these"},
               Field{"products", &SatisfactionReport::products, rules::required(rules::record),
                     "products that make customers unhappy, most first"}};

template <>
inline constexpr auto fields_of<ReferralReport> =
    std::tuple{Field{"referrals", &ReferralReport::referrals, rules::total, "referrals"},
               Field{"referrers", &ReferralReport::referrers, rules::total, "customers who referred somebody"},
               Field{"referred", &ReferralReport::referred, rules::total, "people who were referred"},
               Field{"converted", &ReferralReport::converted, rules::total, "of these, have bought something"}};

template <>
inline constexpr auto fields_of<MarginReport> =
    std::tuple{Field{"band", &MarginReport::band, rules::required(rules::number),
                     "share of a score within which fits are equal; 0: the margin moves nothing"},
               Field{"answers", &MarginReport::answers, rules::total, "to a sample of the customers, at this moment"},
               Field{"changed", &MarginReport::changed, rules::total, "of these, the margin moved an item"},
               Field{"items", &MarginReport::items, rules::total, "in all answers"},
               Field{"moved", &MarginReport::moved, rules::total, "of these, at another place than by the score alone"},
               Field{"with_cost", &MarginReport::with_cost, rules::total, "of these, the margin is known"}};

template <>
inline constexpr auto fields_of<UnmetDemandReport::Product> = std::tuple{
    Field{"product_id", &UnmetDemandReport::Product::product_id, rules::required(rules::id), "the product"},
    Field{"title", &UnmetDemandReport::Product::title, rules::text, "its title"},
    Field{"reason", &UnmetDemandReport::Product::reason, rules::required(rules::word(unavailable_reasons)),
          "why it cannot be had"},
    Field{"customers", &UnmetDemandReport::Product::customers, rules::total, "who wanted it and did not get it"},
    Field{"views", &UnmetDemandReport::Product::views, rules::total, "of these customers"},
    Field{"carts", &UnmetDemandReport::Product::carts, rules::total, "of these customers"},
    Field{"likes", &UnmetDemandReport::Product::likes, rules::total, "of these customers"},
    Field{"questions", &UnmetDemandReport::Product::questions, rules::total, "of these customers"}};

template <>
inline constexpr auto fields_of<UnmetDemandReport> = std::tuple{
    Field{"products_unavailable", &UnmetDemandReport::products_unavailable, rules::total, "sold out or withdrawn"},
    Field{"products", &UnmetDemandReport::products, rules::required(rules::record), "most wanted first"}};

}  // namespace moshaver
