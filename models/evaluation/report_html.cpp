// to_html of moshaver/evaluate.hpp. The page shows, from top to bottom: what was evaluated; per k two interval plots and
// the tables behind them; segments, comparisons, calibration and times. Plots are inline SVG in the page's CSS colours,
// so that one drawing serves light and dark mode.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "moshaver/evaluate.hpp"

namespace moshaver {
namespace {

constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--paper:#fbfbfa;--card:#fff;--ink:#1c1d1f;--soft:#5c6067;--line:#dfe1e4;--mark:#0b6e66;--band:#e7f3f1}
@media (prefers-color-scheme:dark){:root{--paper:#141517;--card:#1c1e21;--ink:#ececee;--soft:#a5a9b1;--line:#34373c;--mark:#5fd0c2;--band:#1d312f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,Vazirmatn,sans-serif}
main{max-width:72rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem;letter-spacing:-.01em}
h2{font-size:1.3rem;margin:2.75rem 0 .8rem}
p{margin:.3rem 0;max-width:46rem}
.soft,caption,figcaption,th small,td small{color:var(--soft)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem;margin:1.5rem 0 0}
dl div,figure,.table{background:var(--card);border:1px solid var(--line);border-radius:.7rem}
dl div{padding:.8rem 1rem}
dt{color:var(--soft);font-size:.85rem}
dd{margin:0;font-size:1.35rem;font-variant-numeric:tabular-nums}
dd small{display:block;font-size:.82rem;color:var(--soft)}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:1rem}
figure{margin:0;padding:1rem;overflow-x:auto}
figcaption{font-size:.9rem;margin-bottom:.3rem}
svg{display:block;width:100%;min-width:24rem;max-width:44rem;height:auto}
svg text{font-size:12px;fill:var(--ink)}
svg .tick{fill:var(--soft);font-size:11px}
svg .grid{stroke:var(--line)}
svg .interval{stroke:var(--mark);stroke-width:3;stroke-linecap:round}
svg .mean{fill:var(--mark);stroke:var(--card);stroke-width:1.5}
.table{overflow-x:auto;margin-top:1rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:start;padding:.8rem 1rem .2rem;font-size:.9rem}
th,td{padding:.5rem .8rem;text-align:end;white-space:nowrap;border-top:1px solid var(--line);vertical-align:top}
thead th{border-top:0;font-size:.85rem;font-weight:600}
th:first-child{text-align:start;padding-inline-start:1rem}
td small{display:block;font-size:.78rem}
td.best{background:var(--band)}
td.best strong::after{content:" \2605";color:var(--mark);font-weight:400}
td.words,th.words{text-align:start}
a{color:var(--mark)}
:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
@media print{main{max-width:none;padding:0}figure,.table,dl div{break-inside:avoid}}
)css";

struct Column {
  Metric metric;
  std::string_view title;
};
constexpr Column accuracy_columns[] = {
    {Metric::recall, "Recall"},     {Metric::ndcg, "NDCG"}, {Metric::ndcg_full_ideal, "NDCG, full ideal"},
    {Metric::hit_rate, "Hit rate"}, {Metric::mrr, "MRR"},   {Metric::precision, "Precision"}};
constexpr Column served_columns[] = {{Metric::recall_head, "Recall, head"},
                                     {Metric::recall_mid, "Recall, middle"},
                                     {Metric::recall_tail, "Recall, tail"},
                                     {Metric::repeat_recall, "Recall, repeats"},
                                     {Metric::explore_recall, "Recall, new to them"}};

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

// Independent of the locale: always "0.1234".
std::string fixed(double number, int digits) {
  if (!std::isfinite(number)) return "–";
  char text[400];  // the longest double has 309 digits before the point
  const auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed, digits).ptr;
  return {text, end};
}

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string percent(double share) { return (share >= 0 ? "+" : "−") + fixed(std::abs(share) * 100, 1) + "%"; }
std::string shortened(std::string_view text, std::size_t letters) {  // cut between UTF-8 characters
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_letter = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
    if (starts_letter && ++count > letters) return std::string(text.substr(0, i)) + "…";
  }
  return std::string(text);
}

const MetricsAtK* at_k(const RecipeEvaluation& recipe, std::size_t k) {
  const auto found = std::find_if(recipe.at.begin(), recipe.at.end(), [&](const MetricsAtK& at) { return at.k == k; });
  return found == recipe.at.end() ? nullptr : &*found;
}

const MetricEstimate* estimate_of(const RecipeEvaluation& recipe, std::size_t k, Metric metric) {
  const MetricsAtK* at = at_k(recipe, k);
  return at == nullptr || (*at)[metric].customers == 0 ? nullptr : &(*at)[metric];
}

// 1, 2 or 5 times a power of ten, so that the span has about four steps.
double tick_step(double span) {
  const double power = std::pow(10, std::floor(std::log10(span / 4)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (span / (step * power) <= 5) return step * power;
  }
  return 10 * power;
}

std::string interval_plot(const EvaluationReport& report, std::size_t k, Metric metric, std::string_view title) {
  constexpr double left = 110, right = 490, width = 560, row_height = 28, top = 8;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const RecipeEvaluation& recipe : report.recipes) {
    if (const MetricEstimate* estimate = estimate_of(recipe, k, metric)) {
      low = std::min({low, estimate->low, estimate->mean});
      high = std::max({high, estimate->high, estimate->mean});
    }
  }
  if (!(low <= high)) return {};
  const double margin = std::max((high - low) * 0.06, 1e-4);
  low -= margin;
  high += margin;
  const auto x = [&](double value) { return left + (value - low) / (high - low) * (right - left); };
  const double bottom = top + row_height * static_cast<double>(report.recipes.size());
  const std::string id =
      "plot-" + std::string(metric_names[static_cast<std::size_t>(metric)]) + "-" + std::to_string(k);
  const std::string heading = std::string(title) + " at " + std::to_string(k);

  std::string svg = "<figure><figcaption id=\"" + id + "\">" + heading +
                    ": mean and 95% interval</figcaption>\n<svg viewBox=\"0 0 " + fixed(width, 0) + " " +
                    fixed(bottom + 24, 0) + "\" role=\"img\" aria-labelledby=\"" + id + "\">\n";
  const double step = tick_step(high - low);
  const int digits = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
  const auto last_tick = static_cast<long>(std::floor(high / step));
  for (auto number = static_cast<long>(std::ceil(low / step)); number <= last_tick; ++number) {
    const double tick = static_cast<double>(number) * step;
    const std::string at = fixed(x(tick), 1);
    svg += "<line class=\"grid\" x1=\"" + at + "\" x2=\"" + at + "\" y1=\"" + fixed(top, 0) + "\" y2=\"" +
           fixed(bottom, 0) + "\"/><text class=\"tick\" text-anchor=\"middle\" x=\"" + at + "\" y=\"" +
           fixed(bottom + 16, 0) + "\">" + fixed(tick, digits) + "</text>\n";
  }
  for (std::size_t row = 0; row < report.recipes.size(); ++row) {
    const RecipeEvaluation& recipe = report.recipes[row];
    const double y = top + row_height * (static_cast<double>(row) + 0.5);
    svg += "<text text-anchor=\"end\" x=\"" + fixed(left - 10, 0) + "\" y=\"" + fixed(y + 4, 1) + "\">" +
           escaped(shortened(recipe.recipe, 14)) + "</text>";
    if (const MetricEstimate* estimate = estimate_of(recipe, k, metric)) {
      svg += "<line class=\"interval\" x1=\"" + fixed(x(estimate->low), 1) + "\" x2=\"" + fixed(x(estimate->high), 1) +
             "\" y1=\"" + fixed(y, 1) + "\" y2=\"" + fixed(y, 1) + "\"/><circle class=\"mean\" r=\"5\" cx=\"" +
             fixed(x(estimate->mean), 1) + "\" cy=\"" + fixed(y, 1) + "\"/><text x=\"" + fixed(right + 12, 0) +
             "\" y=\"" + fixed(y + 4, 1) + "\">" + fixed(estimate->mean, 4) + "</text>";
    }
    svg += "\n";
  }
  return svg + "</svg></figure>\n";
}

std::string table_start(std::string_view caption, std::string_view first_column = "Recipe") {
  return "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"" + std::string(caption) +
         "\"><table>\n<caption>" + std::string(caption) + "</caption>\n<thead><tr><th scope=\"col\">" +
         std::string(first_column) + "</th>";
}

std::optional<double> best_mean(const EvaluationReport& report, std::size_t k, Metric metric) {
  std::optional<double> best;
  for (const RecipeEvaluation& recipe : report.recipes) {
    const MetricEstimate* estimate = estimate_of(recipe, k, metric);
    if (estimate != nullptr && (!best || estimate->mean > *best)) best = estimate->mean;
  }
  return best;
}

std::string metric_cell(const EvaluationReport& report, const RecipeEvaluation& recipe, std::size_t k, Metric metric) {
  const MetricEstimate* estimate = estimate_of(recipe, k, metric);
  if (estimate == nullptr) return "<td>–</td>";
  const bool best = report.recipes.size() > 1 && estimate->mean == best_mean(report, k, metric);
  const std::string mean = fixed(estimate->mean, 4);
  return (best ? "<td class=\"best\"><strong>" + mean + "</strong>" : "<td>" + mean) + "<small>" +
         fixed(estimate->low, 4) + " to " + fixed(estimate->high, 4) + "</small></td>";
}

template <std::size_t N>
std::string metric_table(const EvaluationReport& report, std::size_t k, const std::string& caption,
                         const Column (&columns)[N], bool with_spread) {
  std::string html = table_start(caption);
  for (const Column& column : columns) {
    std::size_t customers = 0;
    for (const RecipeEvaluation& recipe : report.recipes) {
      if (const MetricEstimate* estimate = estimate_of(recipe, k, column.metric)) customers = estimate->customers;
    }
    html += "<th scope=\"col\">" + std::string(column.title);
    if (with_spread) html += "<br><small>" + grouped(customers) + " customers</small>";
    html += "</th>";
  }
  if (with_spread) html += "<th scope=\"col\">Coverage</th><th scope=\"col\">Gini</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (const RecipeEvaluation& recipe : report.recipes) {
    html += "<tr><th scope=\"row\">" + escaped(recipe.recipe) + "</th>";
    for (const Column& column : columns) html += metric_cell(report, recipe, k, column.metric);
    if (with_spread) {
      const MetricsAtK* at = at_k(recipe, k);
      html += at == nullptr ? "<td>–</td><td>–</td>"
                            : "<td>" + fixed(at->coverage * 100, 1) + "%</td><td>" + fixed(at->gini, 3) + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string verdict(const MetricEstimate& difference) {
  if (difference.low > 0) return "better";
  if (difference.high < 0) return "worse";
  return "no clear difference";
}

std::string comparison_table(const EvaluationReport& report) {
  if (report.comparisons.empty()) return {};
  std::string html = "<h2>Comparison with the baseline</h2>\n" +
                     table_start("Paired differences over the same customers, with 95% intervals") +
                     "<th class=\"words\" scope=\"col\">Against</th><th class=\"words\" scope=\"col\">Metric</th>"
                     "<th scope=\"col\">Relative</th><th scope=\"col\">Absolute</th>"
                     "<th class=\"words\" scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n";
  for (const RecipeComparison& comparison : report.comparisons) {
    const MetricEstimate& relative = comparison.relative;
    const MetricEstimate& absolute = comparison.difference;
    html += "<tr><th scope=\"row\">" + escaped(comparison.recipe) + "</th><td class=\"words\">" +
            escaped(comparison.baseline) + "</td><td class=\"words\">" +
            std::string(metric_names[static_cast<std::size_t>(comparison.metric)]) + " at " +
            std::to_string(comparison.k) + "</td>";
    html += relative.customers == 0 ? "<td>–</td>"
                                    : "<td>" + percent(relative.mean) + "<small>" + percent(relative.low) + " to " +
                                          percent(relative.high) + "</small></td>";
    html += absolute.customers == 0 ? "<td>–</td><td class=\"words\">not measured</td></tr>\n"
                                    : "<td>" + fixed(absolute.mean, 4) + "<small>" + fixed(absolute.low, 4) + " to " +
                                          fixed(absolute.high, 4) + "</small></td><td class=\"words\">" +
                                          verdict(absolute) + "</td></tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

// The segments of products, or of customers: a row per segment, a column per recipe.
std::string segment_table(const EvaluationReport& report, std::size_t at, bool of_products) {
  const std::vector<SegmentEvaluation>& segments = report.recipes.front().segments;
  std::string rows;
  for (std::size_t row = 0; row < segments.size(); ++row) {
    if ((segments[row].by == "category") != of_products) continue;
    rows += "<tr><th scope=\"row\">" + escaped(segments[row].by) + ": " + escaped(segments[row].segment) + "</th><td>" +
            grouped(segments[row].customers) + "</td>";
    for (const RecipeEvaluation& recipe : report.recipes) {
      const SegmentEvaluation::AtK& figures = recipe.segments[row].at[at];
      const MetricEstimate& estimate = of_products ? figures.recall : figures.ndcg;
      rows += estimate.customers == 0 ? "<td>–</td>"
                                      : "<td>" + fixed(estimate.mean, 4) + "<small>" + fixed(estimate.low, 4) + " to " +
                                            fixed(estimate.high, 4) + "</small></td>";
    }
    rows += "</tr>\n";
  }
  if (rows.empty()) return {};
  const std::string what = of_products ? "Recall of each category's products" : "NDCG of each customer segment";
  std::string html =
      table_start(what + ", lists of " + std::to_string(report.ks[at]), "Segment") + "<th scope=\"col\">Customers</th>";
  for (const RecipeEvaluation& recipe : report.recipes) html += "<th scope=\"col\">" + escaped(recipe.recipe) + "</th>";
  return html + "</tr></thead>\n<tbody>\n" + rows + "</tbody></table></div>\n";
}

std::string segment_tables(const EvaluationReport& report) {
  if (report.recipes.empty() || report.recipes.front().segments.empty()) return {};
  return "<h2>Segments</h2>\n" + segment_table(report, 0, false) + segment_table(report, 0, true);
}

std::string cost_table(const EvaluationReport& report) {
  std::string html =
      "<h2>Time</h2>\n" + table_start("Time to train, and to answer one customer") +
      "<th scope=\"col\">Training, seconds</th><th scope=\"col\">Answer, microseconds</th></tr></thead>\n"
      "<tbody>\n";
  for (const RecipeEvaluation& recipe : report.recipes) {
    html += "<tr><th scope=\"row\">" + escaped(recipe.recipe) + "</th><td>" + fixed(recipe.train_seconds, 2) +
            "</td><td>" + fixed(recipe.microseconds_per_customer, 1) + "</td></tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string calibration_lines(const EvaluationReport& report) {
  std::string html;
  for (const RecipeEvaluation& recipe : report.recipes) {
    if (!recipe.no_confidence.empty()) {
      html += "<p>No confidence: " + escaped(recipe.recipe) + ": " + escaped(recipe.no_confidence) + "</p>\n";
    }
    if (!recipe.calibration) continue;
    html += "<p>Expected calibration error of the confidence of " + escaped(recipe.recipe) + ": " +
            fixed(100 * recipe.calibration->error_known, 1) + "% over " + grouped(recipe.calibration->customers_known) +
            " customers with a history; " + fixed(100 * recipe.calibration->error_back, 1) +
            "%, given that the customer buys, over the " + grouped(recipe.calibration->customers_back) +
            " who did.</p>\n";
  }
  return html;
}

std::string fact(std::string_view name, const std::string& value, const std::string& note) {
  return "<div><dt>" + std::string(name) + "</dt><dd>" + value + (note.empty() ? "" : "<small>" + note + "</small>") +
         "</dd></div>\n";
}

std::string facts(const EvaluationReport& report) {
  const double unknown = report.truth_items == 0 ? 0
                                                 : 100 * static_cast<double>(report.truth_unknown_items) /
                                                       static_cast<double>(report.truth_items);
  return "<dl>\n" + fact("Customers evaluated", grouped(report.customers_evaluated), "with held-out purchases") +
         fact("Products to find", grouped(report.truth_items), fixed(unknown, 1) + "% unknown to the catalogue") +
         fact("Catalogue", grouped(report.catalogue_size), "products, all of them ranked") +
         fact("Owned products", report.include_purchased ? "included" : "excluded",
              report.include_purchased ? "repeat purchases count as hits" : "from the lists and from the truth") +
         "</dl>\n";
}

}  // namespace

std::string to_html(const EvaluationReport& report) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Moshaver: evaluation</title>\n"
      "<style>" +
      std::string(style) + "</style>\n</head>\n<body>\n<main>\n<h1>Evaluation</h1>\n<p>" + escaped(report.protocol) +
      "</p>\n" + facts(report);
  for (const std::size_t k : report.ks) {
    const std::string first = "the first " + std::to_string(k);
    html += "<h2>Lists of " + std::to_string(k) + "</h2>\n<div class=\"plots\">\n" +
            interval_plot(report, k, Metric::ndcg, "NDCG") + interval_plot(report, k, Metric::recall, "Recall") +
            "</div>\n" + metric_table(report, k, "Accuracy of " + first, accuracy_columns, false) +
            metric_table(report, k, "Recall by popularity and novelty, coverage, of " + first, served_columns, true);
  }
  html += segment_tables(report) + comparison_table(report) + calibration_lines(report) + cost_table(report);
  for (const LeftOutRecipe& recipe : report.left_out) {
    html += "<p>Left out: " + escaped(recipe.recipe) + ": " + escaped(recipe.why) + "</p>\n";
  }
  html +=
      "<h2>How to read this</h2>\n<p>Small figures are 95% bootstrap intervals over customers, " +
      grouped(report.resamples) +
      " resamples. A paired comparison can be significant even if the intervals of the two recipes overlap, because it "
      "compares the same customers. A star marks the highest mean of a column; it does not prove a difference.</p>\n"
      "<p class=\"soft\">Recall: share of the products bought that were shown. NDCG: the same, with more weight on the "
      "first ranks. Hit rate: share of customers with at least one hit. MRR: 1 / rank of the first hit. Head, "
      "middle and tail each have a third of the training purchases, most popular first. Coverage: share of the "
      "catalogue shown to anyone. Gini: 0 if all products are shown equally often, near 1 if the same few are shown to "
      "everyone.</p>\n</main>\n</body>\n</html>\n";
  return html;
}

}  // namespace moshaver
