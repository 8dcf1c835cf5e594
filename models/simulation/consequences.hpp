// What a purchase leads to in later days: a return, a complaint and its resolution, a rating, a referral, and purchases
// of things that go with it.
#pragma once

#include <cstdint>

#include "models/simulation/product_choice.hpp"
#include "models/simulation/schedule.hpp"
#include "models/simulation/shop_day.hpp"

namespace moshaver::simulation {

class Consequences {
 public:
  Consequences(ShopDay& day, ProductChoice& choice, Schedule& schedule)  // all outlive it
      : day_(day), choice_(choice), schedule_(schedule) {}

  // Plans what follows from a purchase. The consumer is the customer, or the recipient of a gift.
  void plan(const Event& purchase, std::uint32_t consumer);
  // Adds a planned event (all kinds but purchases) to the day, and plans what follows from it.
  void carry_out(const Event& planned);

 private:
  // Return true if the purchase is returned.
  bool plan_return(const Event& purchase, std::uint32_t consumer, double liked);
  void plan_complaint(const Event& purchase);
  void plan_rating(const Event& purchase, double liked);
  void plan_complements(const Event& purchase, const Customer& consumer);
  void plan_in(std::uint32_t days_ahead, const Event& event) { schedule_.plan(day_.number(), days_ahead, event); }

  ShopDay& day_;
  ProductChoice& choice_;
  Schedule& schedule_;
};

}  // namespace moshaver::simulation
