// Records as JSON Schema (2020-12, as OpenAPI 3.1 has it), by their tables of fields.
#pragma once

#include <cmath>
#include <concepts>
#include <string_view>

#include "tools/json/write.hpp"

namespace moshaver::tools {

// A record that is one of the document's components, and is referred to by this name.
template <class Record>
inline constexpr const char* schema_name = nullptr;

enum class SchemaOf {
  request,         // null is a field not given; other fields than these are refused
  addressed_body,  // a request whose own id stands in the address
  reply,           // what is required is always there
};

template <Described Record>
void put_schema(JsonWriter&, SchemaOf);

namespace schema {

inline void put_reference(JsonWriter& json, const char* name) {
  put(json, "$ref", "#/components/schemas/" + std::string(name));
}

inline void put_type(JsonWriter& json, const char* type, bool or_null) {
  if (!or_null) return put(json, "type", type);
  json.Key("type");
  json.StartArray();
  json.String(type);
  json.String("null");
  json.EndArray();
}

inline void put_lengths(JsonWriter& json, const FieldRule& rule, bool not_empty) {
  if (not_empty) put(json, "minLength", 1);
  const std::size_t most = rule.form == TextForm::id ? max_id_bytes : max_text_bytes;
  put(json, "maxLength", most);
}

template <class Number>
void put_bounds(JsonWriter& json, const FieldRule& rule) {
  const auto bound = [&](const char* name, double value) {
    if (std::isinf(value)) return;
    if constexpr (std::integral<Number>) {
      put(json, name, static_cast<std::int64_t>(value));
    } else {
      put(json, name, value);
    }
  };
  bound("minimum", rule.least);
  bound("maximum", rule.most);
}

inline void put_words(JsonWriter& json, std::span<const std::string_view> words, bool or_empty, bool or_null) {
  json.Key("enum");
  json.StartArray();
  for (const std::string_view word : words) put_value(json, word);
  if (or_empty) json.String("");
  if (or_null) json.Null();
  json.EndArray();
}

// {"oneOf": [...]}: each of `alternatives` fills in one object.
template <class... Alternatives>
void put_one_of(JsonWriter& json, const Alternatives&... alternatives) {
  json.Key("oneOf");
  json.StartArray();
  ((json.StartObject(), alternatives(), json.EndObject()), ...);
  json.EndArray();
}

inline void put_text_schema(JsonWriter& json, const FieldRule& rule, bool required, bool or_null) {
  const auto type = [&](const char* name) { return [&json, name] { put_type(json, name, false); }; };
  if (rule.form == TextForm::word) return put_words(json, rule.words, or_null, or_null);
  if (rule.form == TextForm::time && or_null) return put_one_of(json, type("string"), type("integer"), type("null"));
  put_type(json, "string", or_null);
  if (rule.form != TextForm::time) put_lengths(json, rule, required && rule.form == TextForm::id);
}

template <class Value>
void put_value_schema(JsonWriter& json, const FieldRule& rule, SchemaOf of, bool required) {
  const bool is_reply = of == SchemaOf::reply, or_null = !is_reply && !required;
  if constexpr (std::same_as<Value, bool>) {
    put_type(json, "boolean", or_null);
  } else if constexpr (std::integral<Value>) {
    put_type(json, "integer", or_null);
    put_bounds<Value>(json, rule);
  } else if constexpr (std::floating_point<Value>) {
    put_type(json, "number", or_null);
    put_bounds<Value>(json, rule);
  } else if constexpr (std::is_enum_v<Value>) {
    put_words(json, words_of<Value>, false, or_null);
  } else if constexpr (std::convertible_to<Value, std::string_view>) {
    put_text_schema(json, rule, required, or_null);
  } else if constexpr (std::same_as<Value, std::vector<Removed>>) {
    put_type(json, "object", false);
    json.Key("additionalProperties");
    json.StartObject();
    put_type(json, "integer", false);
    json.EndObject();
  } else if constexpr (std::same_as<Value, std::vector<std::string>>) {
    const auto one = [&] { put_text_schema(json, rule, true, false); };
    const auto list = [&] {
      put_type(json, "array", false);
      json.Key("items");
      json.StartObject();
      one();
      json.EndObject();
    };
    is_reply ? list() : put_one_of(json, list, one, [&] { put_type(json, "null", false); });
  } else if constexpr (Described<Value>) {
    const auto record = [&] {
      if constexpr (schema_name<Value> != nullptr) {
        put_reference(json, schema_name<Value>);
      } else {
        put_schema<Value>(json, of);
      }
    };
    or_null ? put_one_of(json, record, [&] { put_type(json, "null", false); }) : record();
  } else if constexpr (requires(Value value) { value.has_value(); }) {
    put_value_schema<typename Value::value_type>(json, rule, of, is_reply ? true : required);
  } else {  // a list of records
    put_type(json, "array", false);
    json.Key("items");
    json.StartObject();
    put_value_schema<typename Value::value_type>(json, rule, of, true);
    json.EndObject();
  }
}

// What the field holds when it is not given.
template <class Value>
void put_default(JsonWriter& json, const Value& value) {
  if constexpr (std::is_enum_v<Value>) {
    put(json, "default", words_of<Value>[static_cast<std::size_t>(value)]);
  } else if constexpr (std::is_arithmetic_v<Value>) {
    put(json, "default", value);
  }
}

// The names of a record's fields that are always there.
class Required {
 public:
  void add(const char* name) { names_.emplace_back(name); }
  void put_names(JsonWriter& json) const {
    if (!names_.empty()) put(json, "required", names_);
  }

 private:
  std::vector<std::string> names_;
};

template <class Record>
void put_properties(JsonWriter&, SchemaOf, Required&);

template <class Owner, class Member>
void put_property(JsonWriter& json, const Field<Owner, Member>& field, SchemaOf of, bool is_own_id,
                  Required& required) {
  const bool is_required = field.rule.required;
  if ((is_required && !(is_own_id && of == SchemaOf::addressed_body)) || (Described<Member> && of == SchemaOf::reply))
    required.add(field.name);
  json.Key(field.name);
  json.StartObject();
  put_value_schema<Member>(json, field.rule, of, is_required);
  std::string description = field.meaning;
  if (!field.rule.unit.empty()) description += " (" + std::string(field.rule.unit) + ")";
  if (of != SchemaOf::reply && field.rule.form == TextForm::time)
    description += "; ISO 8601, or seconds since 1970 UTC";
  put(json, "description", description);
  if (of != SchemaOf::reply) put_default(json, Owner{}.*field.member);
  json.EndObject();
}
template <class... Members>
void put_property(JsonWriter& json, const Group<Members...>& group, SchemaOf of, bool, Required& required) {
  required.add(group.name);
  json.Key(group.name);
  json.StartObject();
  put(json, "type", "object");
  put(json, "description", group.meaning);
  Required inner;
  json.Key("properties");
  json.StartObject();
  std::apply([&](const auto&... fields) { (put_property(json, fields, of, false, inner), ...); }, group.members);
  json.EndObject();
  inner.put_names(json);
  json.EndObject();
}
template <class Owner, class Member>
void put_property(JsonWriter& json, const Inlined<Owner, Member>&, SchemaOf of, bool, Required& required) {
  put_properties<Member>(json, of, required);
}

template <class Record>
void put_properties(JsonWriter& json, SchemaOf of, Required& required) {
  bool is_first = true;
  for_each_field<Record>([&](const auto& field) {
    put_property(json, field, of, is_first, required);
    is_first = false;
  });
}

}  // namespace schema

// What is within the braces of the record's schema.
template <Described Record>
void put_schema(JsonWriter& json, SchemaOf of) {
  put(json, "type", "object");
  schema::Required required;
  json.Key("properties");
  json.StartObject();
  schema::put_properties<Record>(json, of, required);
  json.EndObject();
  required.put_names(json);
  if (of != SchemaOf::reply) put(json, "additionalProperties", false);
}

}  // namespace moshaver::tools
