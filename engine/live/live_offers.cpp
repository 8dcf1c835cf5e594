// What a live shop offers besides its products: slots of services, contracts of organisations.
#include <set>

#include "engine/data/dataset.hpp"
#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/contract_terms.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/live/live_shop.hpp"

namespace moshaver {

namespace {

// A field of one record of a list: "slots[2].end".
tl::unexpected<Error> refused_in(const std::string& list, std::size_t at, const Error& error) {
  const std::string place = list + "[" + std::to_string(at) + "].";
  return failure(error.code, place + error.message, place + error.field);
}

// Gives a record without an id the id of the whole.
Result<void> belongs_to(const std::string& id, const char* field, std::string& own) {
  if (!own.empty() && own != id) {
    return failure(ErrorCode::invalid_argument, std::string(field) + " is another than that of the whole; leave it out",
                   field);
  }
  own = id;
  return {};
}

}  // namespace

Result<std::vector<SlotState>> LiveShop::put_slots(const std::string& product_id, std::span<const Slot> slots) {
  std::vector<SlotRecord> records;
  std::set<std::int64_t> starts;
  std::vector<Slot> given(slots.begin(), slots.end());  // the records are views of it
  for (std::size_t at = 0; at < given.size(); ++at) {
    if (auto own = belongs_to(product_id, "product_id", given[at].product_id); !own)
      return refused_in("slots", at, own.error());
    const auto record = checked(given[at]);
    if (!record) return refused_in("slots", at, record.error());
    if (!starts.insert(*record->start).second) {
      return refused_in(
          "slots", at,
          {ErrorCode::invalid_argument, "start is given twice; give one slot with the capacity of both", "start"});
    }
    records.push_back(*record);
  }
  const auto item = state()->catalogue->find(product_id);
  if (!item || state()->catalogue->of(*item).withdrawn) {
    return failure(ErrorCode::not_found, "no product \"" + display_text(product_id) + "\" in this shop; add it first",
                   "product_id");
  }
  if (!state()->catalogue->of(*item).is_service) {
    return failure(ErrorCode::invalid_argument,
                   "product_id is \"" + display_text(product_id) + "\", which is a good; set its kind to service first",
                   "product_id");
  }
  std::vector<ServiceSlot> stored;
  const Result<void> written = write([&](Store::Writer& writer, Changes& changes) -> Result<void> {
    const std::uint32_t row = *writer.find_product(product_id);
    MOSHAVER_CHECK(writer.set_slots(row, records));
    MOSHAVER_TRY(now_stored, writer.slots_of(row));
    stored = now_stored;
    changes.slots.emplace_back([row, now_stored](LiveSlots& live) { live.set(row, now_stored); });
    return {};
  });
  MOSHAVER_CHECK(written);
  std::vector<SlotState> states;
  for (const ServiceSlot& slot : stored) {
    states.push_back({iso_time(static_cast<std::uint32_t>(slot.start)), iso_time(static_cast<std::uint32_t>(slot.end)),
                      slot.capacity, slot.booked});
  }
  return states;
}

Result<void> LiveShop::put_contract(const std::string& account_id, std::span<const ContractTerm> terms) {
  MOSHAVER_CHECK(check_id(account_id, "account_id"));
  ContractTerms known;
  std::vector<ContractTermRecord> records;
  auto contract = std::make_shared<Contract>();
  const TimeZone zone = settings_->current()->time_zone;
  std::vector<ContractTerm> given(terms.begin(), terms.end());
  for (std::size_t at = 0; at < given.size(); ++at) {
    if (auto own = belongs_to(account_id, "account_id", given[at].account_id); !own)
      return refused_in("terms", at, own.error());
    const auto record = checked(given[at]);
    if (!record) return refused_in("terms", at, record.error());
    if (known.add(*record) == ContractTerms::Place::taken) {
      const std::string field = record->product_id.empty() ? "category" : "product_id";
      return refused_in("terms", at,
                        {ErrorCode::invalid_argument, field + " " + std::string(overlapping_terms), field});
    }
    records.push_back(*record);
    contract->add(*record, zone);
  }
  if (terms.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "terms is empty, and nothing could be bought; give a term, or DELETE the contract", "terms");
  }
  return write([&](Store::Writer& writer, Changes& changes) -> Result<void> {
    MOSHAVER_CHECK(writer.remove_contract(account_id));
    for (const ContractTermRecord& record : records) MOSHAVER_CHECK(writer.add_contract_term(record));
    changes.contracts[account_id] = contract;
    return {};
  });
}

Result<void> LiveShop::end_contract(const std::string& account_id) {
  if (!state()->contracts->contains(account_id)) {
    return failure(ErrorCode::not_found, "account \"" + display_text(account_id) + "\" has no contract", "account_id");
  }
  return write([&](Store::Writer& writer, Changes& changes) -> Result<void> {
    MOSHAVER_CHECK(writer.remove_contract(account_id));
    changes.contracts[account_id] = nullptr;
    return {};
  });
}

}  // namespace moshaver
