// Requests as JSON, field by field: wrong types, unknown fields, fields given twice and broken text are refused by name.
//
//   null     is a field not given; in a PATCH it is a field to be emptied
//   depth    at most 16 objects and lists within each other
//   errors   Error::field names the field; code bad_format means that the body is no JSON at all
//   threads  any; a parser a thread
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/advisor.hpp"
#include "tools/json_items.hpp"

namespace moshaver::tools {

[[nodiscard]] Result<AdviceRequest> read_advice_request(std::string_view body);

struct ReadEvent {
  Event event;
  bool attributed = false;     // it named an advice_id
  std::optional<Error> error;  // the event is refused alone
};
// {"events": [...]}, or one event as it is.
[[nodiscard]] Result<std::vector<ReadEvent>> read_events(std::string_view body);

template <class Record>
struct ReadRecord {
  Record record;
  std::vector<std::string> cleared;
};
// `id` comes from the address; one in the body must be the same.
[[nodiscard]] Result<ReadRecord<Product>> read_product(std::string_view body, const std::string& id);
[[nodiscard]] Result<ReadRecord<Customer>> read_customer(std::string_view body, const std::string& id);
// {"NAME": "text"} and nothing else.
[[nodiscard]] Result<std::string> read_one_text(std::string_view body, const char* name);

void put_fields(JsonWriter&, const Product&);
void put_fields(JsonWriter&, const Customer&);

}  // namespace moshaver::tools
