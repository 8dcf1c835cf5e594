// Turns the terms of a score into sentences, whose words are in engine/text/messages/. Every reason is a term of the
// score, or the sum of the terms of one past purchase.
//
//   reasons  for customers: the positive reasons, one for each past purchase; shares sum to 1
//   terms    for analysing a score: every term, also negative ones and the base; amounts sum to the score
//   cost     O(history) a term
//   test     tests/advice/reasons_test.cpp
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/purchase.hpp"
#include "engine/ranking/scorer.hpp"
#include "engine/text/language.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Product ids and titles from the catalogue, and the language of the sentences that they stand in.
struct ProductNames {
  std::function<std::string_view(ItemId)> id, title;  // title: in this language; empty if unknown
  Language language = Language::english;
  std::optional<ItemId> shown = std::nullopt;  // the product that the reasons are for
};

// The largest `most` reasons, and the rest summed up as one reason with code "other". Adds up the terms of one past
// purchase and gives the sum the code of the largest term. Omits negative sums and the base.
[[nodiscard]] std::vector<Reason> make_reasons(std::span<const Contribution> largest_first, std::size_t most,
                                               std::span<const Purchase> history, const ProductNames&);

// In the customer's usual size. It says which variant is shown, so it has no share of the score.
[[nodiscard]] Reason usual_size(const std::string& size, Language);

// What the buyer of a gift knows: that they gave the recipient this product.
struct GivenBefore {
  std::string product_id;             // as ProductNames::id has it
  std::uint32_t times = 0, last = 0;  // last: seconds since 1970 UTC; 0: unknown
};
// For a gift: reasons that rest on what the buyer gave say so; the others are summed up by what they say, without the
// recipient's purchases, which the buyer must not see. `is_usual`: it is recommended because it is given most.
[[nodiscard]] std::vector<Reason> gift_reasons(std::vector<Reason>, std::span<const GivenBefore>,
                                               const std::string& shown_id, bool is_usual, Language);
// For a gift by a few liked products: the same reasons, which say what people like who like these.
[[nodiscard]] std::vector<Reason> reasons_of_liked(std::vector<Reason>, Language);

// Without a share of the score, as usual_size: it arrives by the day on which it is needed; it costs what the buyer
// usually spends on a gift. `needed_on`, `arrives_by`: ISO 8601.
[[nodiscard]] Reason gift_in_time(const std::string& arrives_by, const std::string& needed_on, Language);
[[nodiscard]] Reason gift_of_usual_price(const std::string& amount, Language);

// Every term, largest first, and the base last. `share` is relative to the sum of the positive terms; negative terms
// have a negative share.
[[nodiscard]] std::vector<Reason> make_terms(std::span<const Contribution> largest_first,
                                             std::span<const Purchase> history, const ProductNames&);

}  // namespace moshaver
