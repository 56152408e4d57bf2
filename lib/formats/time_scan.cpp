#include "formats/time_scan.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "formats/number_scan.h"
#include "model/sample.h"

namespace plumb::formats {

namespace {

constexpr double kSecondsBelow = 1e11;  // epoch values below are seconds: 1e11 ms is March 1973

bool ToTime(double ms, Timestamp& time) {
  if (!(std::abs(ms) <= static_cast<double>(model::kMaxTime))) return false;
  time = std::clamp<Timestamp>(std::llround(ms), model::kMinTime, model::kMaxTime);
  return true;
}

// Times as most write them: whole numbers, and seconds of up to eleven digits, which fit a double
// with room for thousandths, with no more than these. What comes out is what rounding the double
// gives. False for everything else, with p unchanged.
bool ScanShortTime(const char*& p, const char* end, TimeRule rule, Timestamp& time) {
  constexpr int kMostWhole = 18;
  constexpr int kMostOfSeconds = 11;
  const char* at = p;
  uint64_t whole = 0;
  const int digits = internal::TakeDigits(at, end, whole);
  if (digits == 0 || digits > kMostWhole) return false;
  const bool short_seconds = rule != TimeRule::kMilliseconds && digits <= kMostOfSeconds;
  if (at == end || IsBlank(*at)) {
    const bool ms = rule == TimeRule::kMilliseconds ||
                    (rule == TimeRule::kGuess && static_cast<double>(whole) >= kSecondsBelow);
    if (!ms && !short_seconds) return false;
    if (ms && whole > static_cast<uint64_t>(model::kMaxTime)) return false;
    time = static_cast<Timestamp>(whole) * (ms ? 1 : 1000);
    p = at;
    return true;
  }
  if (!short_seconds || *at != '.') return false;
  ++at;
  uint64_t thousandths = 0;
  const int behind = internal::TakeDigits(at, end, thousandths);
  if (behind == 0 || behind > 3 || (at != end && !IsBlank(*at))) return false;
  constexpr uint64_t kOf[] = {1000, 100, 10, 1};
  time = static_cast<Timestamp>(whole * 1000 + thousandths * kOf[behind]);
  p = at;
  return true;
}

}  // namespace

bool ScanTime(const char*& p, const char* end, TimeRule rule, Timestamp& time) {
  if (ScanShortTime(p, end, rule, time)) return true;
  const char* stop = TokenEnd(p, end);
  if (rule != TimeRule::kSeconds) {
    const char* digits = p + (p != end && *p == '-' ? 1 : 0);
    const char* at = digits;
    uint64_t n = 0;
    if (stop - digits > 0 && stop - digits <= 19 && internal::TakeDigits(at, stop, n) > 0 &&
        at == stop) {
      const uint64_t most = static_cast<uint64_t>(model::kMaxTime) + (digits == p ? 0 : 1);
      if (n > most) return false;
      const auto ms = static_cast<Timestamp>(n);
      const bool seconds = rule == TimeRule::kGuess && static_cast<double>(n) < kSecondsBelow;
      time = (digits == p ? ms : -ms) * (seconds ? 1000 : 1);
      p = stop;
      return true;
    }
    if (rule == TimeRule::kMilliseconds) return false;
  }
  const char* at = p;
  double t = 0;
  if (!ScanFloat(at, stop, t) || !std::isfinite(t)) return false;
  const bool fraction = std::memchr(p, '.', static_cast<size_t>(stop - p)) != nullptr;
  const bool seconds = rule == TimeRule::kSeconds || fraction || std::abs(t) < kSecondsBelow;
  if (!ToTime(seconds ? t * 1000 : t, time)) {
    // OpenMetrics sets no bound on times; ours is 73 million years away, so the nearest is as good.
    if (rule != TimeRule::kSeconds) return false;
    time = t > 0 ? model::kMaxTime : model::kMinTime;
  }
  p = stop;
  return true;
}

}  // namespace plumb::formats
