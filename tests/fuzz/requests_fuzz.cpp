// What clients send: addresses and JSON bodies. The first byte chooses the parser. Whatever is taken must then pass or be
// refused by the engine's own checks, and a refusal must say something.
#include "engine/ingest/checked_records.hpp"
#include "tools/server/address.hpp"
#include "tools/json/requests.hpp"
#include "tools/json/write.hpp"

using namespace moshaver;

namespace {

template <class T>
const T* taken(const Result<T>& result) {
  if (!result && result.error().message.empty()) __builtin_trap();
  return result ? &*result : nullptr;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 6) {
    case 0:
      (void)taken(tools::read_advice_request(body));
      break;
    case 1:
      if (const auto events = tools::read_events(body)) {
        for (const tools::ReadEvent& one : *events) (void)taken(checked(one.event, 0));
      } else {
        (void)taken(events);
      }
      break;
    case 2:
      if (const auto product = tools::read_product(body, "p")) {
        if (!taken(checked(product->record))) break;
        Product patched = product->record;
        (void)patch(patched, product->record, product->cleared);
        (void)tools::json_of(patched);
      }
      break;
    case 3:
      if (const auto customer = tools::read_customer(body, "c")) {
        if (!taken(checked(customer->record))) break;
        Customer patched = customer->record;
        (void)patch(patched, customer->record, customer->cleared);
        (void)tools::json_of(patched);
      }
      break;
    case 4:
      (void)taken(tools::read_merge_request(body));
      break;
    default:
      (void)taken(tools::parse_address(body));
  }
  return 0;
}
