// Requests as JSON, by their tables of fields: wrong types, unknown fields, fields given twice and broken text are refused
// by name.
//
//   null     is a field not given; in a PATCH it is a field to be emptied
//   depth    at most 16 objects and lists within each other
//   errors   Error::field names the field; code bad_format means that the body is not JSON
//   threads  any; each has a parser of its own
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/advice_fields.hpp"
#include "moshaver/advisor.hpp"
#include "moshaver/occasions.hpp"

namespace moshaver {

namespace tools {

[[nodiscard]] Result<AdviceRequest> read_advice_request(std::string_view body);

struct ReadEvent {
  Event event;
  std::optional<Error> error;  // this event alone is refused
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

struct MergeRequest {
  std::string into;
};
struct ModelRequest {
  std::string model;
};
struct SlotsRequest {
  std::vector<Slot> slots;
};
struct ContractRequest {
  std::vector<ContractTerm> terms;
};
// What the address of an occasion does not say.
struct OccasionRequest {
  std::string date, calendar, recipient_id;
};
[[nodiscard]] Result<OccasionRequest> read_occasion_request(std::string_view body);
[[nodiscard]] Result<SlotsRequest> read_slots_request(std::string_view body);
[[nodiscard]] Result<ContractRequest> read_contract_request(std::string_view body);
[[nodiscard]] Result<MergeRequest> read_merge_request(std::string_view body);
[[nodiscard]] Result<ModelRequest> read_model_request(std::string_view body);

}  // namespace tools

template <>
inline constexpr auto fields_of<tools::SlotsRequest> = std::tuple{
    Field{"slots", &tools::SlotsRequest::slots, rules::required(rules::record), "all that is free of the service"}};
template <>
inline constexpr auto fields_of<tools::ContractRequest> = std::tuple{
    Field{"terms", &tools::ContractRequest::terms, rules::required(rules::record), "what the organisation may buy"}};
// The lines of moshaver/occasions.hpp.
template <std::size_t at>
constexpr auto occasion_field(std::string tools::OccasionRequest::*member) {
  const auto& given = std::get<at>(fields_of<Occasion>);
  return Field{given.name, member, given.rule, given.meaning};
}
template <>
inline constexpr auto fields_of<tools::OccasionRequest> =
    std::tuple{occasion_field<2>(&tools::OccasionRequest::date), occasion_field<3>(&tools::OccasionRequest::calendar),
               occasion_field<4>(&tools::OccasionRequest::recipient_id)};
template <>
inline constexpr auto fields_of<tools::MergeRequest> = std::tuple{
    Field{"into", &tools::MergeRequest::into, rules::required(rules::id), "the account that gets the guest's events"}};
template <>
inline constexpr auto fields_of<tools::ModelRequest> = std::tuple{
    Field{"model", &tools::ModelRequest::model, rules::required(rules::text), "the id of a model of the shop"}};

}  // namespace moshaver
