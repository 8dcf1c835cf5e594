#include "tools/server/json_records.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <span>
#include <variant>

namespace moshaver::tools {

namespace {

namespace dom = simdjson::dom;

// As RecordField, for requests that are no records.
template <class T>
struct JsonField {
  const char* name;
  std::variant<std::string T::*, std::optional<double> T::*, std::vector<std::string> T::*, std::size_t T::*, bool T::*>
      member;
  bool is_time = false;
};

constexpr std::array<JsonField<AdviceRequest>, 6> advice_fields = {
    {{"customer_id", &AdviceRequest::customer_id},
     {"history", &AdviceRequest::history},
     {"product_id", &AdviceRequest::product_id},
     {"count", &AdviceRequest::count},
     {"include_purchased", &AdviceRequest::include_purchased},
     {"max_reasons", &AdviceRequest::max_reasons}}};
constexpr std::array<JsonField<AdviceFilters>, 8> filter_fields = {
    {{"category", &AdviceFilters::category},
     {"brand", &AdviceFilters::brands},
     {"tags", &AdviceFilters::tags},
     {"price_min", &AdviceFilters::price_min},
     {"price_max", &AdviceFilters::price_max},
     {"include", &AdviceFilters::include},
     {"exclude", &AdviceFilters::exclude},
     {"min_confidence", &AdviceFilters::min_confidence}}};
constexpr std::array<JsonField<AdviceContext>, 4> context_fields = {{{"now", &AdviceContext::now, true},
                                                                     {"region", &AdviceContext::region},
                                                                     {"budget", &AdviceContext::budget},
                                                                     {"cart", &AdviceContext::cart}}};

tl::unexpected<Error> wrong(const std::string& field, const std::string& rule) {
  return failure(ErrorCode::invalid_argument, field + " " + rule, field);
}

Result<dom::object> as_object(dom::element element, const std::string& field) {
  dom::object object;
  if (element.get(object) != simdjson::SUCCESS) return wrong(field, "is not an object; write {...}");
  return object;
}

struct Reading {
  const std::string& field;
  bool is_time;
  dom::element value;

  Result<void> into(std::string& out) const {
    std::string_view text;
    std::int64_t seconds = 0;
    if (value.get(text) == simdjson::SUCCESS) {
      out = text;
    } else if (is_time && value.get(seconds) == simdjson::SUCCESS) {
      out = std::to_string(seconds);
    } else {
      return wrong(field, is_time ? "is neither text nor whole seconds; write it like \"2026-11-21T10:00:00Z\""
                                  : "is not text; put it in quotes");
    }
    return {};
  }
  Result<void> into(double& out) const {
    if (value.get(out) == simdjson::SUCCESS) return {};
    return wrong(field, "is not a number; write it without quotes");
  }
  Result<void> into(std::optional<double>& out) const {
    double number = 0;
    MOSHAVER_CHECK(into(number));
    out = number;
    return {};
  }
  Result<void> into(std::size_t& out) const {
    std::uint64_t number = 0;
    if (value.get(number) != simdjson::SUCCESS) return wrong(field, "is not a whole number from 0 up");
    out = number;
    return {};
  }
  Result<void> into(bool& out) const {
    if (value.get(out) == simdjson::SUCCESS) return {};
    return wrong(field, "is neither true nor false");
  }
  Result<void> into(std::vector<std::string>& out) const {
    dom::array list;
    std::string_view one;
    if (value.get(one) == simdjson::SUCCESS) {
      out = {std::string(one)};
      return {};
    }
    if (value.get(list) != simdjson::SUCCESS) return wrong(field, "is not a list of texts; write [\"...\"]");
    for (const dom::element element : list) {
      if (element.get(one) != simdjson::SUCCESS) return wrong(field, "holds something that is not text");
      out.emplace_back(one);
    }
    return {};
  }
};

// `other` gets the fields that the table does not have and says whether it knows them.
template <class Field, class T, std::size_t N, class Other>
Result<void> read_fields(dom::object object, const std::string& prefix, const std::array<Field, N>& fields, T& out,
                         const Other& other, std::vector<std::string>* cleared = nullptr) {
  std::vector<std::string_view> seen;
  for (const dom::key_value_pair pair : object) {
    const std::string field = prefix + std::string(pair.key);
    if (std::find(seen.begin(), seen.end(), pair.key) != seen.end())
      return wrong(field, "is given twice; give it once");
    seen.push_back(pair.key);
    const auto known =
        std::find_if(fields.begin(), fields.end(), [&](const Field& one) { return pair.key == one.name; });
    if (known == fields.end()) {
      MOSHAVER_TRY(taken, other(pair, field));
      if (!taken) {
        std::string names;
        for (const Field& one : fields) names += std::string(names.empty() ? "" : ", ") + one.name;
        return wrong(field.substr(0, 200), "is no field here; there are " + names);
      }
      continue;
    }
    if (pair.value.is_null()) {
      if (cleared != nullptr) cleared->push_back(std::string(pair.key));
      continue;
    }
    const Reading reading{field, known->is_time, pair.value};
    MOSHAVER_CHECK(std::visit([&](auto member) { return reading.into(out.*member); }, known->member));
  }
  return {};
}

constexpr auto no_other = [](const dom::key_value_pair&, const std::string&) -> Result<bool> { return false; };

// The parser's depth and size are bounded by what the server lets through; its text is copied behind padding.
Result<dom::element> parse(dom::parser& parser, std::string_view body) {
  constexpr std::size_t deepest = 16;
  dom::element root;
  auto status = parser.allocate(std::max<std::size_t>(body.size(), 64), deepest);
  if (status == simdjson::SUCCESS) status = parser.parse(body.data(), body.size()).get(root);
  if (status == simdjson::SUCCESS) return root;
  const std::string why = status == simdjson::DEPTH_ERROR  ? "it is nested deeper than 16"
                          : status == simdjson::UTF8_ERROR ? "it is not valid UTF-8"
                          : status == simdjson::EMPTY      ? "it is empty"
                                                           : "it does not parse";
  return failure(ErrorCode::bad_format, "the body is not JSON: " + why + "; send one JSON object in UTF-8");
}

Result<dom::object> parse_object(dom::parser& parser, std::string_view body) {
  MOSHAVER_TRY(root, parse(parser, body));
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS) {
    return failure(ErrorCode::invalid_argument, "the body is JSON, but no object; send {...}", "body");
  }
  return object;
}

dom::parser& this_threads_parser() {
  thread_local dom::parser parser;
  return parser;
}

ReadEvent read_event(dom::element element, const std::string& prefix) {
  ReadEvent read;
  const auto reading = [&]() -> Result<void> {
    MOSHAVER_TRY(object, as_object(element, prefix.empty() ? "event" : prefix.substr(0, prefix.size() - 1)));
    return read_fields(object, "", event_fields, read.event,
                       [&](const dom::key_value_pair& pair, const std::string& field) -> Result<bool> {
                         if (pair.key != "advice_id") return false;
                         if (!pair.value.is_string() && !pair.value.is_null()) return wrong(field, "is not text");
                         read.attributed = pair.value.is_string();
                         return true;
                       });
  };
  if (auto done = reading(); !done) read.error = done.error();
  return read;
}

template <class T, std::size_t N>
Result<ReadRecord<T>> read_record(std::string_view body, const std::string& id, std::string T::*id_member,
                                  const std::array<RecordField<T>, N>& fields) {
  MOSHAVER_TRY(object, parse_object(this_threads_parser(), body));
  ReadRecord<T> read;
  MOSHAVER_CHECK(read_fields(object, "", fields, read.record, no_other, &read.cleared));
  std::string& given = read.record.*id_member;
  if (!given.empty() && given != id) {
    return failure(ErrorCode::invalid_argument, std::string(fields[0].name) + " is another than in the address",
                   fields[0].name);
  }
  given = id;
  return read;
}

template <class T, std::size_t N>
void put_record(JsonWriter& json, const T& record, const std::array<RecordField<T>, N>& fields) {
  for (const RecordField<T>& field : fields) {
    if (const auto* text = std::get_if<std::string T::*>(&field.member)) {
      if (!(record.**text).empty()) put(json, field.name, record.**text);
    } else if (const auto* number = std::get_if<std::optional<double> T::*>(&field.member)) {
      if (record.**number) put(json, field.name, *(record.**number));
    }
  }
}

}  // namespace

Result<AdviceRequest> read_advice_request(std::string_view body) {
  MOSHAVER_TRY(object, parse_object(this_threads_parser(), body));
  AdviceRequest request;
  const auto other = [&](const dom::key_value_pair& pair, const std::string& field) -> Result<bool> {
    if (pair.value.is_null()) return pair.key == "placement" || pair.key == "filters" || pair.key == "context";
    if (pair.key == "placement") {
      std::string name;
      MOSHAVER_CHECK((Reading{field, false, pair.value}.into(name)));
      MOSHAVER_TRY(placement, parse_placement(name));
      request.placement = placement;
      return true;
    }
    if (pair.key == "filters") {
      MOSHAVER_TRY(filters, as_object(pair.value, field));
      MOSHAVER_CHECK(read_fields(filters, "filters.", filter_fields, request.filters, no_other));
      return true;
    }
    if (pair.key == "context") {
      MOSHAVER_TRY(context, as_object(pair.value, field));
      const auto scope = [](const dom::key_value_pair& inner, const std::string& name) -> Result<bool> {
        if (inner.key != "budget_scope") return false;
        std::string_view text;
        if (inner.value.get(text) == simdjson::SUCCESS && text == "item") return true;
        return wrong(name, "is not \"item\"; a budget for a whole list is not kept to yet");
      };
      MOSHAVER_CHECK(read_fields(context, "context.", context_fields, request.context, scope));
      return true;
    }
    return false;
  };
  MOSHAVER_CHECK(read_fields(object, "", advice_fields, request, other));
  return request;
}

Result<std::vector<ReadEvent>> read_events(std::string_view body) {
  MOSHAVER_TRY(root, parse(this_threads_parser(), body));
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS) {
    return failure(ErrorCode::invalid_argument, "the body is JSON, but no object; send {\"events\": [...]}", "body");
  }
  std::vector<ReadEvent> events;
  dom::element list;
  if (object["events"].get(list) != simdjson::SUCCESS) {
    events.push_back(read_event(root, ""));
    if (events.front().error) return tl::unexpected(*events.front().error);
    return events;
  }
  dom::array array;
  if (list.get(array) != simdjson::SUCCESS) return wrong("events", "is not a list; write [...]");
  if (object.size() != 1) return wrong("events", "is not alone; what is beside it would not be read");
  for (const dom::element element : array) {
    events.push_back(read_event(element, "events[" + std::to_string(events.size()) + "]."));
  }
  if (events.empty()) return wrong("events", "is empty; send at least one");
  return events;
}

Result<ReadRecord<Product>> read_product(std::string_view body, const std::string& id) {
  return read_record(body, id, &Product::product_id, product_fields);
}
Result<ReadRecord<Customer>> read_customer(std::string_view body, const std::string& id) {
  return read_record(body, id, &Customer::customer_id, customer_fields);
}

Result<std::string> read_one_text(std::string_view body, const char* name) {
  struct One {
    std::string text;
  };
  MOSHAVER_TRY(object, parse_object(this_threads_parser(), body));
  One one;
  const std::array<JsonField<One>, 1> fields = {{{name, &One::text}}};
  MOSHAVER_CHECK(read_fields(object, "", fields, one, no_other));
  if (one.text.empty()) return wrong(name, "is missing; give it");
  return one.text;
}

void put_fields(JsonWriter& json, const Product& product) { put_record(json, product, product_fields); }
void put_fields(JsonWriter& json, const Customer& customer) { put_record(json, customer, customer_fields); }

}  // namespace moshaver::tools
