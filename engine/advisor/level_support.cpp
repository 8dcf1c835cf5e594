#include "engine/advisor/level_support.hpp"

#include <algorithm>

namespace moshaver {

namespace {

std::string percent_of(std::size_t part, std::size_t whole) {
  return std::to_string(whole == 0 ? 0 : (100 * part + whole - 1) / whole) + "%";
}

void add(std::string& list, const std::string& one) { list += (list.empty() ? "" : ", ") + one; }

Finding accuracy(const Model* model) {
  Finding finding{Health::good, "level 1, accuracy", "the model says how sure it is", ""};
  if (model == nullptr) return {Health::advice, finding.what, "there is no model", "train one: moshaver train"};
  if (model->ranker || model->calibration) return finding;
  const std::string& why = model->reliability.why_none;
  return {Health::advice, finding.what, "the model does not say how sure it is" + (why.empty() ? "" : ": " + why),
          "train again when there are more purchases"};
}

Finding availability(const LevelSupport& support) {
  std::string lacks;
  const auto lack = [&](std::size_t count, const char* what) {
    if (count > 0) add(lacks, std::string(what) + " of " + percent_of(count, support.products));
  };
  lack(support.without_stock, "stock");
  lack(support.without_price, "price");
  lack(support.without_lead_days, "lead_days");
  if (support.products == 0 || lacks.empty())
    return {Health::good, "level 2, availability", "stock, price and lead_days of all products are known", ""};
  return {Health::advice, "level 2, availability", "unknown of products: " + lacks,
          "import --products with these columns"};
}

Finding partnership(const LevelSupport& support) {
  std::string heard, lacks;
  for (const EventKind kind : {EventKind::return_, EventKind::rating, EventKind::complaint, EventKind::dislike,
                               EventKind::like, EventKind::survey}) {
    const auto at = static_cast<std::size_t>(kind);
    if (support.events[at] > 0)
      add(heard, std::to_string(support.events[at]) + " " + std::string(event_kind_names[at]));
  }
  if (heard.empty()) add(lacks, "no returns, complaints, ratings or likes");
  if (support.with_consent == 0) add(lacks, "no customer's consent, so no gifts, occasions and audiences");
  if (lacks.empty()) {
    return {Health::good, "level 3, partnership",
            "events: " + heard + "; consent of " + percent_of(support.with_consent, support.customers) +
                " of customers; days to remind of: " + std::to_string(support.birthdays) + " birthdays, " +
                std::to_string(support.occasions) + " occasions",
            ""};
  }
  return {Health::advice, "level 3, partnership", "there are " + lacks,
          "import these events, and customers with the column consent"};
}

}  // namespace

void LevelSupport::count_events(const EventTable& table) {
  for (const EventKind kind : table.kind) ++events[static_cast<std::size_t>(kind)];
}

Result<void> LevelSupport::count_records(const Store& store) {
  MOSHAVER_CHECK(store.visit_products(std::nullopt, [&](std::uint32_t, const ProductRecord& product, bool withdrawn) {
    if (withdrawn) return;
    const bool is_service = product.kind == "service";
    ++products;
    without_stock += !is_service && !product.stock;
    without_price += !product.price;
    without_lead_days += !is_service && !product.lead_days;
  }));
  MOSHAVER_CHECK(store.visit_customers(std::nullopt, [&](std::uint32_t, const CustomerRecord& customer) {
    ++customers;
    with_consent += parse_consent(customer.consent) != Consent{};
    birthdays += !customer.birthday.empty();
  }));
  MOSHAVER_TRY(stored, store.occasion_count());
  occasions = stored;
  return {};
}

std::vector<Finding> level_findings(const LevelSupport& support, const Model* model) {
  return {accuracy(model), availability(support), partnership(support)};
}

}  // namespace moshaver
