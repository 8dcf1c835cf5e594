// Options of the commands that recommend: which model, and which index.
#pragma once

#include "moshaver/recommender.hpp"
#include "tools/command.hpp"

namespace moshaver::tools {

// --index
void describe_index(po::options_description&);
[[nodiscard]] Result<SearchIndex> index_of(const po::variables_map&);
// --shop, --model, --index
void describe_model(po::options_description&);
[[nodiscard]] Result<Recommender> open_recommender(const po::variables_map&);

}  // namespace moshaver::tools
