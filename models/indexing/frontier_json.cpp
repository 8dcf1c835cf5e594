// to_json() of moshaver/index_frontier.hpp.
#include "models/json/put.hpp"
#include "moshaver/index_frontier.hpp"

namespace moshaver {

namespace {

void put_point(JsonWriter& json, const IndexPoint& point) {
  put_object(json, [&] {
    put(json, "index", point.index);
    put_map(json, "settings", point.settings);
    put(json, "recall_at_20", point.recall_at_20);
    put(json, "p50_us", point.p50_us);
    put(json, "p99_us", point.p99_us);
    put(json, "index_bytes", point.index_bytes);
    put(json, "build_seconds", point.build_seconds);
    put(json, "on_frontier", point.on_frontier);
  });
}

}  // namespace

std::string to_json(const IndexFrontier& frontier) {
  return json_line([&](JsonWriter& json) {
    put(json, "model", frontier.model_id);
    put(json, "recipe", frontier.recipe);
    put(json, "part", frontier.part);
    put(json, "products", frontier.products);
    put(json, "dim", frontier.dim);
    put(json, "customers", frontier.customers);
    put(json, "min_recall", frontier.min_recall);
    put_key(json, "chosen");
    put_point(json, frontier.points[frontier.chosen]);
    put_list(json, "points", frontier.points, [&](const IndexPoint& point) { put_point(json, point); });
  });
}

}  // namespace moshaver
