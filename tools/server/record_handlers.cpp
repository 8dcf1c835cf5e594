#include "tools/server/handlers.hpp"
#include "tools/server/json_records.hpp"

namespace moshaver::tools {

namespace {

void put_error(JsonWriter& json, const Error& error) {
  const Problem problem = problem_of(error);
  json.Key("error");
  json.StartObject();
  put(json, "detail", problem.detail);
  put(json, "field", problem.field);
  put(json, "remedy", problem.remedy);
  json.EndObject();
}

std::string product_json(const Product& product) {
  return json_object([&](JsonWriter& json) { put_fields(json, product); });
}

}  // namespace

HttpReply post_events(Call& call) {
  auto read = call.timed(Step::read, [&] { return read_events(call.request.body); });
  if (!read) return unreadable(read.error());
  std::vector<Event> events;
  for (ReadEvent& one : *read) {
    if (!one.error) events.push_back(std::move(one.event));
  }
  const auto results = call.timed(Step::engine, [&] { return call.advisor.record(events); });
  if (!results) return reply_of(results.error());
  std::size_t next = 0;
  return json_reply(json_object([&](JsonWriter& json) {
    json.Key("results");
    json.StartArray();
    for (const ReadEvent& one : *read) {
      json.StartObject();
      if (one.error) {
        put(json, "event_id", one.event.event_id);
        put(json, "status", std::string_view("rejected"));
        put_error(json, *one.error);
        call.metrics.rejected.Increment();
      } else {
        const EventResult& result = (*results)[next++];
        put(json, "event_id", result.event_id);
        const char* status = result.status == EventStatus::stored      ? "stored"
                             : result.status == EventStatus::duplicate ? "duplicate"
                                                                       : "rejected";
        put(json, "status", std::string_view(status));
        if (result.status == EventStatus::rejected) {
          put_error(json, result.error);
          call.metrics.rejected.Increment();
        } else {
          json.Key("effect");
          json.StartObject();
          put(json, "changes", result.effect);
          json.EndObject();
          const bool stored = result.status == EventStatus::stored;
          (stored ? call.metrics.stored : call.metrics.duplicates).Increment();
          if (stored && one.attributed) call.metrics.attributed.Increment();
        }
      }
      json.EndObject();
    }
    json.EndArray();
  }));
}

HttpReply get_product(Call& call) {
  const auto product = call.advisor.product(call.id);
  return product ? json_reply(product_json(*product)) : reply_of(product.error());
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

HttpReply get_customer(Call& call) {
  const auto profile = call.advisor.customer(call.id);
  if (!profile) return reply_of(profile.error());
  return json_reply(json_object([&](JsonWriter& json) {
    put_fields(json, profile->customer);
    if (!profile->merged_into.empty()) {
      put(json, "merged_into", profile->merged_into);
      return;
    }
    json.Key("history");
    json.StartObject();
    put(json, "orders", std::uint64_t{profile->orders});
    put(json, "products", std::uint64_t{profile->products});
    if (!profile->last_purchase.empty()) put(json, "last_purchase", profile->last_purchase);
    json.EndObject();
    put_texts(json, "hidden", profile->hidden);
  }));
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
HttpReply merge_customer(Call& call) {
  const auto into = read_one_text(call.request.body, "into");
  if (!into) return unreadable(into.error());
  const auto done = call.advisor.merge_customers(call.id, *into);
  if (!done) return reply_of(done.error());
  call.id = *into;
  return get_customer(call);
}

}  // namespace moshaver::tools
