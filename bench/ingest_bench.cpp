// Reads files into checked records, from synthetic text in the page cache.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "engine/ingest/field_parsers.hpp"
#include "engine/ingest/reading.hpp"

namespace {

namespace fs = std::filesystem;

constexpr int row_count = 200'000;

enum Shape { two_columns, eight_columns, eight_quoted, json_lines };

// Online Retail's columns: order, product, description, quantity, time, price, customer, country.
std::string eight_fields(std::mt19937& random, const char* format) {
  char row[256];
  const int size = std::snprintf(row, sizeof row, format, 536'365 + random() % 50'000, 10'000 + random() % 4'000,
                                 "WHITE HANGING HEART T-LIGHT HOLDER", 1 + random() % 24, 1 + random() % 12,
                                 1 + random() % 28, random() % 24, random() % 60, random() % 20, random() % 100,
                                 12'346 + random() % 6'000, "United Kingdom");
  return {row, static_cast<std::size_t>(size)};
}

std::string text_of(Shape shape) {
  std::mt19937 random(1);
  constexpr auto names = "order_id,product_id,title,quantity,timestamp,unit_price,customer_id,country\n";
  std::string text = shape == two_columns ? "customer_id,product_id\n" : shape == json_lines ? "" : names;
  for (int i = 0; i < row_count; ++i) {
    if (shape == two_columns) {
      text += std::to_string(random() % 30'000) + "," + std::to_string(random() % 40'000) + "\n";
    } else if (shape == eight_columns) {
      text += eight_fields(random, "%u,%u,%s,%u,2010-%02u-%02u %02u:%02u:00,%u.%02u,%u,%s\n");
    } else if (shape == eight_quoted) {
      text += eight_fields(random,
                           "\"%u\",\"%u\",\"%s\",\"%u\",\"2010-%02u-%02u %02u:%02u:00\",\"%u.%02u\",\"%u\",\"%s\"\n");
    } else {
      text += eight_fields(random,
                           R"({"order_id": %u, "product_id": "%u", "title": "%s", "quantity": %u, )"
                           R"("timestamp": "2010-%02u-%02u %02u:%02u:00", "unit_price": %u.%02u, "customer_id": %u, )"
                           R"("country": "%s"})"
                           "\n");
    }
  }
  return text;
}

// Sketch: the copy out of the page cache, two scans of every line (line feed, quote) and one of every field run at
// several GB/s, so the number of fields decides: 2 fields take some 100 ns, 8 with a time and two numbers some 300 ns.
// libcsv reads byte by byte, about 3 ns each; simdjson compiled without AVX2 takes about as long.
void read_events_file(benchmark::State& state) {
  const auto shape = static_cast<Shape>(state.range(0));
  const fs::path path = fs::temp_directory_path() / ("moshaver_ingest_bench_" + std::to_string(::getpid()));
  std::ofstream(path, std::ios::binary) << text_of(shape);
  std::uint64_t rows = 0;
  for (auto _ : state) {
    std::size_t id_bytes = 0;
    const auto counts = moshaver::read_events(
        path, {},
        [&](const moshaver::EventRecord& event, const moshaver::ProductRecord*) {
          id_bytes += event.customer_id.size();
        },
        nullptr);
    benchmark::DoNotOptimize(id_bytes);
    if (!counts || counts->accepted != row_count) {
      state.SkipWithError("rows were rejected");
      break;
    }
    rows += counts->rows;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * fs::file_size(path)));
  fs::remove(path);
}
BENCHMARK(read_events_file)
    ->ArgName("shape")
    ->Arg(two_columns)
    ->Arg(eight_columns)
    ->Arg(eight_quoted)
    ->Arg(json_lines)
    ->Unit(benchmark::kMillisecond);

// Sketch: nineteen bytes read one by one and a few multiplications for the calendar: some 30 ns.
void parse_iso_timestamp(benchmark::State& state) {
  std::mt19937 random(1);
  std::vector<std::string> texts;
  for (int i = 0; i < 1'024; ++i) {
    char text[64];
    std::snprintf(text, sizeof text, "20%02u-%02u-%02u %02u:%02u:%02u", static_cast<unsigned>(random() % 100),
                  static_cast<unsigned>(1 + random() % 12), static_cast<unsigned>(1 + random() % 28),
                  static_cast<unsigned>(random() % 24), static_cast<unsigned>(random() % 60),
                  static_cast<unsigned>(random() % 60));
    texts.emplace_back(text);
  }
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(moshaver::parse_timestamp(texts[next]));
    next = (next + 1) % texts.size();
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(texts[0].size()));
}
BENCHMARK(parse_iso_timestamp);

}  // namespace
