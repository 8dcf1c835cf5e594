#include "moshaver/generate.hpp"

#include <sys/resource.h>
#include <unicode/utf8.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "moshaver/import.hpp"

using moshaver::Compression;
using moshaver::ErrorCode;
using moshaver::generate_shop;
using moshaver::GenerateOptions;

namespace fs = std::filesystem;

namespace {

struct Directory {
  explicit Directory(const std::string& name)
      : path(fs::temp_directory_path() / ("moshaver_generate_" + name + "_" + std::to_string(::getpid()))) {
    fs::remove_all(path);
  }
  ~Directory() { fs::remove_all(path); }
  fs::path path;
};

std::string read_all(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

using Row = std::map<std::string, std::string>;

// RFC 4180, quotes doubled; no line breaks within fields in these files.
std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::vector<Row> read_csv(const fs::path& path) {
  std::istringstream text(read_all(path));
  std::string line;
  REQUIRE(std::getline(text, line));
  const auto names = split(line);
  std::vector<Row> rows;
  while (std::getline(text, line)) {
    const auto fields = split(line);
    REQUIRE(fields.size() == names.size());
    Row row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = fields[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

GenerateOptions small_shop(const fs::path& out) {
  GenerateOptions options;
  options.out = out;
  return options;  // the defaults: 2,000 customers, 500 products, 100,000 events
}

long day_of(const std::string& timestamp) {
  const auto number = [&](std::size_t at, std::size_t size) { return std::stoi(timestamp.substr(at, size)); };
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  return std::chrono::sys_days(date).time_since_epoch().count();
}

struct EventRow {
  std::string customer, product, event, timestamp, order, recipient, account, reason;
  int quantity = 0, value = 0;
  long price = 0, day = 0;
};

// The default shop, made once and read back from its files.
struct Shop {
  Shop() : directory("shop") {
    const auto summary = generate_shop(small_shop(directory.path));
    REQUIRE(summary);
    made = *summary;
    std::istringstream text(read_all(made.events_file));
    std::getline(text, header);
    for (std::string line; std::getline(text, line);) {
      const auto f = split(line);
      REQUIRE(f.size() == 13);
      events.push_back({f[0], f[1], f[2], f[3], f[6], f[7], f[8], f[12], f[4].empty() ? 0 : std::stoi(f[4]),
                        f[11].empty() ? 0 : std::stoi(f[11]), f[5].empty() ? 0 : std::stol(f[5]), day_of(f[3])});
    }
    products = read_csv(made.products_file);
    customers = read_csv(made.customers_file);
    for (auto& row : read_csv(made.truth_dir / "products.csv")) true_products[row["product_id"]] = row;
    for (auto& row : read_csv(made.truth_dir / "customers.csv")) true_customers[row["customer_id"]] = row;
    for (auto& row : read_csv(made.truth_dir / "personas.csv"))
      liking[row["persona"]][row["family"]] = std::stod(row["liking"]);
  }
  const std::string& family(const std::string& product) const { return true_products.at(product).at("family"); }
  const std::string& role(const std::string& product) const { return true_products.at(product).at("role"); }
  const std::string& persona(const std::string& customer) const { return true_customers.at(customer).at("persona"); }
  double liked(const std::string& customer, const std::string& product) const {
    return liking.at(persona(customer)).at(family(product));
  }

  Directory directory;
  moshaver::GenerateSummary made;
  std::string header;
  std::vector<EventRow> events;
  std::vector<Row> products, customers;
  std::unordered_map<std::string, Row> true_products, true_customers;
  std::map<std::string, std::map<std::string, double>> liking;  // persona, family
};

const Shop& shop() {
  static const Shop made;
  return made;
}

bool valid_utf8(const std::string& text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(bytes, at, size, character);
    if (character < 0) return false;
  }
  return true;
}

// Arabic letters that Persian writes otherwise, and Western digits outside of Latin words, look foreign to a reader.
bool has_persian_letters(const std::string& text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  int persian = 0;
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(bytes, at, size, character);
    if (character == 0x064A || character == 0x0643) return false;  // Arabic yeh and kaf
    if (character >= 0x0600 && character < 0x0700) ++persian;
  }
  return persian >= 3;
}

double median(std::vector<double> values) {
  REQUIRE_FALSE(values.empty());
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

std::string gunzip(const fs::path& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  REQUIRE(file != nullptr);
  std::string text;
  std::vector<char> block(1 << 16);
  for (int got = 0; (got = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0;)
    text.append(block.data(), static_cast<std::size_t>(got));
  CHECK(gzclose(file) == Z_OK);
  return text;
}

std::string unzstd(const fs::path& path) {
  const std::string packed = read_all(path);
  std::string text;
  std::vector<char> block(1 << 16);
  ZSTD_DStream* stream = ZSTD_createDStream();
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t left = 1;
  while (in.pos < in.size) {
    ZSTD_outBuffer out{block.data(), block.size(), 0};
    left = ZSTD_decompressStream(stream, &out, &in);
    REQUIRE_FALSE(ZSTD_isError(left));
    text.append(block.data(), out.pos);
  }
  ZSTD_freeDStream(stream);
  CHECK(left == 0);
  return text;
}

}  // namespace

// ---- the files ----

TEST_CASE("a generated shop has exactly the events, products and customers asked for") {
  CHECK(shop().events.size() == 100'000);
  CHECK(shop().products.size() == 500);
  CHECK(shop().customers.size() == 2'000);
  std::map<std::string, std::uint64_t> kinds;
  for (const auto& event : shop().events) ++kinds[event.event];
  CHECK(kinds["purchase"] == shop().made.events_by_kind[2]);
  CHECK(kinds["return"] == shop().made.events_by_kind[3]);
  for (const auto* kind : {"view", "cart", "purchase", "return", "like", "dislike", "hide", "rating", "complaint",
                           "resolve", "survey", "question", "referral"}) {
    CAPTURE(kind);
    CHECK(kinds[kind] > 0);
  }
  CHECK(kinds["purchase"] > 50'000);
}

TEST_CASE("the columns of generated files are those of the import, and none is sensitive") {
  CHECK(shop().header ==
        "customer_id,product_id,event,timestamp,quantity,unit_price,order_id,recipient_id,account_id,channel,place,"
        "value,reason");
  const auto first_line = [](const fs::path& path) { return read_all(path).substr(0, read_all(path).find('\n')); };
  CHECK(first_line(shop().made.products_file) ==
        "product_id,title,title_fa,kind,category,brand,price,currency,stock,lead_days,regions,available_from,"
        "available_until,variant_of,goes_with,guide,tags,audience");
  CHECK(first_line(shop().made.customers_file) ==
        "customer_id,kind,relation,account_id,region,segment,birthday,language,consent");
}

TEST_CASE("generated events are in order of time and within the simulated days") {
  const auto& events = shop().events;
  CHECK(std::is_sorted(events.begin(), events.end(),
                       [](const EventRow& a, const EventRow& b) { return a.timestamp < b.timestamp; }));
  CHECK(events.front().timestamp.substr(0, 10) == "2024-01-01");
  CHECK(events.back().timestamp.substr(0, 10) == "2025-12-30");  // day 730
}

TEST_CASE("every key in generated events exists, is unique and needs no quotes") {
  std::unordered_set<std::string> products, customers;
  for (const auto& row : shop().products) {
    CHECK(products.insert(row.at("product_id")).second);
    CHECK(row.at("product_id").find_first_of(",\"\n") == std::string::npos);
  }
  std::unordered_map<std::string, std::string> kinds;
  for (const auto& row : shop().customers) {
    CHECK(customers.insert(row.at("customer_id")).second);
    kinds[row.at("customer_id")] = row.at("kind");
  }
  std::size_t missing = 0;
  for (const auto& event : shop().events) {
    missing += products.count(event.product) == 0;
    missing += customers.count(event.customer) == 0;
    missing += !event.recipient.empty() && customers.count(event.recipient) == 0;
    missing += !event.account.empty() && kinds[event.account] != "organisation";
    missing += event.recipient == event.customer;
  }
  for (const auto& row : shop().products) {
    missing += !row.at("variant_of").empty() && products.count(row.at("variant_of")) == 0;
    std::istringstream list(row.at("goes_with"));
    for (std::string key; std::getline(list, key, '|');) missing += products.count(key) == 0;
  }
  CHECK(missing == 0);
  // As in real shops, some keys hold slashes and some are Persian.
  CHECK(std::any_of(products.begin(), products.end(),
                    [](const auto& key) { return key.find('/') != std::string::npos; }));
  CHECK(std::any_of(products.begin(), products.end(), has_persian_letters));
  CHECK(std::any_of(customers.begin(), customers.end(), has_persian_letters));
}

TEST_CASE("generated titles are distinct, and the Persian ones are valid UTF-8 in Persian letters") {
  std::set<std::string> english, persian;
  for (const auto& row : shop().products) {
    CAPTURE(row.at("title"), row.at("title_fa"));
    CHECK(english.insert(row.at("title")).second);
    CHECK(persian.insert(row.at("title_fa")).second);
    CHECK(valid_utf8(row.at("title_fa")));
    CHECK(has_persian_letters(row.at("title_fa")));
    CHECK(row.at("title_fa").find("  ") == std::string::npos);
  }
}

TEST_CASE("the same options and seed give the same bytes, another seed another shop") {
  const Directory first("first"), second("second"), other("other");
  auto options = small_shop(first.path);
  options.events = 20'000;
  REQUIRE(generate_shop(options));
  options.out = second.path;
  REQUIRE(generate_shop(options));
  options.out = other.path;
  options.seed = 2;
  REQUIRE(generate_shop(options));
  for (const auto& entry : fs::recursive_directory_iterator(first.path)) {
    if (entry.is_directory()) continue;
    const auto name = fs::relative(entry.path(), first.path);
    CAPTURE(name);
    CHECK(read_all(entry.path()) == read_all(second.path / name));
    if (name != "truth/personas.csv")
      CHECK(read_all(entry.path()) != read_all(other.path / name));  // personas are a table
  }
}

TEST_CASE("a compressed shop holds the same bytes once unpacked") {
  const Directory plain("plain"), gzip("gzip"), zstd("zstd");
  auto options = small_shop(plain.path);
  options.events = 20'000;
  REQUIRE(generate_shop(options));
  options.out = gzip.path;
  options.compression = Compression::gzip;
  REQUIRE(generate_shop(options));
  options.out = zstd.path;
  options.compression = Compression::zstd;
  REQUIRE(generate_shop(options));
  for (const auto* name : {"events.csv", "products.csv", "customers.csv"}) {
    const std::string text = read_all(plain.path / name);
    CHECK(gunzip(gzip.path / (std::string(name) + ".gz")) == text);
    CHECK(unzstd(zstd.path / (std::string(name) + ".zst")) == text);
  }
}

TEST_CASE("a generated shop imports without a single reject, and every return finds its purchase") {
  const Directory directory("imported");
  moshaver::ImportOptions options;
  options.shop = directory.path;
  options.events = {shop().made.events_file};
  options.products = {shop().made.products_file};
  options.customers = {shop().made.customers_file};
  const auto imported = moshaver::import_files(options);
  REQUIRE(imported);
  CHECK(imported->kept == 100'000);
  CHECK(imported->rejects.empty());
  CHECK(imported->unread_columns.empty());
  CHECK(imported->product_rows == 500);
  CHECK(imported->customer_rows == 2'000);
  CHECK(imported->kept_by_kind == shop().made.events_by_kind);
  const auto own_returns = std::count_if(shop().events.begin(), shop().events.end(), [](const EventRow& event) {
    return event.event == "return" && event.recipient.empty();  // presents are no part of the giver's history
  });
  CHECK(imported->returns == static_cast<std::uint64_t>(own_returns));
  CHECK(imported->returns_matched == imported->returns);
  CHECK(imported->gifts == shop().made.gifts);
}

// ---- the life in them ----

TEST_CASE("staples come back in the rhythm that the truth states for customer and product") {
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

TEST_CASE("things bought once are not bought again by the same customer, presents apart") {
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

TEST_CASE("what goes with a purchase follows within weeks, far more often than by chance") {
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

TEST_CASE("customers buy mostly from the families that their persona likes, in the brands and styles they prefer") {
  std::size_t bought = 0, liked = 0, style = 0, liked_by_chance = 0, style_by_chance = 0, row = 0;
  for (const auto& event : shop().events) {
    if (event.event != "purchase" || !event.recipient.empty()) continue;
    const auto& truth = shop().true_customers.at(event.customer);
    ++bought;
    liked += shop().liked(event.customer, event.product) >= 2;
    style += truth.at("style") == shop().true_products.at(event.product).at("style");
    const auto& other = shop().events[row++ * 7 % shop().events.size()].customer;  // whoever
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

TEST_CASE("products of a family differ widely in popularity") {
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

TEST_CASE("every generated return matches an earlier purchase of the same order, and no more than was bought") {
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

TEST_CASE("ratings and returns tell the truth: what fits is rated higher and sent back less") {
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

TEST_CASE("seasonal products sell in their season and hardly outside of it") {
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

TEST_CASE("presents fit the recipient's persona rather than the giver's") {
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

TEST_CASE("a service is never booked beyond its capacity in a slot") {
  std::map<std::tuple<std::string, long, int>, int> booked;
  std::size_t bookings = 0, beyond = 0;
  for (const auto& event : shop().events) {
    if (event.event != "purchase" || shop().role(event.product) != "service") continue;
    const int hour = std::stoi(event.timestamp.substr(11, 2));
    ++bookings;
    beyond += ++booked[{event.product, event.day,
                        hour < 12   ? 0
                        : hour < 16 ? 1
                                    : 2}] > std::stoi(shop().true_products.at(event.product).at("slot_capacity"));
  }
  CHECK(bookings > 500);
  CHECK(beyond == 0);
}

TEST_CASE("nothing is sold outside its days or regions") {
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

TEST_CASE("organisations buy in bulk through several people, and staff are marked internal") {
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

// ---- the edges ----

TEST_CASE("the smallest shops are made too, with every event asked for") {
  struct Size {
    std::uint64_t customers, products, events;
    std::uint32_t days;
  };
  for (const auto& size : {Size{1, 20, 1, 1}, Size{1, 20, 5'000, 3}, Size{3, 20, 10, 3650}, Size{5, 60, 20'000, 730},
                           Size{5'000, 30, 100, 30}, Size{300, 4'000, 3'000, 10}}) {
    CAPTURE(size.customers, size.products, size.events, size.days);
    const Directory directory("tiny");
    GenerateOptions options;
    options.customers = size.customers;
    options.products = size.products;
    options.events = size.events;
    options.days = size.days;
    options.out = directory.path / "made" / "on the way";
    const auto made = generate_shop(options);
    REQUIRE(made);
    const std::string events = read_all(made->events_file);
    CHECK(static_cast<std::uint64_t>(std::count(events.begin(), events.end(), '\n')) == size.events + 1);
    CHECK(read_csv(made->products_file).size() == size.products);
    CHECK(read_csv(made->customers_file).size() == size.customers);
  }
}

TEST_CASE("options that make no shop are refused with the limits") {
  const auto refused = [](auto change) {
    const Directory directory("refused");
    auto options = small_shop(directory.path);
    change(options);
    const auto made = generate_shop(options);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::invalid_argument);
    CHECK_FALSE(fs::exists(directory.path));
    return made.error().message;
  };
  CHECK(refused([](auto& o) { o.customers = 0; }) == "customers is 0: give 1 to 50000000");
  CHECK(refused([](auto& o) { o.products = 19; }) == "products is 19: give 20 to 10000000");
  refused([](auto& o) { o.events = 0; });
  refused([](auto& o) { o.days = 0; });
  refused([](auto& o) { o.days = 4'000; });
  refused([](auto& o) { o.start = std::chrono::year(2024) / 2 / 30; });
  refused([](auto& o) { o.out.clear(); });
}

TEST_CASE("a directory that holds a shop is refused, and replaced only when forced") {
  const Directory directory("taken");
  auto options = small_shop(directory.path);
  options.events = 1'000;
  REQUIRE(generate_shop(options));
  const std::string before = read_all(directory.path / "events.csv");
  std::ofstream(directory.path / "notes.txt") << "mine";
  options.seed = 9;
  options.compression = Compression::gzip;
  const auto refused = generate_shop(options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::already_exists);
  CHECK(refused.error().message.find("events.csv exists already") != std::string::npos);
  CHECK(read_all(directory.path / "events.csv") == before);
  options.force = true;
  REQUIRE(generate_shop(options));
  CHECK(fs::exists(directory.path / "events.csv.gz"));
  CHECK_FALSE(fs::exists(directory.path / "events.csv"));  // no stale half of another shop
  CHECK(read_all(directory.path / "notes.txt") == "mine");
}

TEST_CASE("a directory that cannot be written is an io_error that names it") {
  const Directory directory("blocked");
  std::ofstream(directory.path) << "a file, not a directory";
  auto options = small_shop(directory.path / "shop");
  const auto made = generate_shop(options);
  REQUIRE_FALSE(made);
  CHECK(made.error().code == ErrorCode::io_error);
  CHECK(made.error().message.find(directory.path.string()) != std::string::npos);
}

TEST_CASE("a full disk is an io_error that names the file, and leaves nothing behind") {
  const Directory directory("full");
  auto options = small_shop(directory.path);
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit tight{2 << 20, before.rlim_max};  // events.csv is larger
  REQUIRE(setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const auto made = generate_shop(options);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  REQUIRE_FALSE(made);
  CHECK(made.error().code == ErrorCode::io_error);
  CHECK(made.error().message.find("events.csv") != std::string::npos);
  CHECK_FALSE(fs::exists(directory.path));
}

TEST_CASE("generating reports its progress up to the last event") {
  const Directory directory("progress");
  auto options = small_shop(directory.path);
  options.events = 1'000;
  std::uint64_t done = 0, total = 0;
  options.progress = [&](const moshaver::Progress& progress) {
    if (progress.stage != "events") return;
    CHECK(done <= progress.done);
    done = progress.done;
    total = progress.total;
  };
  REQUIRE(generate_shop(options));
  CHECK(done == 1'000);
  CHECK(total == 1'000);
}
