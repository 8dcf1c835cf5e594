// An occasion, checked; its texts are views, as those of the other records.
#pragma once

#include "engine/data/calendar_date.hpp"
#include "engine/data/records.hpp"
#include "moshaver/occasions.hpp"

namespace moshaver {

using OccasionRecord = BasicOccasion<AsChecked>;

}  // namespace moshaver
