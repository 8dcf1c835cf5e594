// Options of the commands that ask for advice: the request of DESIGN section 6 as flags.
#pragma once

#include "moshaver/advice.hpp"
#include "tools/command.hpp"

namespace moshaver::tools {

// --placement and --product
void describe_placement(po::options_description&);
// --budget, --budget-scope, --region, --cart, --category and --now
void describe_context(po::options_description&);
// What the options above say, and --count and --include-purchased. Names no customer. Errors: invalid_argument, in the
// words that the server uses.
[[nodiscard]] Result<AdviceRequest> advice_request(const po::variables_map&);

// Refuses an answer to a request that names products which are not there: on the command line that is a mistake.
[[nodiscard]] Result<void> check_all_known(const Advice&);

}  // namespace moshaver::tools
