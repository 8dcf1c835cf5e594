#include "engine/data/event_reason.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

TEST_CASE("the reason of a return is about quality, size or description, or another one") {
  for (const char* text : {"quality", "Defective", "arrived BROKEN", "damaged", "کیفیت پایین", "خراب بود"})
    CHECK(event_reason(text) == EventReason::quality);
  for (const char* text : {"size", "too small", "does not fit", "سایز مناسب نبود", "تنگ"})
    CHECK(event_reason(text) == EventReason::size);
  for (const char* text : {"not as described", "not_as_described", "wrong item", "مغایرت با توضیحات"})
    CHECK(event_reason(text) == EventReason::not_as_described);
  CHECK(event_reason("changed my mind") == EventReason::other);
  CHECK(event_reason("") == EventReason::none);
}
