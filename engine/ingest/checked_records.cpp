#include "engine/ingest/checked_records.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "engine/data/dataset.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/ingest/field_parsers.hpp"

namespace moshaver {

namespace {

std::string allowed(FieldProblem problem) {
  switch (problem) {
    case FieldProblem::unknown_event: {
      std::string names = "; it is one of";
      for (const std::string_view name : event_kind_names) names += " " + std::string(name);
      return names;
    }
    case FieldProblem::missing:
      return "; give it";
    case FieldProblem::out_of_range:
    case FieldProblem::negative:
    case FieldProblem::zero:
      return "; see the bounds in the documentation of the field";
    default:
      return "";
  }
}

// The first problem of a record, by field.
class Checks {
 public:
  void refuse_if(const char* field, FieldProblem problem, std::string_view value) {
    if (problem == FieldProblem::none || error_) return;
    std::string message = std::string(field) + " " + std::string(phrase(problem));
    if (!value.empty() && problem != FieldProblem::long_text) message += ": \"" + display_text(value) + "\"";
    error_ = Error{ErrorCode::invalid_argument, message + allowed(problem), field};
  }
  std::string_view text(const char* field, std::string_view value, std::size_t most = max_text_bytes) {
    if (value.size() > most) {
      refuse_if(field, most == max_id_bytes ? FieldProblem::long_id : FieldProblem::long_text, "");
    } else if (!simdjson::validate_utf8(value.data(), value.size())) {
      refuse_if(field, FieldProblem::not_utf8, value);
    }
    return trimmed(value);
  }
  std::string_view id(const char* field, std::string_view value) { return text(field, value, max_id_bytes); }
  std::string_view required_id(const char* field, std::string_view value) {
    const std::string_view trimmed_id = id(field, value);
    if (trimmed_id.empty()) refuse_if(field, FieldProblem::missing, "");
    return trimmed_id;
  }
  std::optional<double> number(const char* field, std::optional<double> value, double least, double most) {
    if (!value) return value;
    if (!std::isfinite(*value)) {
      refuse_if(field, FieldProblem::not_a_number, "");
    } else if (*value < least || *value > most) {
      refuse_if(field, least == 0 && *value < 0 ? FieldProblem::negative : FieldProblem::out_of_range,
                std::to_string(*value));
    }
    return value;
  }
  template <class T>
  std::optional<T> parsed(const char* field, std::string_view value, Parsed<T> (*parse)(std::string_view)) {
    const std::string_view checked_text = text(field, value);
    if (checked_text.empty() || error_) return std::nullopt;
    const Parsed<T> result = parse(checked_text);
    refuse_if(field, result.problem, checked_text);
    return result.value;
  }
  std::string_view one_of(const char* field, std::string_view value, std::array<std::string_view, 2> names,
                          FieldProblem otherwise) {
    const std::string_view word = text(field, value);
    if (word.empty()) return {};
    for (const std::string_view name : names) {
      if (same_word(word, name)) return name;
    }
    refuse_if(field, otherwise, word);
    return {};
  }
  template <class T>
  Result<T> result(T record) const {
    if (error_) return tl::unexpected(*error_);
    return record;
  }

 private:
  std::optional<Error> error_;
};

tl::unexpected<Error> no_such_field(const std::string& name) {
  return failure(ErrorCode::invalid_argument, "\"" + display_text(name) + "\" is no field that can be emptied", name);
}

void take(std::string& out, const std::string& change) {
  if (!change.empty()) out = change;
}
void take(std::optional<double>& out, std::optional<double> change) {
  if (change) out = change;
}
void take(double& out, double change) { out = change; }

// All but the record's own id, which stands first.
template <class T, std::size_t N>
Result<void> patch_fields(T& record, const std::array<RecordField<T>, N>& fields, const T& changes,
                          std::span<const std::string> cleared) {
  const auto others = std::span(fields).template subspan<1>();
  for (const RecordField<T>& field : others) {
    std::visit([&](auto member) { take(record.*member, changes.*member); }, field.member);
  }
  for (const std::string& name : cleared) {
    const auto named =
        std::find_if(others.begin(), others.end(), [&](const auto& field) { return name == field.name; });
    if (named == others.end()) return no_such_field(name);
    std::visit([&](auto member) { record.*member = {}; }, named->member);
  }
  return {};
}

std::string time_text(std::optional<std::int64_t> time) {
  return time ? iso_time(static_cast<std::uint32_t>(*time)) : "";
}

}  // namespace

Result<EventRecord> checked(const Event& event, std::int64_t now) {
  Checks check;
  EventRecord record;
  record.customer_id = check.required_id("customer_id", event.customer_id);
  record.product_id = check.required_id("product_id", event.product_id);
  record.kind = check.parsed("event", event.event, parse_event_kind).value_or(EventKind::purchase);
  record.timestamp = check.parsed("timestamp", event.timestamp, parse_timestamp).value_or(now);
  const double quantity = check.number("quantity", event.quantity, -max_quantity, max_quantity).value_or(1);
  if (quantity == 0) check.refuse_if("quantity", FieldProblem::zero, "");
  record.quantity = std::abs(quantity);
  if (quantity < 0 && record.kind == EventKind::purchase) record.kind = EventKind::return_;
  if (quantity < 0 && record.kind != EventKind::return_) {
    check.refuse_if("quantity", FieldProblem::negative, std::to_string(quantity));
  }
  record.unit_price = check.number("unit_price", event.unit_price, 0, max_money);
  record.value = check.number("value", event.value, -max_money, max_money);
  record.order_id = check.id("order_id", event.order_id);
  record.recipient_id = check.id("recipient_id", event.recipient_id);
  record.account_id = check.id("account_id", event.account_id);
  record.channel = check.text("channel", event.channel);
  record.place = check.text("place", event.place);
  record.reason = check.text("reason", event.reason);
  record.event_id = check.id("event_id", event.event_id);
  return check.result(record);
}

Result<ProductRecord> checked(const Product& product) {
  Checks check;
  ProductRecord record;
  record.product_id = check.required_id("product_id", product.product_id);
  record.title = check.text("title", product.title);
  record.title_fa = check.text("title_fa", product.title_fa);
  record.kind = check.parsed("kind", product.kind, parse_product_kind);
  record.category = check.text("category", product.category);
  record.brand = check.text("brand", product.brand);
  record.price = check.number("price", product.price, 0, max_money);
  record.currency = check.text("currency", product.currency);
  record.stock = check.number("stock", product.stock, -max_quantity, max_quantity);
  record.lead_days = check.number("lead_days", product.lead_days, 0, 36'500);
  record.regions = check.text("regions", product.regions);
  record.available_from = check.parsed("available_from", product.available_from, parse_timestamp);
  record.available_until = check.parsed("available_until", product.available_until, parse_timestamp);
  record.variant_of = check.id("variant_of", product.variant_of);
  record.goes_with = check.text("goes_with", product.goes_with);
  record.guide = check.text("guide", product.guide);
  record.tags = check.text("tags", product.tags);
  record.audience = check.text("audience", product.audience);
  return check.result(record);
}

Result<CustomerRecord> checked(const Customer& customer) {
  Checks check;
  CustomerRecord record;
  record.customer_id = check.required_id("customer_id", customer.customer_id);
  record.kind = check.one_of("kind", customer.kind, {"person", "organisation"}, FieldProblem::unknown_customer_kind);
  record.relation =
      check.one_of("relation", customer.relation, {"external", "internal"}, FieldProblem::unknown_relation);
  record.account_id = check.id("account_id", customer.account_id);
  record.region = check.text("region", customer.region);
  record.segment = check.text("segment", customer.segment);
  record.birthday = check.parsed("birthday", customer.birthday, parse_birthday).value_or(std::string_view{});
  record.language = check.text("language", customer.language);
  record.consent = check.text("consent", customer.consent);
  return check.result(record);
}

Result<void> check_text(std::string_view text, const std::string& field) {
  Checks check;
  check.text(field.c_str(), text);
  return check.result(true).map([](bool) {});
}

Result<void> check_id(std::string_view id, const std::string& field) {
  Checks check;
  check.required_id(field.c_str(), id);
  return check.result(true).map([](bool) {});
}

Result<std::int64_t> checked_time(std::string_view text, const std::string& field) {
  Checks check;
  const auto time = check.parsed(field.c_str(), text, parse_timestamp);
  return check.result(time.value_or(0));
}

Product to_product(const ProductRecord& record) {
  Product product;
  product.product_id = record.product_id;
  product.title = record.title;
  product.title_fa = record.title_fa;
  if (record.kind) product.kind = *record.kind == ProductKind::service ? "service" : "good";
  product.category = record.category;
  product.brand = record.brand;
  product.currency = record.currency;
  product.regions = record.regions;
  product.available_from = time_text(record.available_from);
  product.available_until = time_text(record.available_until);
  product.variant_of = record.variant_of;
  product.goes_with = record.goes_with;
  product.guide = record.guide;
  product.tags = record.tags;
  product.audience = record.audience;
  product.price = record.price;
  product.stock = record.stock;
  product.lead_days = record.lead_days;
  return product;
}

Customer to_customer(const CustomerRecord& record) {
  const auto text = [](std::string_view view) { return std::string(view); };
  return {text(record.customer_id), text(record.kind),     text(record.relation),
          text(record.account_id),  text(record.region),   text(record.segment),
          text(record.birthday),    text(record.language), text(record.consent)};
}

Result<void> patch(Product& product, const Product& changes, std::span<const std::string> cleared) {
  return patch_fields(product, product_fields, changes, cleared);
}
Result<void> patch(Customer& customer, const Customer& changes, std::span<const std::string> cleared) {
  return patch_fields(customer, customer_fields, changes, cleared);
}

}  // namespace moshaver
