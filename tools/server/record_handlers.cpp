#include "tools/json/replies.hpp"
#include "tools/json/requests.hpp"
#include "tools/json/write.hpp"
#include "tools/server/handlers.hpp"

namespace moshaver::tools {

namespace {

EventOutcome rejected(const std::string& event_id, const Error& error) {
  const Problem problem = problem_of(error);
  return {event_id, "rejected", std::nullopt, EventProblem{problem.detail, problem.field, problem.remedy}};
}

EventOutcome outcome_of(const EventResult& result) {
  if (result.status == EventStatus::rejected) return rejected(result.event_id, result.error);
  const char* status = result.status == EventStatus::stored ? "stored" : "duplicate";
  return {result.event_id, status, EventEffect{result.effect, result.text}, std::nullopt};
}

void count(Metrics& metrics, const EventOutcome& outcome, bool attributed) {
  const bool stored = outcome.status == "stored";
  (outcome.error ? metrics.rejected : stored ? metrics.stored : metrics.duplicates).Increment();
  if (stored && attributed) metrics.attributed.Increment();
}

}  // namespace

HttpReply post_events(Call& call) {
  auto read = call.timed(Step::read, [&] { return read_events(call.request.body); });
  if (!read) return unreadable(read.error());
  std::vector<Event> events;
  for (const ReadEvent& one : *read) {
    if (!one.error) events.push_back(one.event);
  }
  const auto results = call.timed(Step::engine, [&] { return call.advisor.record(events); });
  if (!results) return reply_of(results.error());
  EventOutcomes outcomes;
  auto result = results->begin();
  for (const ReadEvent& one : *read) {
    outcomes.results.push_back(one.error ? rejected(one.event.event_id, *one.error) : outcome_of(*result++));
    count(call.metrics, outcomes.results.back(), !one.event.advice_id.empty());
  }
  return json_reply(json_of(outcomes));
}

HttpReply get_product(Call& call) {
  const auto product = call.advisor.product(call.id);
  return product ? json_reply(json_of(*product)) : reply_of(product.error());
}
HttpReply put_product(Call& call) {
  const auto read = read_product(call.request.body, call.id);
  if (!read) return unreadable(read.error());
  const auto created = call.advisor.put_product(read->record);
  if (!created) return reply_of(created.error());
  HttpReply reply = get_product(call);
  if (reply.status == 200 && *created) reply.status = 201;
  return reply;
}
HttpReply patch_product(Call& call) {
  const auto read = read_product(call.request.body, call.id);
  if (!read) return unreadable(read.error());
  const auto done = call.advisor.patch_product(read->record, read->cleared);
  return done ? get_product(call) : reply_of(done.error());
}
HttpReply delete_product(Call& call) {
  const auto done = call.advisor.withdraw_product(call.id);
  return done ? nothing_to_say() : reply_of(done.error());
}

HttpReply put_slots(Call& call) {
  const auto read = read_slots_request(call.request.body);
  if (!read) return unreadable(read.error());
  auto slots = call.advisor.put_slots(call.id, read->slots);
  return slots ? json_reply(json_of(SlotsReply{call.id, std::move(*slots)})) : reply_of(slots.error());
}
HttpReply put_contract(Call& call) {
  auto read = read_contract_request(call.request.body);
  if (!read) return unreadable(read.error());
  const auto done = call.advisor.put_contract(call.id, read->terms);
  for (ContractTerm& term : read->terms) term.account_id = call.id;
  return done ? json_reply(json_of(ContractReply{call.id, std::move(read->terms)})) : reply_of(done.error());
}
HttpReply delete_contract(Call& call) {
  const auto done = call.advisor.end_contract(call.id);
  return done ? nothing_to_say() : reply_of(done.error());
}

HttpReply get_customer(Call& call) {
  const auto profile = call.advisor.customer(call.id);
  return profile ? json_reply(json_of(*profile)) : reply_of(profile.error());
}
HttpReply put_customer(Call& call) {
  const auto read = read_customer(call.request.body, call.id);
  if (!read) return unreadable(read.error());
  const auto created = call.advisor.put_customer(read->record);
  if (!created) return reply_of(created.error());
  HttpReply reply = get_customer(call);
  if (reply.status == 200 && *created) reply.status = 201;
  return reply;
}
HttpReply patch_customer(Call& call) {
  const auto read = read_customer(call.request.body, call.id);
  if (!read) return unreadable(read.error());
  const auto done = call.advisor.patch_customer(read->record, read->cleared);
  return done ? get_customer(call) : reply_of(done.error());
}
HttpReply delete_customer(Call& call) {
  const auto done = call.advisor.erase_customer(call.id);
  return done ? nothing_to_say() : reply_of(done.error());
}
HttpReply put_occasion(Call& call) {
  auto read = read_occasion_request(call.request.body);
  if (!read) return unreadable(read.error());
  Occasion occasion{call.id, call.name, std::move(read->date), std::move(read->calendar),
                    std::move(read->recipient_id)};
  const auto created = call.advisor.put_occasion(occasion);
  if (!created) return reply_of(created.error());
  if (occasion.calendar.empty()) occasion.calendar = calendars.front();
  return json_reply(json_of(occasion), *created ? 201 : 200);
}
HttpReply delete_occasion(Call& call) {
  const auto done = call.advisor.remove_occasion(call.id, call.name);
  return done ? nothing_to_say() : reply_of(done.error());
}
HttpReply merge_customer(Call& call) {
  const auto merge = read_merge_request(call.request.body);
  if (!merge) return unreadable(merge.error());
  const auto done = call.advisor.merge_customers(call.id, merge->into);
  if (!done) return reply_of(done.error());
  call.id = merge->into;
  return get_customer(call);
}

}  // namespace moshaver::tools
