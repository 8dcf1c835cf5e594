#include "tools/print_advice.hpp"

#include <algorithm>
#include <cstdio>

#include "tools/json/write.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

// One object on a line of its own.
template <class Fill>
std::string json_line(const Fill& fill) {
  return json_object(fill) + "\n";
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

// Chances below a tenth with one digit more: most products are bought by few.
std::string chance(double confidence) { return percent(confidence, confidence < 0.1 ? 1 : 0); }

std::string explained_items(const std::vector<RecommendedItem>& items, std::size_t columns) {
  const std::vector<std::string> scores = score_texts_of(items);
  std::string text;
  for (std::size_t at = 0; at < items.size(); ++at) {
    const RecommendedItem& item = items[at];
    const std::string name = item.title.empty() ? item.product_id : item.product_id + "  " + item.title;
    const std::string due = item.due_on.empty() ? "" : ", due " + item.due_on;
    const std::string sure = due + (item.confidence ? ", " + chance(*item.confidence) + " likely to be bought" : "");
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

// "nothing is left; products that rules took out: owned 3, not_due 12"
std::string nothing_left(const Advice& advice) {
  std::string rules;
  for (const Removed& removed : advice.removed) {
    rules += (rules.empty() ? "" : ", ") + removed.rule + " " + std::to_string(removed.count);
  }
  return "nothing is left" + (rules.empty() ? "" : "; products that rules took out: " + rules) + "\n";
}

std::string list_of(const Advice& advice, std::size_t columns) {
  if (advice.items.empty()) return nothing_left(advice);
  const bool explained = !advice.items.front().reasons.empty();
  return explained ? explained_items(advice.items, columns) : item_table(advice.items, columns);
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
  const bool due =
      std::any_of(items.begin(), items.end(), [](const RecommendedItem& item) { return !item.due_on.empty(); });
  if (due) head.push_back({"due"});
  Table table(std::move(head));
  const std::vector<std::string> scores = score_texts_of(items);
  for (std::size_t at = 0; at < items.size(); ++at) {
    std::vector<std::string> cells = {std::to_string(items[at].rank), items[at].product_id};
    if (titled) cells.push_back(items[at].title);
    cells.push_back(scores[at]);
    if (sure) cells.push_back(items[at].confidence ? chance(*items[at].confidence) : "");
    if (due) cells.push_back(items[at].due_on);
    table.add(std::move(cells));
  }
  return table.text(columns);
}

std::string reason_lines(const RecommendedItem& item, std::size_t columns) {
  std::string text;
  for (const Reason& reason : item.reasons) {
    // A usual size has no share: it tells which variant is shown.
    const std::string share = reason.share == 0 ? "" : percent(reason.share);
    text += wrapped(std::string(share.size() < 8 ? 8 - share.size() : 0, ' ') + share + "  " + printable(reason.text),
                    10, columns) +
            "\n";
  }
  return text;
}

AdvicePrinter::AdvicePrinter(Output& output, std::string recipe, bool many)
    : output_(output), recipe_(std::move(recipe)), many_(many) {
  if (output.format() == Format::tsv) output.write("customer_id\trank\tproduct_id\tscore\n");
}

void AdvicePrinter::print(const Advice& advice) {
  if (output_.format() == Format::tsv) return output_.write(tsv_rows(advice.customer_id, advice.items));
  if (output_.format() == Format::json) {
    return output_.write(json_of(advice) + "\n");
  }
  std::string heading =
      advice.customer_id.empty() ? "for this history" : "for customer " + printable(advice.customer_id);
  if (!advice.known) heading += " (no history: what is popular)";
  output_.write("Recommended " + heading + ", by " + recipe_ + "\n\n" + list_of(advice, output_.columns()) +
                (many_ ? "\n" : ""));
}

void print_related(Output& output, std::string_view heading, const std::string& product_id, const Advice& advice) {
  switch (output.format()) {
    case Format::tsv:
      output.write("product_id\trank\tsimilar_product_id\tscore\n" + tsv_rows(product_id, advice.items));
      break;
    case Format::json:
      output.write(json_line([&](JsonWriter& json) {
        put(json, "product_id", product_id);
        put_fields(json, advice);
      }));
      break;
    case Format::table:
      output.write(
          std::string(heading) + printable(product_id) + "\n\n" +
          (advice.items.empty() ? "No product that the data tells of.\n" : item_table(advice.items, output.columns())));
      break;
  }
}

void print_explanation(Output& output, const std::string& customer_id, const Explanation& explanation) {
  const RecommendedItem& item = explanation.item;
  if (output.format() == Format::json) {
    output.write(json_line([&](JsonWriter& json) {
      put(json, "customer_id", customer_id);
      put_fields(json, explanation);
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
                     (item.confidence ? ", " + chance(*item.confidence) + " likely to be bought" : "") + "\n";
  if (explanation.owned) {
    text += item.due_on.empty() ? "bought before: recommended again only with --include-purchased\n"
                                : "bought before: recommended again when it is due, about " + item.due_on +
                                      ", or with --include-purchased\n";
  }
  if (explanation.hidden) text += "disliked or hidden by the customer: never recommended\n";
  text += "\n" + (item.reasons.empty() ? "nothing in the history speaks for it\n" : every_term(item, output.columns()));
  output.write(text);
}

}  // namespace moshaver::tools
