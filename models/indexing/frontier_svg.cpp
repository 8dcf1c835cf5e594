// to_svg() of moshaver/index_frontier.hpp.
//
//   x   -log10(1 - recall), so that .9, .99 and .999 are equally far apart; recall above .9995 is drawn at 1, the right
//       edge
//   y   log10 of the median latency
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "moshaver/index_frontier.hpp"

namespace moshaver {

namespace {

constexpr double width = 760, height = 480, left = 74, right = 150, top = 74, bottom = 62;
constexpr double smallest_miss = 5e-4;

struct Series {
  std::string_view name, colour;
  std::vector<const IndexPoint*> points;
};

double recall_axis(double recall) { return -std::log10(std::max(1 - recall, smallest_miss)); }

std::string fixed(double value, int digits) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data();
}

// .95, .999, 1
std::string share_text(double share) {
  std::string text = fixed(share, 4);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text.starts_with("0.") ? text.substr(1) : text;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '<') {
      out += "&lt;";
    } else if (letter == '&') {
      out += "&amp;";
    } else {
      out += letter;
    }
  }
  return out;
}

// One series per index; HNSW over codes and over floats are two. Okabe and Ito's colours, safe for colour-blind readers.
std::vector<Series> series_of(const IndexFrontier& frontier) {
  std::vector<Series> all = {
      {"exact", "#222222", {}}, {"ivf", "#0072b2", {}}, {"hnsw", "#d55e00", {}}, {"hnsw, codes", "#009e73", {}}};
  for (const IndexPoint& point : frontier.points) {
    const auto codes = point.settings.find("codes");
    const std::size_t at = point.index == "exact"                               ? 0
                           : point.index == "ivf"                               ? 1
                           : codes != point.settings.end() && codes->second > 0 ? 3
                                                                                : 2;
    all[at].points.push_back(&point);
  }
  std::erase_if(all, [](const Series& series) { return series.points.empty(); });
  return all;
}

class Plot {
 public:
  explicit Plot(const IndexFrontier& frontier) : frontier_(frontier) {
    double lowest = 0.9, fastest = 1e30, slowest = 0;
    for (const IndexPoint& point : frontier.points) {
      lowest = std::min(lowest, point.recall_at_20);
      fastest = std::min(fastest, point.p50_us);
      slowest = std::max(slowest, point.p50_us);
    }
    from_ = recall_axis(std::clamp(lowest - 0.02, 0.0, 0.9));
    to_ = recall_axis(1);
    low_ = std::log10(std::max(fastest, 0.01)) - 0.12;
    high_ = std::max(std::log10(std::max(slowest, 0.01)) + 0.12, low_ + 0.5);
  }

  std::string text() {
    head();
    grid();
    for (const Series& series : series_of(frontier_)) draw(series);
    chosen();
    return out_ + "</svg>\n";
  }

 private:
  [[nodiscard]] double x(double recall) const {
    return left + (width - left - right) * (std::max(recall_axis(recall), from_) - from_) / (to_ - from_);
  }
  [[nodiscard]] double y(double microseconds) const {
    return height - bottom -
           (height - top - bottom) * (std::log10(std::max(microseconds, 0.01)) - low_) / (high_ - low_);
  }

  void label(double at_x, double at_y, std::string_view anchor, std::string_view style, std::string_view text) {
    out_ += "<text x=\"" + fixed(at_x, 1) + "\" y=\"" + fixed(at_y, 1) + "\" text-anchor=\"" + std::string(anchor) +
            "\" " + std::string(style) + ">" + escaped(text) + "</text>\n";
  }
  void line(double x1, double y1, double x2, double y2, std::string_view style) {
    out_ += "<line x1=\"" + fixed(x1, 1) + "\" y1=\"" + fixed(y1, 1) + "\" x2=\"" + fixed(x2, 1) + "\" y2=\"" +
            fixed(y2, 1) + "\" " + std::string(style) + "/>\n";
  }

  void head() {
    out_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + fixed(width, 0) + " " + fixed(height, 0) +
           "\" width=\"" + fixed(width, 0) + "\" height=\"" + fixed(height, 0) +
           "\" font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#222222\">\n"
           "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    label(left, 24, "start", "font-size=\"16\" font-weight=\"600\"", "Recall and latency of the indexes");
    label(left, 43, "start", "fill=\"#666666\"",
          frontier_.model_id + ": " + std::to_string(frontier_.products) + " products x " +
              std::to_string(frontier_.dim) + ", " + std::to_string(frontier_.customers) +
              " customers, top 20, one thread");
  }

  void grid() {
    const double floor = height - bottom, end = width - right;
    for (const double recall : {0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0}) {
      if (recall_axis(recall) < from_ - 1e-9) continue;
      line(x(recall), top, x(recall), floor, "stroke=\"#e4e4e4\"");
      label(x(recall), floor + 18, "middle", "fill=\"#666666\"", share_text(recall));
    }
    for (int decade = static_cast<int>(std::floor(low_)); decade <= static_cast<int>(std::ceil(high_)); ++decade) {
      for (const int step : {1, 2, 5}) {
        const double microseconds = step * std::pow(10, decade);
        if (std::log10(microseconds) < low_ || std::log10(microseconds) > high_) continue;
        line(left, y(microseconds), end, y(microseconds), "stroke=\"#e4e4e4\"");
        label(left - 8, y(microseconds) + 4, "end", "fill=\"#666666\"",
              microseconds < 1 ? share_text(microseconds) : fixed(microseconds, 0));
      }
    }
    line(left, floor, end, floor, "stroke=\"#222222\"");
    line(left, top, left, floor, "stroke=\"#222222\"");
    label((left + end) / 2, height - 20, "middle", "", "recall of the exact top 20");
    const std::string turned = "transform=\"rotate(-90 20 " + fixed((top + floor) / 2, 1) + ")\"";
    label(20, (top + floor) / 2, "middle", turned, "median latency, \u00b5s");
    if (frontier_.min_recall) {
      const double at = x(*frontier_.min_recall);
      line(at, top, at, floor, "stroke=\"#888888\" stroke-dasharray=\"5 4\"");
      label(at, top - 6, "middle", "fill=\"#666666\" font-size=\"11\"", "wanted " + share_text(*frontier_.min_recall));
    }
  }

  void draw(const Series& series) {
    const std::string colour(series.colour);
    std::string path;
    for (const IndexPoint* point : series.points) {
      path += (path.empty() ? "" : " ") + fixed(x(point->recall_at_20), 1) + "," + fixed(y(point->p50_us), 1);
    }
    out_ += "<polyline points=\"" + path + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.8\"/>\n";
    for (const IndexPoint* point : series.points) {
      out_ += "<circle cx=\"" + fixed(x(point->recall_at_20), 1) + "\" cy=\"" + fixed(y(point->p50_us), 1) +
              "\" r=\"3.6\" fill=\"" + (point->on_frontier ? colour : "#ffffff") + "\" stroke=\"" + colour +
              "\" stroke-width=\"1.6\"><title>" + escaped(series.name) + details(*point) + "</title></circle>\n";
    }
    line(width - right + 18, legend_, width - right + 40, legend_, "stroke=\"" + colour + "\" stroke-width=\"2.4\"");
    label(width - right + 46, legend_ + 4, "start", "", series.name);
    legend_ += 20;
  }

  static std::string details(const IndexPoint& point) {
    std::string text;
    for (const auto& [name, value] : point.settings) text += " " + name + "=" + share_text(value);
    return text + ": recall " + share_text(point.recall_at_20) + ", p50 " + fixed(point.p50_us, 1) + " \u00b5s, p99 " +
           fixed(point.p99_us, 1) + " \u00b5s";
  }

  void chosen() {
    const IndexPoint& point = frontier_.points[frontier_.chosen];
    out_ += "<circle cx=\"" + fixed(x(point.recall_at_20), 1) + "\" cy=\"" + fixed(y(point.p50_us), 1) +
            "\" r=\"8.5\" fill=\"none\" stroke=\"#cc0044\" stroke-width=\"2.2\"/>\n";
    const double at = legend_ + 8;
    out_ += "<circle cx=\"" + fixed(width - right + 29, 1) + "\" cy=\"" + fixed(at, 1) +
            "\" r=\"6\" fill=\"none\" stroke=\"#cc0044\" stroke-width=\"2.2\"/>\n";
    label(width - right + 46, at + 4, "start", "", "chosen");
    out_ += "<circle cx=\"" + fixed(width - right + 29, 1) + "\" cy=\"" + fixed(at + 20, 1) +
            "\" r=\"3.6\" fill=\"#555555\" stroke=\"#555555\" stroke-width=\"1.6\"/>\n";
    label(width - right + 46, at + 24, "start", "", "on the frontier");
  }

  const IndexFrontier& frontier_;
  double from_ = 0, to_ = 1, low_ = 0, high_ = 1, legend_ = top + 12;
  std::string out_;
};

}  // namespace

std::string to_svg(const IndexFrontier& frontier) { return Plot(frontier).text(); }

}  // namespace moshaver
