// Any bytes as a TZif file, and as the rule of a POSIX TZ string.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "base/posix_tz.h"
#include "base/result.h"
#include "base/time_zone.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr int64_t kTimes[] = {
      std::numeric_limits<int64_t>::min(), -1, 0, 1'789'740'000'000, 9'000'000'000'000,
      std::numeric_limits<int64_t>::max()};
  if (const auto zone = plumb::TimeZone::FromTzif(bytes, "fuzz")) {
    for (const plumb::Timestamp t : kTimes) {
      PLUMB_ASSERT(!plumb::FormatRfc3339(t, *zone).empty());
      const plumb::Timestamp back = zone->FromCivil(zone->ToCivil(t));
      PLUMB_ASSERT(zone->Abbreviation(back).size() < 256);
    }
  }
  if (const auto rule = plumb::ParsePosixTz(bytes)) {
    for (const int64_t t : kTimes) PLUMB_ASSERT(!TypeAt(*rule, t / 1000).abbreviation.empty());
  }
  return 0;
}
