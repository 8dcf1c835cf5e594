#include "engine/ingest/reading.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "tests/ingest/temp_file.hpp"

using namespace moshaver;

namespace {

// Copies of what the callbacks saw.
struct Bad {
  std::uint64_t line;
  std::string column, value, reason;
  bool operator==(const Bad&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Bad& bad) {
  return out << bad.line << " " << bad.column << " [" << bad.value << "] " << bad.reason;
}

struct Seen {
  std::vector<std::tuple<std::string, std::string, EventKind, double>> events;  // customer, product, kind, quantity
  std::vector<std::optional<std::int64_t>> timestamps;
  std::vector<std::optional<double>> unit_prices, product_prices;
  std::map<std::string, std::string> titles;
  std::vector<Bad> rejects;
  ReadCounts counts;
};

Result<Seen> try_events(const TempFile& file, const ReadOptions& options = {}) {
  Seen seen;
  const auto on_event = [&](const EventRecord& event, const ProductRecord* product) {
    seen.events.emplace_back(event.customer_id, event.product_id, event.kind, event.quantity);
    seen.timestamps.push_back(event.timestamp);
    seen.unit_prices.push_back(event.unit_price);
    if (product == nullptr) return;
    CHECK(product->product_id == event.product_id);
    seen.titles[std::string(product->product_id)] = product->title;
    seen.product_prices.push_back(product->price);
  };
  const auto on_reject = [&](const Reject& reject) {
    CHECK(reject.path == file.path());
    seen.rejects.push_back(
        {reject.line, std::string(reject.column), std::string(reject.value), std::string(reject.reason)});
  };
  MOSHAVER_TRY(counts, read_events(file.path(), options, on_event, on_reject));
  CHECK(counts.rows == counts.accepted + counts.rejected);
  CHECK(counts.accepted == seen.events.size());
  CHECK(counts.rejected == seen.rejects.size());
  seen.counts = counts;
  return seen;
}

Seen events_of(std::string_view content, const ReadOptions& options = {}) {
  auto seen = try_events(TempFile(content), options);
  REQUIRE(seen.has_value());
  return std::move(*seen);
}

Error events_error(std::string_view content, const ReadOptions& options = {}) {
  auto seen = try_events(TempFile(content), options);
  REQUIRE_FALSE(seen.has_value());
  CHECK(seen.error().message.find('\n') == std::string::npos);
  return seen.error();
}

// The reason why a row with this value in this column is refused; empty when it is accepted.
std::string reason_for(const std::string& column, const std::string& value) {
  const Seen seen = events_of("customer_id,product_id," + column + "\nc,p," + value + "\ncontrol,p,\n");
  REQUIRE_FALSE(seen.events.empty());
  CHECK(std::get<0>(seen.events.back()) == "control");  // reading went on
  return seen.rejects.empty() ? "" : seen.rejects.front().reason;
}

}  // namespace

TEST_CASE("two columns are enough: every row is a purchase of one") {
  const Seen seen = events_of("customer_id,product_id\nc1,p1\nc2,p2\n");
  CHECK(seen.events ==
        decltype(seen.events){{"c1", "p1", EventKind::purchase, 1}, {"c2", "p2", EventKind::purchase, 1}});
  CHECK(seen.timestamps == decltype(seen.timestamps){std::nullopt, std::nullopt});
  CHECK(seen.titles.empty());
}

TEST_CASE("Online Retail's columns are read through a map, cancellations as returns, descriptions as titles") {
  const std::string text =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
      "536365,85123A,\"HEART, WHITE\",6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n"
      "C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527,United Kingdom\n"
      "536414,22139,,56,2010-12-01 11:52:00,0,,United Kingdom\n";
  const ReadOptions options{.column_map = {{"customer_id", "CustomerID"},
                                           {"product_id", "StockCode"},
                                           {"order_id", "InvoiceNo"},
                                           {"quantity", "Quantity"},
                                           {"timestamp", "InvoiceDate"},
                                           {"unit_price", "UnitPrice"}},
                            .progress = {}};
  for (const std::string& content : {text, gzip(text), zstd(text)}) {
    const Seen seen = events_of(content, options);
    CHECK(seen.events ==
          decltype(seen.events){{"17850", "85123A", EventKind::purchase, 6}, {"14527", "D", EventKind::return_, 1}});
    CHECK(seen.timestamps[0] == 1'291'191'960);
    CHECK(seen.unit_prices[0] == 2.55);
    CHECK(seen.titles == decltype(seen.titles){{"85123A", "HEART, WHITE"}, {"D", "Discount"}});
    CHECK(seen.product_prices == decltype(seen.product_prices){std::nullopt, std::nullopt});
    CHECK(seen.rejects == std::vector<Bad>{{4, "CustomerID", "", "customer_id is missing"}});
    CHECK(seen.counts.unread_columns == std::vector<std::string>{"Country"});
  }
}

TEST_CASE("a title column, or a mapped one, names the product before a description does") {
  CHECK(events_of("customer_id,product_id,Description,title\nc,p,long,short\n").titles["p"] == "short");
  CHECK(events_of("customer_id,product_id,DESCRIPTION,name\nc,p,long,short\n",
                  {.column_map = {{"title", "name"}}, .progress = {}})
            .titles["p"] == "short");
  CHECK(events_of("customer_id,product_id,description\nc,p,long\n").titles["p"] == "long");
  CHECK(events_of("customer_id,product_id,description\nc,p,long\n",
                  {.column_map = {{"reason", "description"}}, .progress = {}})
            .titles.empty());
}

TEST_CASE("the price of a product comes from its own column, never from what was paid") {
  CHECK(events_of("customer_id,product_id,unit_price\nc,p,5\n").product_prices.empty());
  CHECK(events_of("customer_id,product_id,unit_price,price\nc,p,5,6\n").product_prices ==
        std::vector<std::optional<double>>{6});
}

TEST_CASE("JSON Lines, TSV and CSV of the same events read the same") {
  const Seen csv = events_of("customer_id,product_id,quantity,event\nc/1,چای,2,cart\nc/1,p2,,\n");
  const Seen tsv = events_of("customer_id\tproduct_id\tquantity\tevent\nc/1\tچای\t2\tcart\nc/1\tp2\t\t\n");
  const Seen json = events_of(
      "{\"customer_id\": \"c/1\", \"product_id\": \"چای\", \"quantity\": 2, \"event\": \"cart\"}\n"
      "{\"customer_id\": \"c/1\", \"product_id\": \"p2\", \"quantity\": null}\n");
  CHECK(csv.events == decltype(csv.events){{"c/1", "چای", EventKind::cart, 2}, {"c/1", "p2", EventKind::purchase, 1}});
  CHECK(tsv.events == csv.events);
  CHECK(json.events == csv.events);
}

TEST_CASE("a key that first turns up in a late JSON line is read all the same") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "{\"customer_id\": 1, \"product_id\": 2}\n";
  text += "{\"customer_id\": 1, \"product_id\": 2, \"quantity\": 7}\n";
  CHECK(std::get<3>(events_of(text).events.back()) == 7);
}

TEST_CASE("JSON lines lacking a required key, or nested where a value belongs, are rejected one by one") {
  const Seen seen = events_of(
      "{\"customer_id\": 1, \"product_id\": 2}\n{\"customer_id\": 1}\n{\"customer_id\": [1], \"product_id\": "
      "2}\n{broken\n"
      "{\"customer_id\": 3, \"product_id\": 4}\n");
  CHECK(seen.rejects == std::vector<Bad>{{2, "product_id", "", "product_id is missing"},
                                         {3, "customer_id", "[", "customer_id is an object or a list, not one value"},
                                         {4, "", "{broken", "line is not valid JSON"}});
  CHECK(seen.events.size() == 2);
}

TEST_CASE("numbers outside their bounds are rejected with a reason that does not hold the value") {
  CHECK(reason_for("quantity", "0") == "quantity is zero");
  CHECK(reason_for("quantity", "1e9") == "");
  CHECK(reason_for("quantity", "1000000001") == "quantity is out of range");
  CHECK(reason_for("quantity", "-1e10") == "quantity is out of range");
  CHECK(reason_for("quantity", "99999999999999999999999999999999999") == "quantity is out of range");
  CHECK(reason_for("quantity", "1e400") == "quantity is out of range");
  CHECK(reason_for("quantity", "six") == "quantity is not a number");
  CHECK(reason_for("quantity", "۱۲") == "");
  CHECK(reason_for("unit_price", "0") == "");
  CHECK(reason_for("unit_price", "-0.01") == "unit_price is negative");
  CHECK(reason_for("unit_price", "1e12") == "");
  CHECK(reason_for("unit_price", "1.1e12") == "unit_price is out of range");
  CHECK(reason_for("unit_price", "nan") == "unit_price is not a number");
  CHECK(reason_for("unit_price", "inf") == "unit_price is not a number");
  CHECK(reason_for("unit_price", "\"12,50\"") == "unit_price has a decimal comma or separators; write it like 1234.5");
}

TEST_CASE("times and kinds that cannot be are rejected with their reasons") {
  CHECK(reason_for("timestamp", "0001-01-01") == "timestamp is outside 1970..2099");
  CHECK(reason_for("timestamp", "9999-12-31") == "timestamp is outside 1970..2099");
  CHECK(reason_for("timestamp", "2010-02-30") == "timestamp is not a day and time of the calendar");
  CHECK(reason_for("timestamp", "soon") == "timestamp is neither ISO 8601 nor Unix seconds");
  CHECK(reason_for("event", "bought") == "event is not a known word");
}

TEST_CASE("a negative quantity turns a purchase into a return and is refused for anything else") {
  const Seen seen =
      events_of("customer_id,product_id,event,quantity\nc,p,,-2\nc,p,return,-3\nc,p,return,4\nc,p,view,-1\n");
  CHECK(seen.events == decltype(seen.events){{"c", "p", EventKind::return_, 2},
                                             {"c", "p", EventKind::return_, 3},
                                             {"c", "p", EventKind::return_, 4}});
  CHECK(seen.rejects == std::vector<Bad>{{5, "quantity", "-1", "quantity is negative"}});
}

TEST_CASE("ids are any UTF-8 of at most 1024 bytes, trimmed") {
  const std::string longest(1024, 'x');
  const Seen seen = events_of("customer_id,product_id\n \" c/۱ \" , p \n" + longest + ",p\n" + longest + "x,p\n" +
                              repeated(10'000, 'y') + ",p\n\"  \",p\nc,\n");
  CHECK(seen.events ==
        decltype(seen.events){{"c/۱", "p", EventKind::purchase, 1}, {longest, "p", EventKind::purchase, 1}});
  REQUIRE(seen.rejects.size() == 4);
  CHECK(seen.rejects[0].reason == "customer_id is longer than 1024 bytes");
  CHECK(seen.rejects[1].reason == "customer_id is longer than 1024 bytes");
  CHECK(seen.rejects[1].value.size() <= 80);
  CHECK(seen.rejects[2].reason == "customer_id is missing");
  CHECK(seen.rejects[3].reason == "product_id is missing");
}

TEST_CASE("text of 64 KiB is read and one byte more is refused") {
  CHECK(reason_for("title", repeated(65'536, 'x')) == "");
  CHECK(reason_for("title", repeated(65'537, 'x')) == "title is longer than 64 KiB");
}

TEST_CASE("broken UTF-8 rejects its row if the column is read, and not otherwise") {
  const Seen seen = events_of("customer_id,product_id,note\nc\xff,p,x\nc,p,\xff\nc,p,x\n\"c\",\"\xc3\",x\n");
  CHECK(seen.rejects == std::vector<Bad>{{2, "customer_id", "c\\xff", "customer_id is not valid UTF-8"},
                                         {5, "product_id", "\\xc3", "product_id is not valid UTF-8"}});
  CHECK(seen.events.size() == 2);
}

TEST_CASE("bad rows keep the line on which they start, behind quoted line ends and CRLF") {
  const Seen seen = events_of(
      "\xef\xbb\xbf"
      "customer_id,product_id,title\r\nc,p,\"two\r\nlines\"\r\n,p,x\r\nc,p\r\nc,\"\r\np\",\"open\r\nc,p,x\r\n");
  CHECK(seen.rejects == std::vector<Bad>{{4, "customer_id", "", "customer_id is missing"},
                                         {5, "", "c,p\\r", "row has more or fewer fields than the header"},
                                         {6, "", "c,\"\\r", "a quote is not closed"},
                                         {7, "", "p\",\"open\\r", "a quote is not closed"}});
  CHECK(seen.events.size() == 2);
}

TEST_CASE("a header alone gives no rows, an empty file an error") {
  CHECK(events_of("customer_id,product_id\n").counts.rows == 0);
  CHECK(events_error("").code == ErrorCode::no_data);
  CHECK(events_error("\n").code == ErrorCode::no_data);
}

TEST_CASE("what is wrong with file, header or map is told before any row") {
  CHECK(events_error("a,b\n1,2\n").code == ErrorCode::bad_format);
  CHECK(events_error("{\"a\": 1}\n").code == ErrorCode::bad_format);
  const std::string good = "customer_id,product_id\n1,2\n";
  CHECK(events_error(good, {.column_map = {{"quantity", "Qty"}}, .progress = {}}).code == ErrorCode::invalid_argument);
  CHECK(events_error(good, {.column_map = {{"channel", "gender"}}, .progress = {}}).code ==
        ErrorCode::invalid_argument);
  const auto absent = read_events("/absent/events.csv", {}, nullptr, nullptr);
  REQUIRE_FALSE(absent.has_value());
  CHECK(absent.error().code == ErrorCode::not_found);
}

TEST_CASE("an archive that ends early is bad_format, after the rows before the cut") {
  std::string text = "customer_id,product_id\n";
  for (std::uint64_t i = 0; i < 200'000; ++i) {
    text += std::to_string(i * 7919) + "," + std::to_string(i * 104'729 % 5'003) + "\n";
  }
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    const TempFile file(packed.substr(0, packed.size() - 100));
    std::uint64_t rows = 0;
    const auto counts = read_events(
        file.path(), {}, [&](const EventRecord&, const ProductRecord*) { ++rows; }, nullptr);
    REQUIRE_FALSE(counts.has_value());
    CHECK(counts.error().code == ErrorCode::bad_format);
    CHECK(rows > 1'000);
    CHECK(rows < 200'000);
  }
}

TEST_CASE("progress runs up to the size of the file on disk") {
  std::string text = "customer_id,product_id\n";
  for (int i = 0; i < 100'000; ++i) text += "customer,product\n";
  const TempFile file(gzip(text), "shop.csv");
  std::vector<std::uint64_t> done;
  const ReadOptions options{.column_map = {}, .progress = [&](const Progress& progress) {
                              CHECK(progress.stage == "read shop.csv");
                              CHECK(progress.total == std::filesystem::file_size(file.path()));
                              done.push_back(progress.done);
                            }};
  REQUIRE(try_events(file, options).has_value());
  CHECK(done.size() > 2);
  CHECK(std::is_sorted(done.begin(), done.end()));
  CHECK(done.back() == std::filesystem::file_size(file.path()));
}

TEST_CASE("products are read with every attribute, and bad ones are rejected") {
  const TempFile file(
      "product_id,title,title_fa,kind,category,brand,price,currency,stock,lead_days,regions,available_from,available_"
      "until,"
      "variant_of,goes_with,guide,tags,audience\n"
      "p1,Tea,چای,Good,food > tea,Ahmad,9.5,EUR,-3,2,TEH,2024-01-01,2024-12-31,p0,p2;p3,brew it,hot,Internal\n"
      "p2,,,thing,,,,,,,,,,,,,,\np3,,,,,,-1,,,,,,,,,,,\n");
  std::vector<std::string> reasons;
  int products = 0;
  const auto counts = read_products(
      file.path(), {},
      [&](const ProductRecord& product, std::uint64_t line) {
        ++products;
        CHECK(line == 2);
        CHECK(product.product_id == "p1");
        CHECK(product.title == "Tea");
        CHECK(product.title_fa == "چای");
        CHECK(product.kind == "good");
        CHECK(product.category == "food > tea");
        CHECK(product.brand == "Ahmad");
        CHECK(product.price == 9.5);
        CHECK(product.currency == "EUR");
        CHECK(product.stock == -3);
        CHECK(product.lead_days == 2);
        CHECK(product.regions == "TEH");
        CHECK(product.available_from == 1'704'067'200);
        CHECK(product.available_until == 1'735'603'200);
        CHECK(product.variant_of == "p0");
        CHECK(product.goes_with == "p2;p3");
        CHECK(product.guide == "brew it");
        CHECK(product.tags == "hot");
        CHECK(product.audience == "internal");
      },
      [&](const Reject& reject) { reasons.emplace_back(reject.reason); });
  REQUIRE(counts.has_value());
  CHECK(products == 1);
  CHECK(reasons == std::vector<std::string>{"kind is neither good nor service", "price is negative"});
}

TEST_CASE("customers are read with every attribute, and bad ones are rejected") {
  const TempFile file(
      "customer_id,kind,relation,account_id,region,segment,birthday,language,consent\n"
      "c1,Person,internal,a1,TEH,loyal,1980-03-21,fa,yes\nc2,robot,,,,,,,\nc3,,friend,,,,,,\nc4,,,,,,31.12.,,\n");
  std::vector<std::string> reasons;
  int customers = 0;
  const auto counts = read_customers(
      file.path(), {},
      [&](const CustomerRecord& customer) {
        ++customers;
        CHECK(customer.customer_id == "c1");
        CHECK(customer.kind == "person");
        CHECK(customer.relation == "internal");
        CHECK(customer.account_id == "a1");
        CHECK(customer.region == "TEH");
        CHECK(customer.segment == "loyal");
        CHECK(customer.birthday == "03-21");
        CHECK(customer.language == "fa");
        CHECK(customer.consent == "yes");
      },
      [&](const Reject& reject) { reasons.emplace_back(reject.reason); });
  REQUIRE(counts.has_value());
  CHECK(customers == 1);
  CHECK(reasons == std::vector<std::string>{"kind is neither person nor organisation",
                                            "relation is neither external nor internal",
                                            "birthday is not a month and day like 03-21"});
}
