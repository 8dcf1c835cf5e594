// moshaver/reports.hpp: one pass over the log to know the window, one to count.
#include "moshaver/reports.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "engine/store/store.hpp"

namespace moshaver {

namespace {

constexpr std::int64_t day = 86'400;

Result<void> check(const ReportOptions& options) {
  if (options.days == 0 || options.days > 36'500) {
    return failure(ErrorCode::invalid_argument, "days is " + std::to_string(options.days) + "; it is from 1 to 36500",
                   "days");
  }
  if (options.count == 0 || options.count > 1'000) {
    return failure(ErrorCode::invalid_argument, "count is " + std::to_string(options.count) + "; it is from 1 to 1000",
                   "count");
  }
  return {};
}

// An open log with the beginning of the window, which its newest event says.
struct Log {
  Store store;
  Store::Merges merged;
  std::int64_t since = 0;

  static Result<Log> open(const std::filesystem::path& shop, const ReportOptions& options) {
    MOSHAVER_CHECK(check(options));
    MOSHAVER_TRY(store, Store::open(shop));
    MOSHAVER_TRY(merged, store.merges());
    Log log{std::move(store), std::move(merged)};
    std::int64_t newest = 0;
    MOSHAVER_CHECK(log.each_event([&](std::uint32_t, std::uint32_t, const EventRecord& event) {
      newest = std::max(newest, event.timestamp.value_or(0));
    }));
    log.since = newest - static_cast<std::int64_t>(options.days) * day;
    return log;
  }
  // Calls visit(customer row, product row, event); a merged guest's row is the account's.
  template <class Visit>
  Result<void> each_event(const Visit& visit) const {
    return store.visit_events(
        0, [&](std::uint64_t, std::uint32_t customer, std::uint32_t product, const EventRecord& event) {
          const auto account = merged.find(customer);
          visit(account == merged.end() ? customer : account->second, product, event);
          return true;
        });
  }
  [[nodiscard]] bool within(const EventRecord& event) const { return !event.timestamp || *event.timestamp > since; }
};

template <class T>
T& at_row(std::vector<T>& rows, std::uint32_t row) {
  if (row >= rows.size()) rows.resize(std::max<std::size_t>(row + 1, rows.size() * 2));
  return rows[row];
}

// The first `count` by `amount`, largest first, ties by row; their products then get their names.
template <class Product, class Amount>
Result<std::vector<Product>> largest(const Store& store, std::vector<std::pair<std::uint32_t, Product>> all,
                                     std::size_t count, const Amount& amount) {
  std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
    return amount(a.second) != amount(b.second) ? amount(a.second) > amount(b.second) : a.first < b.first;
  });
  if (all.size() > count) all.resize(count);
  std::vector<Product> listed;
  for (auto& [row, product] : all) {
    MOSHAVER_CHECK(store.visit_products(row, [&](std::uint32_t, const ProductRecord& record, bool) {
      product.product_id = record.product_id;
      product.title = record.title.empty() ? record.title_fa : record.title;
    }));
    listed.push_back(std::move(product));
  }
  return listed;
}

struct Mean {
  std::uint64_t count = 0;
  double sum = 0;
  void add(const std::optional<double>& value) {
    if (!value) return;
    ++count;
    sum += *value;
  }
  [[nodiscard]] std::optional<double> value() const {
    return count > 0 ? std::optional(sum / static_cast<double>(count)) : std::nullopt;
  }
};

}  // namespace

Result<LifecycleReport> lifecycle_report(const std::filesystem::path& shop, const ReportOptions& options) {
  MOSHAVER_TRY(log, Log::open(shop, options));
  struct Customer {
    std::int64_t last_bought = 0;
    std::uint32_t orders = 0, last_order = 0;
    bool active = false, lately = false;
  };
  std::vector<Customer> customers;
  MOSHAVER_CHECK(log.each_event([&](std::uint32_t row, std::uint32_t, const EventRecord& event) {
    Customer& customer = at_row(customers, row);
    customer.active = true;
    if (event.kind != EventKind::purchase) return;
    customer.lately |= log.within(event);
    // Lines of one order stand together in the log.
    const std::uint32_t order = order_key(event.order_id);
    const std::int64_t bought_on = event.timestamp.value_or(0) / day;
    const bool same =
        customer.orders > 0 &&
        (order != 0 ? order == customer.last_order : customer.last_order == 0 && bought_on == customer.last_bought);
    customer.orders += same ? 0 : 1;
    customer.last_order = order;
    customer.last_bought = bought_on;
  }));
  LifecycleReport report;
  MOSHAVER_CHECK(log.store.visit_customers(std::nullopt, [&](std::uint32_t row, const CustomerRecord& record) {
    // What is left of an erased customer is a row with a name that says nothing.
    if (log.merged.contains(row) || record.customer_id.starts_with("erased:")) return;
    const Customer customer = row < customers.size() ? customers[row] : Customer{};
    const std::size_t stage = !customer.active       ? 0
                              : customer.orders == 0 ? 1
                              : customer.orders == 1 ? 2
                              : customer.orders < 5  ? 3
                                                     : 4;
    ++report.customers;
    ++report.stages[stage].customers;
    if (customer.orders > 0 && !customer.lately) ++report.stages[stage].dormant;
  }));
  return report;
}

Result<SatisfactionReport> satisfaction_report(const std::filesystem::path& shop, const ReportOptions& options) {
  MOSHAVER_TRY(log, Log::open(shop, options));
  SatisfactionReport report;
  Mean rating, survey;
  std::unordered_map<std::uint32_t, SatisfactionReport::Product> products;
  MOSHAVER_CHECK(log.each_event([&](std::uint32_t, std::uint32_t row, const EventRecord& event) {
    if (!log.within(event)) return;
    switch (event.kind) {
      case EventKind::purchase:
        ++report.purchases;
        break;
      case EventKind::return_:
        ++report.returns;
        ++products[row].returns;
        break;
      case EventKind::like:
        ++report.likes;
        break;
      case EventKind::dislike:
        ++report.dislikes;
        ++products[row].dislikes;
        break;
      case EventKind::hide:
        ++report.hides;
        break;
      case EventKind::complaint:
        ++report.complaints;
        ++products[row].complaints;
        break;
      case EventKind::resolve:
        ++report.resolved;
        break;
      case EventKind::rating:
        rating.add(event.value);
        if (event.value.value_or(5) <= 2) ++products[row].low_ratings;
        break;
      case EventKind::survey:
        survey.add(event.value);
        break;
      default:
        break;
    }
  }));
  report.ratings = rating.count;
  report.surveys = survey.count;
  report.mean_rating = rating.value();
  report.mean_survey = survey.value();
  for (auto& [row, product] : products) {
    product.unhappy = product.returns + product.complaints + product.dislikes + product.low_ratings;
  }
  MOSHAVER_TRY(listed,
               largest<SatisfactionReport::Product>(log.store, {products.begin(), products.end()}, options.count,
                                                    [](const auto& one) { return one.unhappy; }));
  report.products = std::move(listed);
  return report;
}

Result<ReferralReport> referral_report(const std::filesystem::path& shop, const ReportOptions& options) {
  MOSHAVER_TRY(log, Log::open(shop, options));
  ReferralReport report;
  std::unordered_set<std::uint32_t> referrers;
  std::unordered_set<std::string> referred;
  std::vector<bool> bought;
  MOSHAVER_CHECK(log.each_event([&](std::uint32_t row, std::uint32_t, const EventRecord& event) {
    if (event.kind == EventKind::purchase) {
      if (row >= bought.size()) bought.resize(std::max<std::size_t>(row + 1, bought.size() * 2));
      bought[row] = true;
    }
    if (event.kind != EventKind::referral || !log.within(event)) return;
    ++report.referrals;
    referrers.insert(row);
    if (!event.recipient_id.empty() && event.recipient_id != "erased") referred.emplace(event.recipient_id);
  }));
  report.referrers = referrers.size();
  report.referred = referred.size();
  MOSHAVER_CHECK(log.store.visit_customers(std::nullopt, [&](std::uint32_t row, const CustomerRecord& customer) {
    if (!referred.contains(std::string(customer.customer_id))) return;
    const auto account = log.merged.find(row);
    const std::uint32_t buyer = account == log.merged.end() ? row : account->second;
    if (buyer < bought.size() && bought[buyer]) ++report.converted;
  }));
  return report;
}

Result<UnmetDemandReport> unmet_demand_report(const std::filesystem::path& shop, const ReportOptions& options) {
  MOSHAVER_TRY(log, Log::open(shop, options));
  UnmetDemandReport report;
  std::unordered_map<std::uint32_t, UnmetDemandReport::Product> products;
  MOSHAVER_CHECK(
      log.store.visit_products(std::nullopt, [&](std::uint32_t row, const ProductRecord& product, bool withdrawn) {
        if (withdrawn || product.stock.value_or(1) <= 0)
          products[row].reason = withdrawn ? "withdrawn" : "out_of_stock";
      }));
  report.products_unavailable = products.size();
  struct Wish {
    std::uint32_t views = 0, carts = 0, likes = 0, questions = 0;
  };
  std::unordered_map<std::uint64_t, Wish> wishes;  // by product and customer
  MOSHAVER_CHECK(log.each_event([&](std::uint32_t customer, std::uint32_t row, const EventRecord& event) {
    if (!log.within(event) || !products.contains(row)) return;
    const std::uint64_t who = std::uint64_t{row} << 32 | customer;
    if (event.kind == EventKind::purchase) wishes.erase(who);
    if (event.kind == EventKind::view) ++wishes[who].views;
    if (event.kind == EventKind::cart) ++wishes[who].carts;
    if (event.kind == EventKind::like) ++wishes[who].likes;
    if (event.kind == EventKind::question) ++wishes[who].questions;
  }));
  for (const auto& [who, wish] : wishes) {
    UnmetDemandReport::Product& product = products[static_cast<std::uint32_t>(who >> 32)];
    ++product.customers;
    product.views += wish.views;
    product.carts += wish.carts;
    product.likes += wish.likes;
    product.questions += wish.questions;
  }
  std::erase_if(products, [](const auto& one) { return one.second.customers == 0; });
  MOSHAVER_TRY(listed, largest<UnmetDemandReport::Product>(log.store, {products.begin(), products.end()}, options.count,
                                                           [](const auto& one) { return one.customers; }));
  report.products = std::move(listed);
  return report;
}

}  // namespace moshaver
