// One term of a contract, checked; its texts are views, as those of the other records.
#pragma once

#include "engine/data/records.hpp"
#include "moshaver/contracts.hpp"

namespace moshaver {

using ContractTermRecord = BasicContractTerm<AsChecked>;

}  // namespace moshaver
