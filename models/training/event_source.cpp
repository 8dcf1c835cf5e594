#include "models/training/event_source.hpp"

#include "engine/ingest/read_dataset.hpp"
#include "engine/store/store.hpp"

namespace moshaver {

Result<EventTable> read_source(const EventSource& source, const ProgressSink& progress) {
  if (source.shop.empty() == source.events.empty()) {
    return failure(ErrorCode::invalid_argument, "give either a shop (--shop DIR) or event files (--events FILE...)");
  }
  if (source.shop.empty()) {
    const ColumnMap map(source.column_map.begin(), source.column_map.end());
    return read_files({source.events, source.products, map, source.max_reject_rate}, progress);
  }
  if (!source.products.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "a shop uses its own products: add to them with moshaver import --products");
  }
  MOSHAVER_TRY(store, Store::open(source.shop));
  return store.read(progress);
}

}  // namespace moshaver
