#include "tools/model_options.hpp"

#include <map>

#include "tools/progress_bar.hpp"

namespace moshaver::tools {

void describe_model(po::options_description& options) {
  options.add_options()("shop", po::value<std::string>()->value_name("DIR"), "a shop with a trained model")(
      "model", po::value<std::string>()->value_name("DIR"), "instead of a shop: a model that train --out wrote");
  describe_index(options);
}

void describe_index(po::options_description& options) {
  options.add_options()("index", po::value<std::string>()->value_name("auto|exact|hnsw|ivf")->default_value("auto"),
                        "index over embeddings: auto is the one recorded in the model");
}

Result<SearchIndex> index_of(const po::variables_map& options) {
  const std::string index = string_of(options, "index");
  static const std::map<std::string, SearchIndex> kinds = {{"auto", SearchIndex::as_recorded},
                                                           {"exact", SearchIndex::exact},
                                                           {"hnsw", SearchIndex::hnsw},
                                                           {"ivf", SearchIndex::ivf}};
  const auto found = kinds.find(index);
  if (found == kinds.end()) {
    return failure(ErrorCode::invalid_argument, "--index is auto, exact, hnsw or ivf, not \"" + index + "\"");
  }
  return found->second;
}

Result<Recommender> open_recommender(const po::variables_map& options) {
  MOSHAVER_TRY(kind, index_of(options));
  if (has(options, "shop") == has(options, "model")) {
    return failure(ErrorCode::invalid_argument, "name either --shop DIR or --model DIR");
  }
  if (has(options, "model")) return Recommender::open_model(string_of(options, "model"), kind);
  return Recommender::open_shop(string_of(options, "shop"), kind, progress_to_stderr(has(options, "quiet")));
}

}  // namespace moshaver::tools
