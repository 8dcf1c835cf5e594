// Browsing sessions: the products of a customer's `view` and `cart` events with at most half an hour between one and
// the next, as web analytics counts sessions. Learners of alternatives read them; purchases are not in them.
//
//   shape    session x product, all values 1; only sessions of two products and more, by customer, then time
//   skipped  events without a timestamp, as their session is unknown; products of a session after the first 50, because
//            such a long session comes from a crawler
//   memory   8 bytes a product and session; while building, 4 bytes a view
#pragma once

#include "engine/data/event_table.hpp"
#include "engine/data/sparse_rows.hpp"

namespace moshaver {

[[nodiscard]] SparseRows build_sessions(const EventTable&);

}  // namespace moshaver
