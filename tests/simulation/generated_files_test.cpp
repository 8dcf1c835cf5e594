#include "tests/simulation/generated_shop.hpp"

#include "moshaver/import.hpp"

using namespace moshaver;
using namespace moshaver::simulation::testing;

TEST_CASE("a generated shop has exactly the requested numbers of events, products and customers") {
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

TEST_CASE("generated files have the columns of imports, and no sensitive ones") {
  CHECK(shop().header ==
        "customer_id,product_id,event,timestamp,quantity,unit_price,order_id,recipient_id,account_id,channel,place,"
        "value,reason");
  const auto first_line = [](const fs::path& path) { return read_all(path).substr(0, read_all(path).find('\n')); };
  CHECK(first_line(shop().made.products_file) ==
        "product_id,title,title_fa,kind,category,brand,price,currency,cost,stock,lead_days,regions,available_from,"
        "available_until,back_on,variant_of,size,colour,goes_with,guide,tags,audience,sponsored");
  CHECK(first_line(shop().made.customers_file) ==
        "customer_id,kind,relation,account_id,region,segment,birthday,language,consent");
  CHECK(first_line(shop().made.occasions_file) == "customer_id,occasion,date,calendar,recipient_id");
}

TEST_CASE("generated events are sorted by time and within the simulated days") {
  const auto& events = shop().events;
  CHECK(std::is_sorted(events.begin(), events.end(),
                       [](const EventRow& a, const EventRow& b) { return a.timestamp < b.timestamp; }));
  CHECK(events.front().timestamp.substr(0, 10) == "2024-01-01");
  CHECK(events.back().timestamp.substr(0, 10) == "2025-12-30");  // day 730
}

TEST_CASE("ids in generated events exist, are unique and need no quotes") {
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
  // As in real shops, some ids have slashes and some are Persian.
  CHECK(std::any_of(products.begin(), products.end(),
                    [](const auto& key) { return key.find('/') != std::string::npos; }));
  CHECK(std::any_of(products.begin(), products.end(), has_persian_letters));
  CHECK(std::any_of(customers.begin(), customers.end(), has_persian_letters));
}

TEST_CASE("generated titles are unique, and the Persian ones are valid UTF-8 with Persian letters") {
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

TEST_CASE("generate gives the same bytes for the same options and seed, and another shop for another seed") {
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
    const bool is_fixed = name == "truth/personas.csv" || name == "shop.toml";
    CHECK((read_all(entry.path()) == read_all(other.path / name)) == is_fixed);
  }
}

TEST_CASE("compressed generated files decompress to the same bytes") {
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
  for (const auto* name :
       {"events.csv", "products.csv", "customers.csv", "occasions.csv", "slots.csv", "contracts.csv"}) {
    const std::string text = read_all(plain.path / name);
    CHECK(gunzip(gzip.path / (std::string(name) + ".gz")) == text);
    CHECK(unzstd(zstd.path / (std::string(name) + ".zst")) == text);
  }
}

TEST_CASE("a generated shop is imported without rejects, and every return matches a purchase") {
  const Directory directory("imported");
  moshaver::ImportOptions options;
  options.shop = directory.path;
  options.events = {shop().made.events_file};
  options.products = {shop().made.products_file};
  options.customers = {shop().made.customers_file};
  options.slots = {shop().made.slots_file};
  options.contracts = {shop().made.contracts_file};
  const auto imported = moshaver::import_files(options);
  REQUIRE(imported);
  CHECK(imported->kept == 100'000);
  CHECK(imported->slot_rows > 1'000);
  CHECK(imported->contract_rows > 50);
  CHECK(imported->rejects.empty());
  CHECK(imported->unread_columns.empty());
  CHECK(imported->product_rows == 500);
  CHECK(imported->customer_rows == 2'000);
  CHECK(imported->kept_by_kind == shop().made.events_by_kind);
  const auto own_returns = std::count_if(shop().events.begin(), shop().events.end(), [](const EventRow& event) {
    return event.event == "return" && event.recipient.empty();  // gifts are not part of the giver's history
  });
  CHECK(imported->returns == static_cast<std::uint64_t>(own_returns));
  CHECK(imported->returns_matched == imported->returns);
  CHECK(imported->gifts == shop().made.gifts);
}

TEST_CASE("generated occasions are of both calendars, and many are the birthdays of people who get gifts") {
  std::set<std::string> customers, recipients, names;
  for (const auto& row : shop().customers) customers.insert(row.at("customer_id"));
  for (const auto& event : shop().events) recipients.insert(event.recipient);
  std::map<std::string, std::size_t> calendars;
  std::size_t with_recipient = 0, given = 0, rows = 0;
  for (const auto& row : read_csv(shop().made.occasions_file)) {
    ++rows;
    ++calendars[row.at("calendar")];
    CHECK(customers.count(row.at("customer_id")) == 1);
    CHECK(names.insert(row.at("customer_id") + "\n" + row.at("occasion")).second);
    if (row.at("recipient_id").empty()) continue;
    ++with_recipient;
    given += recipients.count(row.at("recipient_id"));
  }
  CHECK(rows > shop().customers.size() / 2);
  CHECK(calendars["jalali"] > rows / 3);
  CHECK(calendars["gregorian"] > rows / 5);
  CHECK(with_recipient > rows / 2);
  CHECK(given > with_recipient / 4);
}
