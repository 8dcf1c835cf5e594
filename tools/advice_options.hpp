// Options of the commands that ask for recommendations: the fields of POST /v1/recommendations as flags.
#pragma once

#include "moshaver/advice.hpp"
#include "tools/command.hpp"

namespace moshaver::tools {

// --placement and --product
void describe_placement(po::options_description&);
// --budget, --budget-scope, --need-by, --region, --at-from, --at-until, --account, --cart, --category, --now,
// --recipient, --diversity and --language
void describe_context(po::options_description&);
void describe_language(po::options_description&);
// The request that these options, --count and --include-purchased describe; its customer is left empty.
// Errors: invalid_argument, with the server's messages.
[[nodiscard]] Result<AdviceRequest> advice_request(const po::variables_map&);

// Refuses an answer whose request named unknown products. The server ignores them; on the command line they are a
// mistake. Errors: unknown_item.
[[nodiscard]] Result<void> check_all_known(const Advice&);

}  // namespace moshaver::tools
