// Why customers come to the shop: a staple is due, a gift is needed, or they shop, or only look around.
#pragma once

#include <cstdint>

#include "models/simulation/purchases.hpp"
#include "models/simulation/schedule.hpp"

namespace moshaver::simulation {

class Visits {
 public:
  Visits(ShopDay& day, ProductChoice& choice, Purchases& purchases, Schedule& schedule);  // all outlive it

  // Buys the due staples, sometimes something else, and plans the next visit. A full day postpones it to tomorrow.
  void visit_for_staples(std::uint32_t customer);
  // Someone buys a gift for a friend, who is likely to have a birthday soon.
  void give_gift();
  // Fills a basket, or only browses.
  void shop(std::uint32_t customer);

 private:
  void browse(Order&);
  void plan_visit(std::uint32_t customer, std::uint32_t day);

  ShopDay& day_;
  ProductChoice& choice_;
  Purchases& purchases_;
  Schedule& schedule_;
};

}  // namespace moshaver::simulation
