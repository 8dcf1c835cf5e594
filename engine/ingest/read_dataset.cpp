#include "engine/ingest/read_dataset.hpp"

#include "engine/ingest/reject_log.hpp"

namespace moshaver {

Result<EventTable> read_event_files(const std::vector<std::filesystem::path>& paths, const ReadOptions& options,
                                    double max_reject_rate) {
  EventTable table;
  RejectLog rejects({});
  std::uint64_t rows = 0;
  for (const auto& path : paths) {
    const auto on_event = [&](const EventRecord& event, const ProductRecord* product) {
      const std::uint32_t item = table.products.insert(event.product_id);
      table.push(table.customers.insert(event.customer_id), item, event);
      if (product != nullptr) table.set_title(item, product->title.empty() ? product->title_fa : product->title);
    };
    MOSHAVER_TRY(counts, read_events(path, options, on_event, [&](const Reject& reject) { rejects.add(reject); }));
    rows += counts.rows;
  }
  MOSHAVER_CHECK(rejects.finish(rows, max_reject_rate));
  return table;
}

}  // namespace moshaver
