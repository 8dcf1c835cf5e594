#include "engine/ingest/row_records.hpp"

#include <cmath>

namespace moshaver {
namespace {

namespace event {
enum Field : std::size_t {
  customer_id,
  product_id,
  kind,
  timestamp,
  quantity,
  unit_price,
  order_id,
  recipient_id,
  account_id,
  channel,
  place,
  value,
  reason,
  event_id,
  title,
  title_fa,
  category,
  brand,
  price,
  count
};
constexpr std::array<FieldName, count> names = {{{"customer_id", true},
                                                 {"product_id", true},
                                                 {"event"},
                                                 {"timestamp"},
                                                 {"quantity"},
                                                 {"unit_price"},
                                                 {"order_id"},
                                                 {"recipient_id"},
                                                 {"account_id"},
                                                 {"channel"},
                                                 {"place"},
                                                 {"value"},
                                                 {"reason"},
                                                 {"event_id"},
                                                 {"title"},
                                                 {"title_fa"},
                                                 {"category"},
                                                 {"brand"},
                                                 {"price"}}};
}  // namespace event

namespace product {
enum Field : std::size_t {
  product_id,
  title,
  title_fa,
  kind,
  category,
  brand,
  price,
  currency,
  stock,
  lead_days,
  regions,
  available_from,
  available_until,
  variant_of,
  goes_with,
  guide,
  tags,
  audience,
  count
};
constexpr std::array<FieldName, count> names = {{{"product_id", true},
                                                 {"title"},
                                                 {"title_fa"},
                                                 {"kind"},
                                                 {"category"},
                                                 {"brand"},
                                                 {"price"},
                                                 {"currency"},
                                                 {"stock"},
                                                 {"lead_days"},
                                                 {"regions"},
                                                 {"available_from"},
                                                 {"available_until"},
                                                 {"variant_of"},
                                                 {"goes_with"},
                                                 {"guide"},
                                                 {"tags"},
                                                 {"audience"}}};
}  // namespace product

namespace customer {
enum Field : std::size_t {
  customer_id,
  kind,
  relation,
  account_id,
  region,
  segment,
  birthday,
  language,
  consent,
  count
};
constexpr std::array<FieldName, count> names = {{{"customer_id", true},
                                                 {"kind"},
                                                 {"relation"},
                                                 {"account_id"},
                                                 {"region"},
                                                 {"segment"},
                                                 {"birthday"},
                                                 {"language"},
                                                 {"consent"}}};
}  // namespace customer

constexpr double max_days = 36'500;

// Sets kind and quantity together: fewer than none bought is a return, as in Online Retail's cancelled invoices.
void take_quantity(RowCheck& check, EventRecord& record) {
  record.kind = check.parsed(event::kind, parse_event_kind).value_or(EventKind::purchase);
  const double quantity = check.number(event::quantity, -max_quantity, max_quantity).value_or(1);
  if (quantity == 0) check.refuse_if(event::quantity, FieldProblem::zero);
  record.quantity = std::abs(quantity);
  if (quantity > 0) return;
  if (record.kind == EventKind::purchase) {
    record.kind = EventKind::return_;
  } else if (record.kind != EventKind::return_) {
    check.refuse_if(event::quantity, FieldProblem::negative);
  }
}

std::string_view one_of(RowCheck& check, std::size_t field, std::array<std::string_view, 2> names,
                        FieldProblem otherwise) {
  const std::string_view value = check.text(field);
  if (value.empty()) return {};
  for (const std::string_view name : names) {
    if (same_word(value, name)) return name;
  }
  check.refuse_if(field, otherwise);
  return {};
}

}  // namespace

std::span<const FieldName> event_fields() { return event::names; }
std::span<const FieldName> product_fields() { return product::names; }
std::span<const FieldName> customer_fields() { return customer::names; }
std::size_t event_title_field() { return event::title; }

EventRow to_event(RowCheck& check) {
  EventRow row;
  EventRecord& record = row.event;
  record.customer_id = check.required_id(event::customer_id);
  record.product_id = check.required_id(event::product_id);
  take_quantity(check, record);
  record.timestamp = check.parsed(event::timestamp, parse_timestamp);
  record.unit_price = check.number(event::unit_price, 0, max_money);
  record.value = check.number(event::value, -max_money, max_money);
  record.order_id = check.id(event::order_id);
  record.recipient_id = check.id(event::recipient_id);
  record.account_id = check.id(event::account_id);
  record.channel = check.text(event::channel);
  record.place = check.text(event::place);
  record.reason = check.text(event::reason);
  record.event_id = check.id(event::event_id);

  ProductRecord& about = row.product;
  about.product_id = record.product_id;
  about.title = check.text(event::title);
  about.title_fa = check.text(event::title_fa);
  about.category = check.text(event::category);
  about.brand = check.text(event::brand);
  about.price = check.number(event::price, 0, max_money);
  row.has_product = !about.title.empty() || !about.title_fa.empty() || !about.category.empty() ||
                    !about.brand.empty() || about.price.has_value();
  return row;
}

ProductRecord to_product(RowCheck& check) {
  ProductRecord record;
  record.product_id = check.required_id(product::product_id);
  record.title = check.text(product::title);
  record.title_fa = check.text(product::title_fa);
  record.kind = check.parsed(product::kind, parse_product_kind);
  record.category = check.text(product::category);
  record.brand = check.text(product::brand);
  record.price = check.number(product::price, 0, max_money);
  record.currency = check.text(product::currency);
  // Below zero is oversold: bad for the shop, but no bad row.
  record.stock = check.number(product::stock, -max_quantity, max_quantity);
  record.lead_days = check.number(product::lead_days, 0, max_days);
  record.regions = check.text(product::regions);
  record.available_from = check.parsed(product::available_from, parse_timestamp);
  record.available_until = check.parsed(product::available_until, parse_timestamp);
  record.variant_of = check.id(product::variant_of);
  record.goes_with = check.text(product::goes_with);
  record.guide = check.text(product::guide);
  record.tags = check.text(product::tags);
  record.audience = check.text(product::audience);
  return record;
}

CustomerRecord to_customer(RowCheck& check) {
  CustomerRecord record;
  record.customer_id = check.required_id(customer::customer_id);
  record.kind = one_of(check, customer::kind, {"person", "organisation"}, FieldProblem::unknown_customer_kind);
  record.relation = one_of(check, customer::relation, {"external", "internal"}, FieldProblem::unknown_relation);
  record.account_id = check.id(customer::account_id);
  record.region = check.text(customer::region);
  record.segment = check.text(customer::segment);
  record.birthday = check.parsed(customer::birthday, parse_birthday).value_or(std::string_view{});
  record.language = check.text(customer::language);
  record.consent = check.text(customer::consent);
  return record;
}

}  // namespace moshaver
