// A shop whose answers are known: tea drinkers and carpenters, each of whom lacks one product of their taste.
#pragma once

#include "tests/tools/process.hpp"

namespace cli {

// Customers tea-lover-0 .. 5 buy all of tea-0 .. 5 except the one of their number; the same for carpenter-N and saw-N.
// Purchases are a month apart, the last in December 2025.
inline std::string two_taste_events() {
  std::string text = "customer_id,product_id,timestamp,order_id\n";
  for (int customer = 0; customer < 6; ++customer) {
    for (int product = 0; product < 6; ++product) {
      if (product == customer) continue;
      const char* months[] = {"07", "08", "09", "10", "11", "12"};
      const std::string month = months[(product + 6 - customer) % 6];
      std::string time = "2025-";
      time += month;
      time += "-10T10:00:00Z";
      const std::string number = std::to_string(customer), what = std::to_string(product);
      text += "tea-lover-" + number + ",tea-" + what + "," + time + ",t" + number + month + "\n";
      text += "carpenter-" + number + ",saw-" + what + "," + time + ",c" + number + month + "\n";
    }
  }
  return text;
}

inline std::string two_taste_products() {
  std::string text = "product_id,title,title_fa\n";
  for (int product = 0; product < 6; ++product) {
    const std::string number = std::to_string(product);
    text += "tea-" + number + ",Tea of garden " + number + ",\n";
    text += "saw-" + number + ",,اره شماره " + number + "\n";  // only a Persian title
  }
  return text;
}

// Imports the files into `shop` and trains a model of `recipe`.
inline void make_two_taste_shop(const Workplace& place, const std::string& recipe = "item-item") {
  place.write("events.csv", two_taste_events());
  place.write("products.csv", two_taste_products());
  const Ran imported =
      place.run({"import", "--shop", "shop", "--events", "events.csv", "--products", "products.csv", "--quiet"});
  REQUIRE(imported.code == 0);
  const Ran trained = place.run({"train", "--shop", "shop", "--recipe", recipe, "--quiet"});
  REQUIRE(trained.code == 0);
}

}  // namespace cli
