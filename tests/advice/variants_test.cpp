// Sizes and colours of one product are one product.
#include <set>

#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

constexpr std::size_t customers = 30, shirts = 8;

std::string shirt(std::size_t at) { return numbered("shirt-", at); }
std::string variant(std::size_t at, const std::string& size) { return shirt(at) + "/" + size; }
std::string buyer(std::size_t at) { return numbered("buyer-", at); }
const std::vector<std::string> sizes = {"S", "M", "L"};
std::string size_of(std::size_t who) { return sizes[who % 3]; }

// Two tastes of four shirts, each shirt in three sizes. Every customer buys three of the four, in one size.
class ShirtShop {
 public:
  explicit ShirtShop(const std::string& recipe) {
    std::string products = "product_id,title,category,price,stock,variant_of,size\n";
    std::string events = "customer_id,product_id,timestamp\n";
    for (std::size_t at = 0; at < shirts; ++at) {
      products += shirt(at) + ",Shirt " + std::to_string(at) + ",Clothes > Shirts,,,,\n";
      for (const std::string& size : sizes)
        products += variant(at, size) + ",," + "Clothes > Shirts,10,5," + shirt(at) + "," + size + "\n";
    }
    for (std::size_t who = 0; who < customers; ++who) {
      for (std::size_t what = 0; what < 4; ++what) {
        if (what == who / 2 % 4) continue;
        events += buyer(who) + "," + variant(who % 2 * 4 + what, size_of(who)) + "," +
                  std::to_string((1'000 + what) * day) + "\n";
      }
    }
    put_bytes(scratch_ / "products.csv", products);
    put_bytes(scratch_ / "events.csv", events);
    ImportOptions import;
    import.shop = shop();
    import.products = {scratch_ / "products.csv"};
    import.events = {scratch_ / "events.csv"};
    must(import_files(import));
    TrainOptions options;
    options.recipe = recipe;
    options.source.shop = shop();
    options.settings = {{"ials.dim", 4}, {"low-pass.dim", 2}};
    must(train(options));
  }
  [[nodiscard]] std::filesystem::path shop() const { return scratch_ / "shop"; }
  // The shirt that the customer lacks of their taste.
  static std::size_t withheld(std::size_t who) { return who % 2 * 4 + who / 2 % 4; }

 private:
  Scratch scratch_;
};

std::string head_of(const std::string& product) { return product.substr(0, product.find('/')); }

}  // namespace

TEST_CASE("an answer holds a product once, in the customer's usual size, and says so", "[variants]") {
  for (const std::string recipe : {"item-item", "ials", "ease", "user-knn", "popular", "blend"}) {
    CAPTURE(recipe);
    const ShirtShop world(recipe);
    const Advisor advisor = advisor_of(world.shop());
    for (std::size_t who = 0; who < customers; ++who) {
      const Advice advice = advised(advisor, request_for(buyer(who)));
      std::set<std::string> heads;
      for (const RecommendedItem& item : advice.items) {
        CHECK(heads.insert(head_of(item.product_id)).second);
        CHECK(item.product_id == head_of(item.product_id) + "/" + size_of(who));
        REQUIRE_FALSE(item.reasons.empty());
        CHECK(item.reasons.back().code == "usual_size");
        CHECK_THAT(item.reasons.back().text, Contains(size_of(who)));
      }
      // Three are owned: whoever has a size has the shirt.
      CHECK(heads.size() == shirts - 3);
      const bool tells_tastes = recipe == "item-item" || recipe == "ease" || recipe == "user-knn";
      if (tells_tastes) CHECK(head_of(advice.items.front().product_id) == shirt(ShirtShop::withheld(who)));
    }
  }
}

TEST_CASE("a size that is sold out is shown in another, and the product is left out when all sizes are sold out",
          "[variants]") {
  const ShirtShop world("item-item");
  Advisor advisor = advisor_of(world.shop());
  const std::size_t wanted = ShirtShop::withheld(0);
  const auto sell_out = [&](const std::string& size) {
    Product change;
    change.product_id = variant(wanted, size);
    change.stock = 0;
    must(advisor.patch_product(change));
  };
  CHECK(advised(advisor, request_for(buyer(0))).items.front().product_id == variant(wanted, "S"));
  sell_out("S");
  const RecommendedItem other = advised(advisor, request_for(buyer(0))).items.front();
  CHECK(head_of(other.product_id) == shirt(wanted));
  CHECK(other.product_id != variant(wanted, "S"));
  CHECK(other.reasons.back().code != "usual_size");
  sell_out("M");
  sell_out("L");
  const Advice without = advised(advisor, request_for(buyer(0)));
  for (const RecommendedItem& item : without.items) CHECK(head_of(item.product_id) != shirt(wanted));
  CHECK(without.items.size() == shirts - 4);
}

TEST_CASE("a cart with one size leaves out the product, an excluded size only that size", "[variants]") {
  const ShirtShop world("item-item");
  const Advisor advisor = advisor_of(world.shop());
  const std::size_t wanted = ShirtShop::withheld(0);
  AdviceRequest request = request_for(buyer(0));
  request.context.cart = {variant(wanted, "L")};
  for (const RecommendedItem& item : advised(advisor, request).items) CHECK(head_of(item.product_id) != shirt(wanted));
  request = request_for(buyer(0));
  request.filters.exclude = {variant(wanted, "S")};
  const RecommendedItem first = advised(advisor, request).items.front();
  CHECK(head_of(first.product_id) == shirt(wanted));
  CHECK(first.product_id != variant(wanted, "S"));
}

TEST_CASE("what is similar to one size is another product, and audiences know who owns another size", "[variants]") {
  const ShirtShop world("item-item");
  Advisor advisor = advisor_of(world.shop());
  for (std::size_t who = 0; who < customers; ++who) {
    Customer agrees;
    agrees.customer_id = buyer(who);
    agrees.consent = "audience";
    (void)must(advisor.put_customer(agrees));
  }
  AdviceRequest request;
  request.placement = Placement::similar;
  request.product_id = variant(0, "M");
  const Advice similar = advised(advisor, request);
  CHECK_FALSE(similar.items.empty());
  for (const RecommendedItem& item : similar.items) CHECK(head_of(item.product_id) != shirt(0));
  AudienceRequest audience;
  audience.product_id = variant(0, "M");
  audience.count = 100;
  for (const Audience::Member& member : must(advisor.audience(audience)).customers) {
    for (std::size_t who = 0; who < customers; who += 2) {
      if (member.customer_id == buyer(who)) CHECK(ShirtShop::withheld(who) == 0);
    }
  }
}

TEST_CASE("a batch and single answers show the same variants", "[variants]") {
  const ShirtShop world("ease");
  const Recommender recommender = must(Recommender::open_shop(world.shop()));
  std::vector<std::string> ids;
  for (std::size_t who = 0; who < customers; ++who) ids.push_back(buyer(who));
  std::size_t at = 0;
  AdviceRequest request;
  request.max_reasons = 0;
  must(recommender.advise_many(ids, request, 1, [&](const Advice& advice) {
    request.customer_id = ids[at];
    CHECK(products_of(advice) == products_of(must(recommender.advise(request))));
    request.customer_id.clear();
    ++at;
    return true;
  }));
  CHECK(at == customers);
}

TEST_CASE("a variant of nothing, of itself or in a ring is refused by name, and what was there stays",
          "[variants][bad input]") {
  const ShirtShop world("popular");
  Advisor advisor = advisor_of(world.shop());
  const auto refused = [&](const std::string& id, const std::string& parent) {
    Product product = product_with(id);
    product.variant_of = parent;
    const auto put = advisor.put_product(product);
    REQUIRE_FALSE(put);
    CHECK(put.error().code == ErrorCode::invalid_argument);
    CHECK(put.error().field == "variant_of");
    Product change;
    change.product_id = id;
    change.variant_of = parent;
    const auto patched = advisor.patch_product(change);
    REQUIRE_FALSE(patched);
    return put.error().message;
  };
  CHECK_THAT(refused(shirt(0), "no-such"), Contains("no product of the shop"));
  CHECK_THAT(refused(shirt(0), shirt(0)), Contains("back to the product itself"));
  CHECK_THAT(refused(shirt(0), variant(0, "M")), Contains("back to the product itself"));
  CHECK(must(advisor.product(shirt(0))).title == "Shirt 0");
  CHECK(must(advisor.product(shirt(0))).variant_of.empty());
}

TEST_CASE("import counts variants of unknown products and rings as rejected, whatever the order of the rows",
          "[variants][bad input]") {
  const Scratch scratch;
  put_bytes(scratch / "products.csv",
            "product_id,variant_of\nbig,base\nlost,no-such\nring-a,ring-b\nring-b,ring-a\nself,self\nbase,\n");
  ImportOptions options;
  options.shop = scratch / "shop";
  options.products = {scratch / "products.csv"};
  options.rejects = scratch / "rejects.tsv";
  options.max_reject_rate = 1;
  const ImportSummary summary = must(import_files(options));
  CHECK(summary.product_rows == 2);  // big and base
  const std::string rejects = bytes_of(scratch / "rejects.tsv");
  CHECK_THAT(rejects, Contains("3\tvariant_of\tno-such\tvariant_of is no product of the shop"));
  CHECK_THAT(rejects, Contains("4\tvariant_of\tring-b\tvariant_of leads back to the product itself"));
  CHECK_THAT(rejects, Contains("5\tvariant_of\tring-a\tvariant_of leads back to the product itself"));
  CHECK_THAT(rejects, Contains("6\tvariant_of\tself\tvariant_of leads back to the product itself"));
}
