#include "tools/model_options.hpp"

#include "tools/terminal.hpp"

namespace moshaver::tools {

void describe_model(po::options_description& options) {
  options.add_options()("shop", po::value<std::string>()->value_name("DIR"), "a shop with a trained model")(
      "model", po::value<std::string>()->value_name("DIR"), "instead: a model that train --out wrote")(
      "index", po::value<std::string>()->value_name("exact|hnsw")->default_value("exact"),
      "search of embeddings: every product, or a graph for large catalogues");
}

Result<Recommender> open_recommender(const po::variables_map& options) {
  const std::string index = string_of(options, "index");
  if (index != "exact" && index != "hnsw") {
    return failure(ErrorCode::invalid_argument, "--index is exact or hnsw, not \"" + index + "\"");
  }
  const SearchIndex kind = index == "hnsw" ? SearchIndex::hnsw : SearchIndex::exact;
  if (has(options, "shop") == has(options, "model")) {
    return failure(ErrorCode::invalid_argument, "name either --shop DIR or --model DIR");
  }
  if (has(options, "model")) return Recommender::open_model(string_of(options, "model"), kind);
  return Recommender::open_shop(string_of(options, "shop"), kind, progress_to_stderr(has(options, "quiet")));
}

}  // namespace moshaver::tools
