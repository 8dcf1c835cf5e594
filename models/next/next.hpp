// `next`: what is bought after what, from order to order.
//
//   weight  w(h -> j) = n_h^-source_exponent m_j^-target_exponent Σ over orders with j of decay^a / s^user_exponent, over
//           the orders of customers who had h before, last a orders before that one; s is the sum of decay^a over all
//           that the customer had before; n_h and m_j sum the same unscaled terms by source and by target. The largest
//           `sources_per_target` sources of each target are kept; all weights scaled to a maximum of 1
//   latest  only each customer's latest `orders` orders are targets: what follows changes with the season
//   answer  a past purchase counts decay^(orders since), as here
//   itself  h -> h is kept: how soon a product is bought again
//   cost    Σ over target orders of their products times what was had before, at most max_history purchases of it
//   order   sums run in a fixed order in double: the same bytes at any thread count
//   source  METHODS 5 (transitions and history-to-next counts); factorised Markov chains of Rendle et al., "Factorizing
//           personalized Markov chains for next-basket recommendation" (WWW 2010), for the family
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/data/histories.hpp"
#include "engine/model/parts.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct NextConfig {
  double basket_decay = 0.9;
  double source_exponent = 0.65, target_exponent = 0.25, user_exponent = 0.5;
  std::uint32_t orders = 5;
  std::uint32_t sources_per_target = 500;
  std::uint32_t max_history = 500;  // the latest so many purchases before a target order are its sources
  std::size_t threads = 1;
};

[[nodiscard]] ItemItemPart train_next(const Histories&, const NextConfig&, const ProgressSink& = {});

}  // namespace moshaver
