#include "tools/output.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "tools/command.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void put(JsonWriter& json, const char* name, std::string_view text) {
  const std::string valid = valid_utf8(text);
  json.Key(name);
  json.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
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

std::vector<std::string> score_texts_of(const std::vector<RecommendedItem>& items) {
  std::vector<double> scores;
  for (const RecommendedItem& item : items) scores.push_back(item.score);
  return score_texts(scores);
}

std::string explained_items(const std::vector<RecommendedItem>& items, std::size_t columns) {
  const std::vector<std::string> scores = score_texts_of(items);
  std::string text;
  for (std::size_t at = 0; at < items.size(); ++at) {
    const RecommendedItem& item = items[at];
    const std::string name = item.title.empty() ? item.product_id : item.product_id + "  " + item.title;
    const std::string sure = item.confidence ? ", " + percent(*item.confidence) + " likely to be bought" : "";
    text += wrapped(std::to_string(item.rank) + ". " + printable(name) + "  (score " + scores[at] + sure + ")", 3,
                    columns) +
            "\n" + reason_lines(item, columns);
  }
  return text;
}

// Amounts too, signed: where the score is negative, a share alone would turn their meaning round.
std::string every_term(const RecommendedItem& item, std::size_t columns) {
  // To the decimals of the score that they sum to.
  const std::string score = score_texts({item.score}).front();
  const std::size_t point = score.find('.');
  const int digits = point == std::string::npos ? 0 : static_cast<int>(score.size() - point - 1);
  std::vector<std::string> texts;
  for (const Reason& reason : item.reasons) texts.push_back(decimal(reason.amount, digits));
  const auto right = [](const std::string& text, std::size_t width) {
    return std::string(width - std::min(width, text.size()), ' ') + text;
  };
  std::size_t width = 6;
  for (const std::string& text : texts) width = std::max(width, text.size() + 1);
  std::string out = "  " + right("amount", width) + "   share\n";
  for (std::size_t at = 0; at < texts.size(); ++at) {
    const std::string sign = texts[at].starts_with("-") ? "" : "+";
    out += wrapped("  " + right(sign + texts[at], width) + right(percent(item.reasons[at].share), 8) + "  " +
                       printable(item.reasons[at].text),
                   width + 12, columns) +
           "\n";
  }
  return out;
}

}  // namespace

std::string item_table(const std::vector<RecommendedItem>& items, std::size_t columns) {
  // An id is there to be copied: only one of more than 40 columns is cut, and only on a terminal.
  const bool titled =
      std::any_of(items.begin(), items.end(), [](const RecommendedItem& item) { return !item.title.empty(); });
  std::vector<Column> head = {{"", Align::right}, {.name = "product_id", .widest = 40}};
  if (titled) head.push_back({.name = "title", .widest = 80, .shrinks = true});
  head.push_back({"score", Align::right});
  const bool sure =
      std::any_of(items.begin(), items.end(), [](const RecommendedItem& item) { return item.confidence.has_value(); });
  if (sure) head.push_back({"confidence", Align::right});
  Table table(std::move(head));
  const std::vector<std::string> scores = score_texts_of(items);
  for (std::size_t at = 0; at < items.size(); ++at) {
    std::vector<std::string> cells = {std::to_string(items[at].rank), items[at].product_id};
    if (titled) cells.push_back(items[at].title);
    cells.push_back(scores[at]);
    if (sure) cells.push_back(items[at].confidence ? percent(*items[at].confidence) : "");
    table.add(std::move(cells));
  }
  return table.text(columns);
}

std::string reason_lines(const RecommendedItem& item, std::size_t columns) {
  std::string text;
  for (const Reason& reason : item.reasons) {
    if (reason.code == "base") continue;  // no reason for this product; `explain` and JSON show it
    const std::string share = percent(reason.share);
    text += wrapped(std::string(share.size() < 8 ? 8 - share.size() : 0, ' ') + share + "  " + printable(reason.text),
                    10, columns) +
            "\n";
  }
  return text;
}

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
    MOSHAVER_TRY(file, ResultFile::open(string_of(options, "out"), "--out"));
    return Output(std::move(file), value);
  }
  return failure(ErrorCode::invalid_argument, "--format is table, json or tsv, not \"" + format + "\"");
}

std::size_t Output::columns() const { return file_.is_stdout() ? terminal_columns(STDOUT_FILENO) : 0; }

Result<ResultFile> ResultFile::open(const std::string& path, std::string_view option) {
  if (path.empty() || path == "-") return ResultFile(stdout, "", "", option);
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  const bool as_it_is = std::filesystem::is_other(status) || std::filesystem::is_character_file(status) ||
                        std::filesystem::is_block_file(status) || std::filesystem::is_fifo(status) ||
                        std::filesystem::is_socket(status);
  // A link stays a link: what it points to is replaced.
  const std::string place =
      std::filesystem::is_symlink(path, error) ? std::filesystem::weakly_canonical(path, error).string() : path;
  ResultFile file(nullptr, place, as_it_is ? "" : place + ".part", option);
  if (std::filesystem::is_directory(status)) return tl::unexpected(file.cannot_write(EISDIR));
  file.file_.reset(std::fopen(as_it_is ? place.c_str() : file.part_.c_str(), "w"));
  if (file.file_ == nullptr) {
    const Error refused = file.cannot_write(errno);
    file.part_.clear();  // not ours
    return tl::unexpected(refused);
  }
  return file;
}

ResultFile::~ResultFile() {
  if (file_ == nullptr || part_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

Error ResultFile::cannot_write(int error) const {
  const std::string why = std::string(" (") + std::strerror(error) + ")";
  if (path_.empty()) return {ErrorCode::io_error, "cannot write to standard output" + why};
  return {ErrorCode::io_error, "cannot write " + path_ + why + "; make room for it or name another " + option_};
}

void ResultFile::write(std::string_view text) {
  if (!failed() && std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) error_ = errno;
}

Result<void> ResultFile::close() {
  if (!failed() && std::fflush(file_.get()) != 0) error_ = errno;
  if (is_stdout()) {
    if (failed()) return tl::unexpected(cannot_write(error_));
    return {};
  }
  if (std::fclose(file_.release()) != 0 && !failed()) error_ = errno;
  std::error_code error;
  if (!failed() && !part_.empty()) {
    std::filesystem::rename(part_, path_, error);
    error_ = error.value();
  }
  if (!failed()) return {};
  if (!part_.empty()) std::filesystem::remove(part_, error);
  return tl::unexpected(cannot_write(error_));
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
      recommendation.customer_id.empty() ? "for this history" : "for customer " + printable(recommendation.customer_id);
  if (!recommendation.known) heading += " (no history: what is popular)";
  const bool explained = !recommendation.items.empty() && !recommendation.items.front().reasons.empty();
  output_.write("Recommended " + heading + ", by " + model_.recipe + "\n\n" +
                (explained ? explained_items(recommendation.items, output_.columns())
                           : item_table(recommendation.items, output_.columns())) +
                (many_ ? "\n" : ""));
}

void print_similar(Output& output, std::string_view heading, const std::string& product_id,
                   const std::vector<RecommendedItem>& items) {
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
      output.write(std::string(heading) + printable(product_id) + "\n\n" +
                   (items.empty() ? "No product that the data tells of.\n" : item_table(items, output.columns())));
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
  std::string text = printable(item.product_id + (item.title.empty() ? "" : "  " + item.title)) + "\n" + "rank " +
                     with_thousands(item.rank) + " of " + with_thousands(explanation.candidates) + " for customer " +
                     printable(customer_id) + ", score " + score_texts({item.score}).front() +
                     (item.confidence ? ", " + percent(*item.confidence) + " likely to be bought" : "") + "\n";
  if (explanation.owned) text += "bought before: recommended again only with --include-purchased\n";
  if (explanation.hidden) text += "disliked or hidden by the customer: never recommended\n";
  text += "\n" + (item.reasons.empty() ? "nothing in the history speaks for it\n" : every_term(item, output.columns()));
  output.write(text);
}

}  // namespace moshaver::tools
