// Addresses and JSON bodies that clients send. The first byte chooses the parser. The engine's own checks must then accept
// or refuse what was parsed, and a refusal must have a message.
#include "engine/ingest/checked_records.hpp"
#include "tools/server/address.hpp"
#include "tools/json/requests.hpp"
#include "tools/json/write.hpp"

using namespace moshaver;

namespace {

template <class T>
const T* accepted(const Result<T>& result) {
  if (!result && result.error().message.empty()) __builtin_trap();
  return result ? &*result : nullptr;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 6) {
    case 0:
      (void)accepted(tools::read_advice_request(body));
      break;
    case 1:
      if (const auto events = tools::read_events(body)) {
        for (const tools::ReadEvent& one : *events) (void)accepted(checked(one.event, 0));
      } else {
        (void)accepted(events);
      }
      break;
    case 2:
      if (const auto product = tools::read_product(body, "p")) {
        if (!accepted(checked(product->record))) break;
        Product patched = product->record;
        (void)patch(patched, product->record, product->cleared);
        (void)tools::json_of(patched);
      }
      break;
    case 3:
      if (const auto customer = tools::read_customer(body, "c")) {
        if (!accepted(checked(customer->record))) break;
        Customer patched = customer->record;
        (void)patch(patched, customer->record, customer->cleared);
        (void)tools::json_of(patched);
      }
      break;
    case 4:
      (void)accepted(tools::read_merge_request(body));
      break;
    default:
      (void)accepted(tools::parse_address(body));
  }
  return 0;
}
