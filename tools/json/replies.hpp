// Replies that are not records of the library.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "moshaver/advice_fields.hpp"
#include "moshaver/contracts.hpp"
#include "moshaver/report_fields.hpp"
#include "moshaver/slots.hpp"

namespace moshaver {

namespace tools {

// An error: RFC 9457.
struct ProblemDocument {
  std::string type, title;
  unsigned status = 400;
  std::string detail, field, remedy;
};

struct EventEffect {
  std::string changes, text;
};
struct EventProblem {
  std::string detail, field, remedy;
};
struct EventOutcome {
  std::string event_id, status;
  std::optional<EventEffect> effect;
  std::optional<EventProblem> error;
};
struct EventOutcomes {
  std::vector<EventOutcome> results;
};
inline constexpr std::array<std::string_view, 3> event_statuses = {"stored", "duplicate", "rejected"};

struct SlotsReply {
  std::string product_id;
  std::vector<SlotState> slots;
};
struct ContractReply {
  std::string account_id;
  std::vector<ContractTerm> terms;
};

template <class Report>
struct ReportReply {
  std::size_t days = 0;
  Report report;
};

}  // namespace tools

template <>
inline constexpr auto fields_of<tools::SlotsReply> =
    std::tuple{Field{"product_id", &tools::SlotsReply::product_id, rules::required(rules::id), "the service"},
               Field{"slots", &tools::SlotsReply::slots, rules::required(rules::record), "by start"}};
template <>
inline constexpr auto fields_of<tools::ContractReply> =
    std::tuple{Field{"account_id", &tools::ContractReply::account_id, rules::required(rules::id), "the organisation"},
               Field{"terms", &tools::ContractReply::terms, rules::required(rules::record), "as sent"}};
template <>
inline constexpr auto fields_of<tools::ProblemDocument> = std::tuple{
    Field{"type", &tools::ProblemDocument::type, rules::required(rules::text), "a URN of the kind of problem"},
    Field{"title", &tools::ProblemDocument::title, rules::required(rules::text), "the status in words"},
    Field{"status", &tools::ProblemDocument::status, rules::required(rules::count), "the HTTP status"},
    Field{"detail", &tools::ProblemDocument::detail, rules::required(rules::text), "the rule that was broken"},
    Field{"field", &tools::ProblemDocument::field, rules::required(rules::text), "the field that broke it"},
    Field{"remedy", &tools::ProblemDocument::remedy, rules::required(rules::text), "what to do"}};

template <>
inline constexpr auto fields_of<tools::EventEffect> = std::tuple{
    Field{"changes", &tools::EventEffect::changes, rules::required(rules::text),
          "what the event changed of the next answers: none, history, hidden, shown_again, promotion_paused, "
          "promotion_resumed, demoted, gift or label"},
    Field{"text", &tools::EventEffect::text, rules::text, "the same in the customer's language"}};
template <>
inline constexpr auto fields_of<tools::EventProblem> =
    std::tuple{Field{"detail", &tools::EventProblem::detail, rules::required(rules::text), "the rule that was broken"},
               Field{"field", &tools::EventProblem::field, rules::required(rules::text), "the field that broke it"},
               Field{"remedy", &tools::EventProblem::remedy, rules::required(rules::text), "what to do"}};
template <>
inline constexpr auto fields_of<tools::EventOutcome> =
    std::tuple{Field{"event_id", &tools::EventOutcome::event_id, rules::required(rules::text), "as sent"},
               Field{"status", &tools::EventOutcome::status, rules::required(rules::word(tools::event_statuses)),
                     "what became of it"},
               Field{"effect", &tools::EventOutcome::effect, rules::record, "of an event that is stored"},
               Field{"error", &tools::EventOutcome::error, rules::record, "of an event that is rejected"}};
template <>
inline constexpr auto fields_of<tools::EventOutcomes> = std::tuple{
    Field{"results", &tools::EventOutcomes::results, rules::required(rules::record), "one an event, in order"}};

template <class Report>
inline constexpr auto fields_of<tools::ReportReply<Report>> =
    std::tuple{Field{"days", &tools::ReportReply<Report>::days, rules::total, "that the report looks back"},
               Inlined{&tools::ReportReply<Report>::report}};

}  // namespace moshaver
