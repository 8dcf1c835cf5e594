#include "engine/ingest/read_dataset.hpp"

#include "engine/ingest/file_set.hpp"
#include "engine/ingest/reject_log.hpp"

namespace moshaver {

Result<EventTable> read_files(const DatasetFiles& files, const ProgressSink& progress) {
  EventTable table;
  RejectLog rejects({});
  const auto on_reject = [&](const Reject& reject) { rejects.add(reject); };
  // Without product files the whole map applies to event files, whose reader refuses unknown names.
  const auto reading = [&](FileKind kind) {
    return ReadOptions{files.products.empty() ? files.column_map : map_for(kind, files.column_map, true), progress};
  };
  std::uint64_t rows = 0;
  const auto on_product = [&](const ProductRecord& product, std::uint64_t) {
    table.put_product(table.products.insert(product.product_id), product);
  };
  for (const auto& path : files.products) {
    MOSHAVER_TRY(counts, read_products(path, reading(FileKind::products), on_product, on_reject));
    rows += counts.rows;
  }
  const auto on_event = [&](const EventRecord& event, const ProductRecord* product) {
    const std::uint32_t item = table.products.insert(event.product_id);
    table.push(table.customers.insert(event.customer_id), item, event);
    if (product != nullptr) table.name_product(item, *product);
  };
  for (const auto& path : files.events) {
    MOSHAVER_TRY(counts, read_events(path, reading(FileKind::events), on_event, on_reject));
    rows += counts.rows;
  }
  MOSHAVER_CHECK(rejects.finish(rows, files.max_reject_rate));
  return table;
}

}  // namespace moshaver
