#include "tests/simulation/generated_shop.hpp"

using namespace moshaver;
using namespace moshaver::simulation::testing;

TEST_CASE("generated customers buy staples again after the gaps stated in the truth files") {
  std::map<std::pair<std::string, std::string>, std::vector<long>> days;
  for (const auto& event : shop().events) {
    if (event.event == "purchase" && event.recipient.empty())
      days[{event.customer, event.product}].push_back(event.day);
  }
  std::vector<double> ratio;
  std::map<std::string, std::vector<double>> family_ratio;
  for (const auto& staple : read_csv(shop().made.truth_dir / "staples.csv")) {
    const auto found = days.find({staple.at("customer_id"), staple.at("product_id")});
    if (found == days.end() || found->second.size() < 6) continue;
    std::vector<double> gaps;
    for (std::size_t i = 1; i < found->second.size(); ++i)
      gaps.push_back(static_cast<double>(found->second[i] - found->second[i - 1]));
    ratio.push_back(median(gaps) / std::stod(staple.at("gap_days")));
    const auto& truth = shop().true_products.at(staple.at("product_id"));
    family_ratio[truth.at("family")].push_back(median(gaps) / std::stod(truth.at("gap_days")));
  }
  REQUIRE(ratio.size() > 200);
  CHECK(median(ratio) == Approx(1.0).margin(0.06));
  const auto close = std::count_if(ratio.begin(), ratio.end(), [](double r) { return 0.7 < r && r < 1.3; });
  CHECK(static_cast<double>(close) > 0.9 * static_cast<double>(ratio.size()));
  for (const auto& [family, ratios] : family_ratio) {
    if (ratios.size() < 15) continue;
    CAPTURE(family);
    CHECK(median(ratios) == Approx(1.0).margin(0.25));  // households differ: 18% each way
  }
}

TEST_CASE("generated customers buy durable products only once, except as gifts") {
  std::set<std::pair<std::string, std::string>> owned, owned_families;
  std::size_t bought = 0, again = 0, again_family = 0;
  for (const auto& event : shop().events) {
    if (event.event != "purchase" || !event.recipient.empty() || shop().role(event.product) != "once") continue;
    ++bought;
    again += !owned.insert({event.customer, event.product}).second;
    if (shop().true_products.at(event.product).at("one_is_enough") == "yes") {
      again_family += !owned_families.insert({event.customer, shop().family(event.product)}).second;
    }
  }
  CHECK(bought > 10'000);
  CHECK(again == 0);
  CHECK(again_family == 0);  // nor a second kettle of another brand
}

TEST_CASE("complements of a generated purchase follow within weeks, far more often than by chance") {
  std::map<std::string, std::set<std::string>> complements;
  for (const auto& row : read_csv(shop().made.truth_dir / "complements.csv")) {
    complements[row.at("product_id")].insert(row.at("complement_id"));
  }
  std::map<std::pair<std::string, std::string>, std::vector<long>> days;
  for (const auto& event : shop().events) {
    if (event.event == "purchase") days[{event.customer, event.product}].push_back(event.day);
  }
  const long last = shop().events.back().day;
  const auto any_between = [&](const EventRow& event, long first, long end) {
    for (const auto& complement : complements.at(event.product)) {
      const auto found = days.find({event.customer, complement});
      if (found == days.end()) continue;
      for (const long day : found->second) {
        if (first <= day && day < end) return true;
      }
    }
    return false;
  };
  std::size_t bought = 0, after = 0, before = 0;
  for (const auto& event : shop().events) {
    if (event.event != "purchase" || !event.recipient.empty() || complements.count(event.product) == 0) continue;
    if (event.day + 30 > last || event.day - 30 < shop().events.front().day) continue;
    ++bought;
    after += any_between(event, event.day + 1, event.day + 31);
    before += any_between(event, event.day - 30, event.day);
  }
  CAPTURE(bought, after, before);
  CHECK(bought > 500);
  CHECK(static_cast<double>(after) > 0.2 * static_cast<double>(bought));
  CHECK(after > 4 * before);
}

TEST_CASE("generated customers buy mostly from product families that their persona likes, in the styles they prefer") {
  std::size_t bought = 0, liked = 0, style = 0, liked_by_chance = 0, style_by_chance = 0, row = 0;
  for (const auto& event : shop().events) {
    if (event.event != "purchase" || !event.recipient.empty()) continue;
    const auto& truth = shop().true_customers.at(event.customer);
    ++bought;
    liked += shop().liked(event.customer, event.product) >= 2;
    style += truth.at("style") == shop().true_products.at(event.product).at("style");
    const auto& other = shop().events[row++ * 7 % shop().events.size()].customer;  // a random customer
    liked_by_chance += shop().liked(other, event.product) >= 2;
    style_by_chance +=
        shop().true_customers.at(other).at("style") == shop().true_products.at(event.product).at("style");
  }
  const double n = static_cast<double>(bought);
  CAPTURE(bought, liked, liked_by_chance, style, style_by_chance);
  CHECK(static_cast<double>(liked) > 0.6 * n);
  CHECK(liked > 2 * liked_by_chance);
  CHECK(static_cast<double>(style) > 1.3 * static_cast<double>(style_by_chance));
}

TEST_CASE("generated products of a family differ widely in popularity") {
  std::map<std::string, std::map<std::string, int>> sold;
  for (const auto& event : shop().events) {
    if (event.event == "purchase") ++sold[shop().family(event.product)][event.product];
  }
  std::vector<double> ratios;
  for (const auto& [family, products] : sold) {
    if (products.size() < 4) continue;
    std::vector<double> counts;
    for (const auto& [product, count] : products) counts.push_back(count);
    ratios.push_back(*std::max_element(counts.begin(), counts.end()) / median(counts));
  }
  CHECK(median(ratios) > 1.7);
}

TEST_CASE("every generated return matches an earlier purchase of the same order and its quantity") {
  std::map<std::tuple<std::string, std::string, std::string>, int> bought;
  std::size_t returns = 0, orphans = 0, complaints = 0;
  for (const auto& event : shop().events) {
    const auto key = std::make_tuple(event.customer, event.product, event.order);
    if (event.event == "purchase") bought[key] += event.quantity;
    if (event.event == "return") {
      ++returns;
      CHECK_FALSE(event.reason.empty());
      orphans += (bought[key] -= event.quantity) < 0;
    }
    if (event.event == "complaint" || event.event == "resolve" || event.event == "rating") {
      ++complaints;
      orphans += bought.count(key) == 0;
    }
  }
  CHECK(returns > 500);
  CHECK(complaints > 1'000);
  CHECK(orphans == 0);
}

TEST_CASE("generated products that fit the customer are rated higher and returned less") {
  double liked_stars = 0, liked_ratings = 0, other_stars = 0, other_ratings = 0;
  double liked_bought = 0, liked_returned = 0, other_bought = 0, other_returned = 0;
  for (const auto& event : shop().events) {
    const bool liked = shop().liked(event.customer, event.product) >= 5;
    if (event.event == "rating" && event.recipient.empty()) {
      CHECK((1 <= event.value && event.value <= 5));
      (liked ? liked_stars : other_stars) += event.value;
      (liked ? liked_ratings : other_ratings) += 1;
    }
    if (shop().role(event.product) != "once") continue;
    if (event.event == "purchase") (liked ? liked_bought : other_bought) += 1;
    if (event.event == "return") (liked ? liked_returned : other_returned) += 1;
  }
  CHECK(liked_stars / liked_ratings > other_stars / other_ratings + 0.4);
  CHECK(liked_returned / liked_bought < other_returned / other_bought);
}

TEST_CASE("generated seasonal products sell mostly in their season") {
  double in_season = 0, all = 0, yalda_december = 0, yalda = 0;
  for (const auto& event : shop().events) {
    if (event.event != "purchase") continue;
    const auto& season = shop().true_products.at(event.product).at("season");
    const int month = std::stoi(event.timestamp.substr(5, 2));
    if (season == "nowruz") {
      ++all;
      in_season += month == 3 || (month == 2 && std::stoi(event.timestamp.substr(8, 2)) > 20);
    }
    if (season == "yalda") {
      ++yalda;
      yalda_december += month == 12;
    }
  }
  CHECK(all > 100);
  CHECK(yalda > 100);
  CHECK(in_season > 0.75 * all);
  CHECK(yalda_december > 0.75 * yalda);
}

TEST_CASE("generated gifts fit the recipient's persona rather than the giver's") {
  std::size_t gifts = 0, fits_recipient = 0, fits_giver = 0;
  for (const auto& event : shop().events) {
    if (event.event != "purchase" || event.recipient.empty()) continue;
    ++gifts;
    fits_recipient += shop().liked(event.recipient, event.product) >= 2;
    fits_giver += shop().liked(event.customer, event.product) >= 2;
  }
  CHECK(gifts == shop().made.gifts);
  CHECK(gifts > 500);
  CHECK(fits_recipient > 2 * fits_giver);
}

TEST_CASE("a generated service is never booked beyond the capacity of a slot") {
  std::map<std::tuple<std::string, long, int>, int> booked;
  std::size_t bookings = 0, overbooked = 0;
  for (const auto& event : shop().events) {
    if (event.event != "purchase" || shop().role(event.product) != "service") continue;
    const int hour = std::stoi(event.timestamp.substr(11, 2));
    ++bookings;
    overbooked += ++booked[{event.product, event.day,
                            hour < 12   ? 0
                            : hour < 16 ? 1
                                        : 2}] > std::stoi(shop().true_products.at(event.product).at("slot_capacity"));
  }
  CHECK(bookings > 500);
  CHECK(overbooked == 0);
}

TEST_CASE("generated purchases respect each product's days and regions") {
  std::unordered_map<std::string, Row> products, customers;
  for (const auto& row : shop().products) products[row.at("product_id")] = row;
  for (const auto& row : shop().customers) customers[row.at("customer_id")] = row;
  std::size_t wrong = 0, limited = 0;
  for (const auto& event : shop().events) {
    if (event.event != "purchase") continue;
    auto& product = products[event.product];
    const std::string date = event.timestamp.substr(0, 10);
    wrong += !product["available_from"].empty() && date < product["available_from"];
    wrong += !product["available_until"].empty() && date >= product["available_until"];
    if (product["regions"].empty()) continue;
    ++limited;
    const auto& consumer = event.recipient.empty() ? event.customer : event.recipient;
    wrong += product["regions"].find(customers[consumer]["region"]) == std::string::npos;
  }
  CHECK(limited > 1'000);
  CHECK(wrong == 0);
}

TEST_CASE("generated organisations buy in bulk through several people, and staff are marked internal") {
  std::map<std::string, std::set<std::string>> buyers;
  double pieces = 0, lines = 0;
  for (const auto& event : shop().events) {
    if (event.account.empty() || event.event != "purchase") continue;
    buyers[event.account].insert(event.customer);
    pieces += event.quantity;
    ++lines;
  }
  CHECK(buyers.size() > 10);
  CHECK(std::count_if(buyers.begin(), buyers.end(), [](const auto& entry) { return entry.second.size() > 1; }) > 5);
  CHECK(pieces / lines > 4);
  const auto internal = std::count_if(shop().customers.begin(), shop().customers.end(),
                                      [](const Row& row) { return row.at("relation") == "internal"; });
  CHECK((5 < internal && internal < 60));
}

TEST_CASE("people usually buy clothes and shoes in their own size, and return those in another") {
  std::unordered_map<std::string, std::string> size_of_customer;
  for (const auto& row : read_csv(shop().made.truth_dir / "customers.csv")) {
    size_of_customer[row.at("customer_id")] = row.at("size");
  }
  const std::vector<std::string> clothes = {"S", "M", "L", "XL"};
  const std::vector<std::string> shoes = {"38", "40", "42", "44"};
  std::unordered_map<std::string, std::size_t> size_of_product;
  for (const auto& row : shop().products) {
    for (const auto* sizes : {&clothes, &shoes}) {
      const auto found = std::find(sizes->begin(), sizes->end(), row.at("size"));
      const bool is_worn = row.at("category").rfind("Clothing", 0) == 0 || row.at("category").rfind("Fashion", 0) == 0;
      if (found != sizes->end() && is_worn)
        size_of_product[row.at("product_id")] = static_cast<std::size_t>(found - sizes->begin());
    }
  }
  std::size_t own = 0, all = 0, returned = 0;
  for (const auto& event : shop().events) {
    const auto size = size_of_product.find(event.product);
    if (size == size_of_product.end()) continue;
    const std::string& consumer = event.recipient.empty() ? event.customer : event.recipient;
    if (event.event == "purchase") {
      ++all;
      own += size_of_customer[consumer] == std::to_string(size->second);
    }
    returned += event.event == "return" && event.reason == "wrong_size";
  }
  CHECK(all > 100);
  CHECK(own > all / 2);  // not every product is made in every size
  CHECK(returned > 5);
}
