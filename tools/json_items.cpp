#include "tools/json_items.hpp"

#include <simdjson.h>

#include "tools/terminal.hpp"

namespace moshaver::tools {

void put_text(JsonWriter& json, std::string_view text) {
  if (simdjson::validate_utf8(text.data(), text.size())) {
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    return;
  }
  const std::string valid = valid_utf8(text);
  json.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
}
void put(JsonWriter& json, const char* name, std::string_view text) {
  json.Key(name);
  put_text(json, text);
}
void put(JsonWriter& json, const char* name, double value) {
  json.Key(name);
  json.Double(value);
}
void put(JsonWriter& json, const char* name, std::uint64_t value) {
  json.Key(name);
  json.Uint64(value);
}

void put_texts(JsonWriter& json, const char* name, const std::vector<std::string>& texts) {
  json.Key(name);
  json.StartArray();
  for (const std::string& text : texts) put_text(json, text);
  json.EndArray();
}

namespace {

void put_reason(JsonWriter& json, const Reason& reason) {
  json.StartObject();
  put(json, "code", reason.code);
  put(json, "share", reason.share);
  put(json, "amount", reason.amount);
  json.Key("evidence");
  json.StartObject();
  if (!reason.product_id.empty()) put(json, "product_id", reason.product_id);
  if (!reason.title.empty()) put(json, "title", reason.title);
  if (reason.times > 0) put(json, "times", std::uint64_t{reason.times});
  if (!reason.last_bought.empty()) put(json, "last_bought", reason.last_bought);
  if (reason.customers > 0) put(json, "customers", std::uint64_t{reason.customers});
  if (reason.terms > 0) put(json, "terms", std::uint64_t{reason.terms});
  json.EndObject();
  put(json, "text", reason.text);
  json.EndObject();
}

}  // namespace

void put_item(JsonWriter& json, const RecommendedItem& item) {
  json.StartObject();
  put(json, "product_id", item.product_id);
  if (!item.title.empty()) put(json, "title", item.title);
  put(json, "rank", std::uint64_t{item.rank});
  put(json, "score", item.score);
  if (item.confidence) put(json, "confidence", *item.confidence);
  if (!item.reasons.empty()) {
    json.Key("reasons");
    json.StartArray();
    for (const Reason& reason : item.reasons) put_reason(json, reason);
    json.EndArray();
  }
  json.EndObject();
}

void put_items(JsonWriter& json, const std::vector<RecommendedItem>& items) {
  json.Key("items");
  json.StartArray();
  for (const RecommendedItem& item : items) put_item(json, item);
  json.EndArray();
}

void put_advice(JsonWriter& json, const Advice& advice) {
  if (!advice.customer_id.empty()) put(json, "customer_id", advice.customer_id);
  put_advice_fields(json, advice);
}

void put_advice_fields(JsonWriter& json, const Advice& advice) {
  put(json, "advice_id", advice.advice_id);
  json.Key("known");
  json.Bool(advice.known);
  put(json, "model", advice.model_id);
  put(json, "level", static_cast<std::uint64_t>(advice.level));
  put_texts(json, "next_level_needs", advice.next_level_needs);
  put_items(json, advice.items);
  json.Key("removed");
  json.StartObject();
  for (const Removed& removed : advice.removed) put(json, removed.rule.c_str(), std::uint64_t{removed.count});
  json.EndObject();
  if (!advice.ignored.empty()) put_texts(json, "ignored", advice.ignored);
}

}  // namespace moshaver::tools
