// Any bytes as a time: the first byte picks the zone, the rest is the text.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "base/time_words.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  constexpr std::array<std::string_view, 4> kZones = {"UTC", "Europe/Berlin", "Australia/Lord_Howe",
                                                      "-03:30"};
  const auto zone = plumb::TimeZone::Load(kZones[data[0] % kZones.size()]);
  if (!zone) return 0;
  plumb::TimeContext context = {1'789'740'000'000, *zone, 1'000'000'000'000, 2'000'000'000'000};
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto t = plumb::ParseTime(text, context);
  if (!t) return 0;
  const auto again = plumb::ParseTime(plumb::FormatRfc3339(*t, *zone), context);
  // Where the zone has seconds in its offset, before 1900, the year 1 may begin in the year 0.
  PLUMB_ASSERT(!again.ok() || *again == *t);
  return 0;
}
