// `next`: transition counts from earlier orders to later ones, for next-basket recommendation.
//
//   weight  w(h -> j) = n_h^-source_exponent m_j^-target_exponent Σ decay^a / s^user_exponent, over the orders with j of
//           customers who had bought h before, last a orders earlier. s is the sum of decay^a over all products that the
//           customer had before the order; n_h sums the terms by source, m_j counts the orders by target. Only the
//           largest `sources_per_target` sources of each target are kept; all weights are scaled to a maximum of 1
//   latest  only each customer's latest `orders` orders are targets, because transitions change with the season
//   answer  a past purchase weighs decay^(orders since), as in training
//   itself  h -> h is kept: how soon a product is bought again
//   cost    Σ over target orders of (products in it) x (products bought before, from at most max_history purchases)
//   order   sums run in a fixed order in double: the same bytes at any thread count
//   source  METHODS 5 (transitions and history-to-next counts); related: factorised Markov chains, Rendle et al.,
//           "Factorizing personalized Markov chains for next-basket recommendation" (WWW 2010)
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
  std::uint32_t max_history = 500;  // sources of a target order: at most so many latest purchases before it
  std::size_t threads = 1;
};

[[nodiscard]] ItemItemPart train_next(const Histories&, const NextConfig&, const ProgressSink& = {});

}  // namespace moshaver
