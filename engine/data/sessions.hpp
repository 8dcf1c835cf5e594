// What customers looked at in one go: the products of events `view` and `cart` with less than half an hour between one
// and the next, as web analytics counts sessions. Learners of what replaces what read them; purchases are not among them.
//
//   shape    visit x product, all values 1; sessions of two products and more, of one customer after another, in order of
//            time
//   left out events without a timestamp: which belong together is not known. Of a session of more than 50 products the first
//            50, for it is a program's
//   memory   8 bytes a product and visit; while building 4 bytes a view
#pragma once

#include "engine/data/event_table.hpp"
#include "engine/data/sparse_rows.hpp"

namespace moshaver {

[[nodiscard]] SparseRows build_sessions(const EventTable&);

}  // namespace moshaver
