#include "tools/output.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "tools/command.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void put(JsonWriter& json, const char* name, std::string_view text) {
  json.Key(name);
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void put(JsonWriter& json, const char* name, double value) {
  json.Key(name);
  json.Double(value);
}
void put(JsonWriter& json, const char* name, std::uint64_t value) {
  json.Key(name);
  json.Uint64(value);
}

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

void put_item(JsonWriter& json, const RecommendedItem& item) {
  json.StartObject();
  put(json, "product_id", item.product_id);
  if (!item.title.empty()) put(json, "title", item.title);
  put(json, "rank", std::uint64_t{item.rank});
  put(json, "score", item.score);
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

// One object on a line of its own.
template <class Fill>
std::string json_line(const Fill& fill) {
  rapidjson::StringBuffer buffer;
  JsonWriter json(buffer);
  json.StartObject();
  fill(json);
  json.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

// Scores as few digits as read back to the same float.
std::string exact(double score) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", score);
  return text;
}

std::string tsv_rows(const std::string& key, const std::vector<RecommendedItem>& items) {
  std::string rows;
  for (const RecommendedItem& item : items) {
    rows += escaped_for_tsv(key) + '\t' + std::to_string(item.rank) + '\t' + escaped_for_tsv(item.product_id) + '\t' +
            exact(item.score) + '\n';
  }
  return rows;
}

std::string item_table(const std::vector<RecommendedItem>& items) {
  Table table({{"", Align::right}, {"product_id", Align::left}, {"title", Align::left}, {"score", Align::right}});
  for (const RecommendedItem& item : items) {
    table.add({std::to_string(item.rank), fitted(item.product_id, 24), fitted(item.title, 48), decimal(item.score, 4)});
  }
  return table.text();
}

std::string explained_items(const std::vector<RecommendedItem>& items) {
  std::string text;
  for (const RecommendedItem& item : items) {
    const std::string name = item.title.empty() ? item.product_id : item.product_id + "  " + item.title;
    text += std::to_string(item.rank) + ". " + name + "  (score " + decimal(item.score, 4) + ")\n" + reason_lines(item);
  }
  return text;
}

}  // namespace

void describe_output(po::options_description& options) {
  options.add_options()("format", po::value<std::string>()->value_name("table|json|tsv")->default_value("table"),
                        "for people, or for programs")("out", po::value<std::string>()->value_name("FILE"),
                                                       "write there, not to standard output");
}

Result<Output> Output::open(const po::variables_map& options) {
  const std::string format = string_of(options, "format");
  const std::pair<const char*, Format> formats[] = {
      {"table", Format::table}, {"json", Format::json}, {"tsv", Format::tsv}};
  for (const auto& [name, value] : formats) {
    if (format != name) continue;
    const std::string path = string_of(options, "out");
    if (path.empty()) return Output(stdout, "", value);
    std::FILE* file = std::fopen((path + ".part").c_str(), "w");
    if (file == nullptr) {
      return failure(ErrorCode::io_error,
                     "cannot write " + path + " (" + std::strerror(errno) + "); name another --out");
    }
    return Output(file, path, value);
  }
  return failure(ErrorCode::invalid_argument, "--format is table, json or tsv, not \"" + format + "\"");
}

Output::~Output() {
  if (file_ == nullptr || path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(path_ + ".part", ignored);
}

void Output::write(std::string_view text) { std::fwrite(text.data(), 1, text.size(), file_.get()); }

Result<void> Output::close() {
  const bool written = std::fflush(file_.get()) == 0 && !failed();
  if (!written) {
    return failure(ErrorCode::io_error, "cannot write " + (path_.empty() ? std::string("to standard output") : path_) +
                                            " (" + std::strerror(errno) + ")");
  }
  if (path_.empty()) return {};
  std::error_code error;
  std::filesystem::rename(path_ + ".part", path_, error);
  if (error) return failure(ErrorCode::io_error, "cannot write " + path_ + " (" + error.message() + ")");
  path_.clear();
  return {};
}

std::string reason_lines(const RecommendedItem& item) {
  std::string text;
  for (const Reason& reason : item.reasons) {
    const std::string share = percent(reason.share);
    text += std::string(share.size() < 8 ? 8 - share.size() : 0, ' ') + share + "  " + reason.text + "\n";
  }
  return text;
}

RecommendationPrinter::RecommendationPrinter(Output& output, const ModelDescription& model, bool many)
    : output_(output), model_(model), many_(many) {
  if (output.format() == Format::tsv) output.write("customer_id\trank\tproduct_id\tscore\n");
}

void RecommendationPrinter::print(const Recommendation& recommendation) {
  if (output_.format() == Format::tsv) {
    output_.write(tsv_rows(recommendation.customer_id, recommendation.items));
    return;
  }
  if (output_.format() == Format::json) {
    output_.write(json_line([&](JsonWriter& json) {
      put(json, "customer_id", recommendation.customer_id);
      json.Key("known");
      json.Bool(recommendation.known);
      put(json, "model", model_.id);
      put_items(json, recommendation.items);
    }));
    return;
  }
  std::string heading =
      recommendation.customer_id.empty() ? "for this history" : "for customer " + recommendation.customer_id;
  if (!recommendation.known) heading += " (no history: what is popular)";
  const bool explained = !recommendation.items.empty() && !recommendation.items.front().reasons.empty();
  output_.write("Recommended " + heading + ", by " + model_.recipe + "\n\n" +
                (explained ? explained_items(recommendation.items) : item_table(recommendation.items)) +
                (many_ ? "\n" : ""));
}

void print_similar(Output& output, const std::string& product_id, const std::vector<RecommendedItem>& items) {
  switch (output.format()) {
    case Format::tsv:
      output.write("product_id\trank\tsimilar_product_id\tscore\n" + tsv_rows(product_id, items));
      break;
    case Format::json:
      output.write(json_line([&](JsonWriter& json) {
        put(json, "product_id", product_id);
        put_items(json, items);
      }));
      break;
    case Format::table:
      output.write("Most like " + product_id + "\n\n" + item_table(items));
      break;
  }
}

void print_explanation(Output& output, const std::string& customer_id, const Explanation& explanation) {
  const RecommendedItem& item = explanation.item;
  if (output.format() == Format::json) {
    output.write(json_line([&](JsonWriter& json) {
      put(json, "customer_id", customer_id);
      put(json, "candidates", std::uint64_t{explanation.candidates});
      json.Key("owned");
      json.Bool(explanation.owned);
      json.Key("hidden");
      json.Bool(explanation.hidden);
      json.Key("item");
      put_item(json, item);
    }));
    return;
  }
  if (output.format() == Format::tsv) {
    std::string rows = "code\tshare\tamount\tproduct_id\ttext\n";
    for (const Reason& reason : item.reasons) {
      rows += reason.code + '\t' + exact(reason.share) + '\t' + exact(reason.amount) + '\t' +
              escaped_for_tsv(reason.product_id) + '\t' + escaped_for_tsv(reason.text) + '\n';
    }
    output.write(rows);
    return;
  }
  std::string text = item.product_id + (item.title.empty() ? "" : "  " + item.title) + "\n" + "rank " +
                     with_thousands(item.rank) + " of " + with_thousands(explanation.candidates) + " for customer " +
                     customer_id + ", score " + decimal(item.score, 4) + "\n";
  if (explanation.owned) text += "bought before: recommended again only with --include-purchased\n";
  if (explanation.hidden) text += "disliked or hidden by the customer: never recommended\n";
  text += "\n" + (item.reasons.empty() ? "nothing in the history speaks for it\n" : reason_lines(item));
  output.write(text);
}

}  // namespace moshaver::tools
