#include "moshaver/evaluate.hpp"

#include <simdjson.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

using namespace moshaver;

namespace {

EvaluationReport sample_report() {
  EvaluationReport report;
  report.protocol = "Held out: <the last> 30 days & all \"they\" hold";
  report.ks = {10, 20};
  report.customers_evaluated = 1376;
  report.truth_items = 46'234;
  report.truth_unknown_items = 812;
  report.catalogue_size = 3900;
  report.include_purchased = true;
  report.resamples = 1000;
  for (const char* name : {"popular", "میانگین <b>"}) {
    RecipeEvaluation recipe;
    recipe.recipe = name;
    recipe.train_seconds = 1.5;
    recipe.microseconds_per_customer = 120.25;
    for (const std::size_t k : report.ks) {
      MetricsAtK at;
      at.k = k;
      double value = report.recipes.empty() ? 0.1 : 0.2;
      for (MetricEstimate& estimate : at.means) {
        estimate = {value, value - 0.02, value + 0.02, 1376};
        value += 0.01;
      }
      at[Metric::repeat_recall] = {};  // no customers: owned products were left out
      at.coverage = 0.5;
      at.gini = 0.75;
      recipe.at.push_back(at);
    }
    const MetricEstimate figure{0.25, 0.125, 0.5, 90};
    recipe.segments = {
        {"segment", "<gold> & \"old\"", 90, {{10, figure, figure, figure}, {20, figure, figure, figure}}},
        {"category", "چای", 90, {{10, figure, {}, {}}, {20, figure, {}, {}}}}};
    report.recipes.push_back(recipe);
  }
  report.comparisons.push_back({"popular", "blend", Metric::ndcg, 10, {0.1, 0.08, 0.12, 1376}, {0.9, 0.7, 1.1, 1376}});
  return report;
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

// Tags that are not closed, or not in order. Empty for a well-formed page.
std::vector<std::string> unbalanced_tags(const std::string& html) {
  static const std::vector<std::string> closes_itself = {"meta", "!doctype", "br"};
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    const std::string tag = html.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(tag[0] == '/' ? 1 : 0, tag.find_first_of(" /", 1) - (tag[0] == '/' ? 1 : 0));
    if (tag.back() == '/' || std::count(closes_itself.begin(), closes_itself.end(), name) > 0) continue;
    if (tag[0] != '/') {
      open.push_back(name);
    } else if (!open.empty() && open.back() == name) {
      open.pop_back();
    } else {
      return {"unexpected </" + name + ">"};
    }
  }
  return open;
}

}  // namespace

TEST_CASE("the JSON report holds the measured values") {
  const std::string json = to_json(sample_report());
  simdjson::dom::parser parser;
  const simdjson::dom::element root = parser.parse(json);
  CHECK(std::string_view(root["protocol"]) == sample_report().protocol);
  CHECK(std::uint64_t(root["customers_evaluated"]) == 1376);
  CHECK(std::uint64_t(root["truth_unknown_items"]) == 812);
  CHECK(bool(root["include_purchased"]));
  CHECK(std::uint64_t(root["k"].at(1)) == 20);
  const simdjson::dom::element blend = root["recipes"].at(1);
  CHECK(std::string_view(blend["recipe"]) == "میانگین <b>");
  CHECK(double(blend["microseconds_per_customer"]) == 120.25);
  for (const std::string_view name : metric_names) {
    CAPTURE(name);
    const simdjson::dom::element metric = blend["metrics"]["20"][name];
    if (name == "repeat_recall") {
      CHECK(metric["mean"].is_null());
      CHECK(std::uint64_t(metric["customers"]) == 0);
    } else {
      CHECK(double(metric["low"]) < double(metric["mean"]));
      CHECK(double(metric["mean"]) < double(metric["high"]));
    }
  }
  CHECK(double(blend["metrics"]["10"]["recall"]["mean"]) == 0.2);
  CHECK(double(blend["metrics"]["10"]["gini"]) == 0.75);
  const simdjson::dom::element gold = blend["segments"].at(0), tea = blend["segments"].at(1);
  CHECK(std::string_view(gold["by"]) == "segment");
  CHECK(std::string_view(gold["segment"]) == "<gold> & \"old\"");
  CHECK(std::uint64_t(gold["customers"]) == 90);
  CHECK(double(gold["metrics"]["20"]["ndcg"]["high"]) == 0.5);
  CHECK(double(tea["metrics"]["10"]["recall"]["mean"]) == 0.25);
  CHECK(tea["metrics"]["10"]["ndcg"]["mean"].is_null());
  CHECK(std::string_view(root["comparisons"].at(0)["metric"]) == "ndcg");
  CHECK(double(root["comparisons"].at(0)["relative"]["high"]) == 1.1);
}

TEST_CASE("numbers that are not finite become null, so that the JSON report stays valid") {
  EvaluationReport report = sample_report();
  report.recipes[0].train_seconds = std::numeric_limits<double>::infinity();
  simdjson::dom::parser parser;
  const std::string json = to_json(report);
  const simdjson::dom::element root = parser.parse(json);
  CHECK(root["recipes"].at(0)["train_seconds"].is_null());
  CHECK(std::uint64_t(simdjson::dom::element(parser.parse(to_json(EvaluationReport{})))["customers_evaluated"]) == 0);
}

TEST_CASE("the HTML report is well formed, loads nothing from other hosts and escapes names") {
  const std::string html = to_html(sample_report());
  CHECK(unbalanced_tags(html) == std::vector<std::string>{});
  CHECK(html.find("http") == std::string::npos);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("<the last>") == std::string::npos);
  CHECK(html.find("&lt;the last&gt; 30 days &amp; all &quot;they&quot;") != std::string::npos);
  CHECK(html.find("میانگین &lt;b&gt;") != std::string::npos);
  CHECK(html.find("prefers-color-scheme:dark") != std::string::npos);
  CHECK(html.find("nan") == std::string::npos);
  CHECK(html.find("segment: &lt;gold&gt; &amp; &quot;old&quot;") != std::string::npos);
  CHECK(html.find("category: چای</th><td>90</td><td>0.2500<small>0.1250 to 0.5000") != std::string::npos);
}

TEST_CASE("every plot in the HTML report has a label, and its values are in a table with a caption") {
  const std::string html = to_html(sample_report());
  CHECK(occurrences(html, "<svg") == 4);  // two metrics at two lengths
  CHECK(occurrences(html, "role=\"img\" aria-labelledby=\"plot-") == 4);
  CHECK(occurrences(html, "class=\"mean\"") == 8);  // two recipes each
  CHECK(occurrences(html, "<caption>") == occurrences(html, "<table>"));
  CHECK(html.find("<html lang=\"en\">") != std::string::npos);
  CHECK(html.find("0.2100</strong><small>0.1900 to 0.2300") != std::string::npos);
  CHECK(html.find("+90.0%<small>+70.0% to +110.0%") != std::string::npos);
  CHECK(html.find("better") != std::string::npos);
  CHECK(html.find("46,234") != std::string::npos);
}

TEST_CASE("an empty HTML report, and one of a single customer, are well formed") {
  CHECK(unbalanced_tags(to_html({})) == std::vector<std::string>{});
  EvaluationReport report = sample_report();
  report.recipes.resize(1);
  for (MetricsAtK& at : report.recipes[0].at) at.means.fill({0, 0, 0, 1});
  const std::string html = to_html(report);
  CHECK(unbalanced_tags(html) == std::vector<std::string>{});
  CHECK(html.find("nan") == std::string::npos);
  CHECK(html.find("inf") == std::string::npos);
}
