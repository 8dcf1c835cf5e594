#include "tools/json/requests.hpp"

#include <simdjson.h>

#include <algorithm>

namespace moshaver::tools {

namespace {

namespace dom = simdjson::dom;

tl::unexpected<Error> wrong(const std::string& field, const std::string& rule) {
  return failure(ErrorCode::invalid_argument, field + " " + rule, field);
}

Result<dom::object> as_object(dom::element element, const std::string& field) {
  dom::object object;
  if (element.get(object) != simdjson::SUCCESS) return wrong(field, "is not an object; write {...}");
  return object;
}

template <class Record>
Result<void> read_fields(dom::object object, const std::string& prefix, Record& out,
                         std::vector<std::string>* cleared = nullptr);

// One value that is not null.
struct GivenValue {
  const std::string& field;
  const FieldRule& rule;
  dom::element value;

  Result<void> read(std::string& out) const {
    const bool is_time = rule.form == TextForm::time;
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
  Result<void> read(double& out) const {
    if (value.get(out) == simdjson::SUCCESS) return {};
    return wrong(field, "is not a number; write it without quotes");
  }
  Result<void> read(std::optional<double>& out) const {
    double number = 0;
    MOSHAVER_CHECK(read(number));
    out = number;
    return {};
  }
  Result<void> read(std::size_t& out) const {
    std::uint64_t number = 0;
    if (value.get(number) != simdjson::SUCCESS) return wrong(field, "is not a whole number from 0 up");
    out = number;
    return {};
  }
  Result<void> read(bool& out) const {
    if (value.get(out) == simdjson::SUCCESS) return {};
    return wrong(field, "is neither true nor false");
  }
  Result<void> read(std::vector<std::string>& out) const {
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
  template <Described Record>
  Result<void> read(std::vector<Record>& out) const {
    dom::array list;
    if (value.get(list) != simdjson::SUCCESS) return wrong(field, "is not a list of objects; write [{...}]");
    for (const dom::element element : list) {
      const std::string name = field + "[" + std::to_string(out.size()) + "]";
      MOSHAVER_TRY(object, as_object(element, name));
      MOSHAVER_CHECK(read_fields(object, name + ".", out.emplace_back()));
    }
    return {};
  }
  template <class Word>
  requires std::is_enum_v<Word> Result<void> read(Word& out)
  const {
    std::string text;
    MOSHAVER_CHECK(read(text));
    MOSHAVER_TRY(word, parse_word<Word>(text, field));
    out = word;
    return {};
  }
  template <Described Record>
  Result<void> read(Record& out) const {
    MOSHAVER_TRY(object, as_object(value, field));
    return read_fields(object, field + ".", out);
  }
};

template <class Record>
std::string names_of_fields() {
  std::string names;
  for_each_field<Record>([&](const auto& field) { names += std::string(names.empty() ? "" : ", ") + field.name; });
  return names;
}

template <class Record>
Result<void> read_fields(dom::object object, const std::string& prefix, Record& out,
                         std::vector<std::string>* cleared) {
  std::vector<std::string_view> seen;
  for (const dom::key_value_pair pair : object) {
    const std::string name = prefix + std::string(pair.key);
    if (std::find(seen.begin(), seen.end(), pair.key) != seen.end()) return wrong(name, "is given twice; give it once");
    seen.push_back(pair.key);
    bool known = false;
    Result<void> done;
    for_each_field<Record>([&](const auto& field) {
      if (pair.key != field.name) return;
      known = true;
      if (!pair.value.is_null()) {
        done = GivenValue{name, field.rule, pair.value}.read(out.*field.member);
      } else if (cleared != nullptr) {
        cleared->push_back(std::string(pair.key));
      }
    });
    if (!known) return wrong(name.substr(0, 200), "is no field here; there are " + names_of_fields<Record>());
    MOSHAVER_CHECK(done);
  }
  return {};
}

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

dom::parser& this_threads_parser() {
  thread_local dom::parser parser;
  return parser;
}

tl::unexpected<Error> no_object(const std::string& instead) {
  return failure(ErrorCode::invalid_argument, "the body is JSON, but not an object; send " + instead, "body");
}

template <class Record>
Result<Record> read_body(std::string_view body, std::vector<std::string>* cleared = nullptr) {
  MOSHAVER_TRY(root, parse(this_threads_parser(), body));
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS) return no_object("{...}");
  Record record;
  MOSHAVER_CHECK(read_fields(object, "", record, cleared));
  return record;
}

ReadEvent read_event(dom::element element, const std::string& name) {
  ReadEvent read;
  auto done =
      as_object(element, name).and_then([&](dom::object object) { return read_fields(object, "", read.event); });
  if (!done) read.error = done.error();
  return read;
}

template <class Record>
Result<ReadRecord<Record>> read_record(std::string_view body, const std::string& id) {
  ReadRecord<Record> read;
  MOSHAVER_TRY(record, read_body<Record>(body, &read.cleared));
  read.record = std::move(record);
  const auto& own_id = std::get<0>(fields_of<Record>);
  std::string& given = read.record.*own_id.member;
  if (!given.empty() && given != id) {
    return failure(ErrorCode::invalid_argument, std::string(own_id.name) + " is another than in the address",
                   own_id.name);
  }
  given = id;
  return read;
}

// A body of one text, which must be there.
template <class Record>
Result<Record> read_one_text(std::string_view body) {
  MOSHAVER_TRY(record, read_body<Record>(body));
  const auto& only = std::get<0>(fields_of<Record>);
  if ((record.*only.member).empty()) return wrong(only.name, "is missing; give it");
  return record;
}

// A body of one list of records. An empty list empties what is there, so it must be given.
template <class Request>
Result<Request> read_one_list(std::string_view body) {
  MOSHAVER_TRY(root, parse(this_threads_parser(), body));
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS) return no_object("{...}");
  Request request;
  MOSHAVER_CHECK(read_fields(object, "", request));
  const char* name = std::get<0>(fields_of<Request>).name;
  dom::element list;
  if (object[name].get(list) != simdjson::SUCCESS || list.is_null()) return wrong(name, "is missing; give it");
  return request;
}

}  // namespace

Result<AdviceRequest> read_advice_request(std::string_view body) { return read_body<AdviceRequest>(body); }

Result<std::vector<ReadEvent>> read_events(std::string_view body) {
  MOSHAVER_TRY(root, parse(this_threads_parser(), body));
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS) return no_object("{\"events\": [...]}");
  std::vector<ReadEvent> events;
  dom::element list;
  if (object["events"].get(list) != simdjson::SUCCESS) {
    events.push_back(read_event(root, "event"));
    if (events.front().error) return tl::unexpected(*events.front().error);
    return events;
  }
  dom::array array;
  if (list.get(array) != simdjson::SUCCESS) return wrong("events", "is not a list; write [...]");
  if (object.size() != 1) return wrong("events", "is not alone; what is beside it would not be read");
  for (const dom::element element : array) {
    events.push_back(read_event(element, "events[" + std::to_string(events.size()) + "]"));
  }
  if (events.empty()) return wrong("events", "is empty; send at least one");
  return events;
}

Result<ReadRecord<Product>> read_product(std::string_view body, const std::string& id) {
  return read_record<Product>(body, id);
}
Result<ReadRecord<Customer>> read_customer(std::string_view body, const std::string& id) {
  return read_record<Customer>(body, id);
}
Result<OccasionRequest> read_occasion_request(std::string_view body) { return read_body<OccasionRequest>(body); }
Result<SlotsRequest> read_slots_request(std::string_view body) { return read_one_list<SlotsRequest>(body); }
Result<ContractRequest> read_contract_request(std::string_view body) { return read_one_list<ContractRequest>(body); }
Result<MergeRequest> read_merge_request(std::string_view body) { return read_one_text<MergeRequest>(body); }
Result<ModelRequest> read_model_request(std::string_view body) { return read_one_text<ModelRequest>(body); }

}  // namespace moshaver::tools
