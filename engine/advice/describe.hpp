// Turns a ranking into an answer: titles, confidence, reasons, counts of removed products, and the level.
#pragma once

#include "engine/advice/eligible_products.hpp"
#include "engine/advice/history.hpp"
#include "engine/advice/ranking.hpp"
#include "engine/advice/reasons.hpp"
#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Fills in all of Advice except advice_id, customer_id and ignored.
void describe(const ShopState&, const AdviceRequest&, const AdviceHistory&, Ranking&, EligibleProducts&, Advice&);

// The language of an answer: the request's, else the customer's, else English. A shop's own is not known yet.
[[nodiscard]] Language language_of(const AdviceRequest&, std::string_view of_customer);

// The title to show in this language: in Persian the Persian one, if there is one. Empty if unknown.
[[nodiscard]] const std::string& title_of(const LiveProduct&, Language);

// Refers to the catalogue, which must outlive it.
[[nodiscard]] ProductNames names_from(const LiveCatalogue&, Language);

}  // namespace moshaver
