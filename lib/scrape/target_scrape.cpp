#include "scrape/target_scrape.h"

#include <fmt/format.h>

#include <cmath>

#include "base/byte_size.h"
#include "base/duration.h"
#include "scrape/content_type.h"

namespace plumb::scrape {

namespace {

using fetch::Failure;

std::string TooLargeText(uint64_t limit) {
  return fmt::format("body_size_limit exceeded: {} or more", ByteSizeText(limit));
}

// Why there is no page, in words; "" if there is one.
std::string TroubleOf(const fetch::Answer& answer, const ScrapeSpec& spec) {
  const uint64_t limit = spec.limits.body_size;
  switch (answer.failure) {
    case Failure::kNone:
      if (answer.status != 200) return fmt::format("HTTP status {}", answer.status);
      // A body that just reaches the limit is over it, as in Prometheus.
      return limit > 0 && answer.body.size() >= limit ? TooLargeText(limit) : "";
    case Failure::kTimeout:
      return fmt::format("no whole answer within {}", FormatDuration(spec.timeout));
    case Failure::kTooLarge:
      return TooLargeText(limit);
    default:
      return answer.error.empty() ? "it could not be read" : answer.error;
  }
}

double Microseconds(double seconds) {
  return std::round(seconds * 1e6) / 1e6;
}

}  // namespace

Status TargetScrape::ReadPage(const fetch::Answer& answer, Timestamp time) {
  if (std::string trouble = TroubleOf(answer, *target_.spec); !trouble.empty())
    return Error{Exit::kOutside, std::move(trouble)};
  formats::Level level = LevelByContent(answer.body);
  if (target_.address.transport == Transport::kHttp) {
    PLUMB_ASSIGN(level, LevelOf(answer.Get("Content-Type"), target_.spec->fallback_protocol));
  }
  return page_.Read(answer.body, level, time);
}

Result<Outcome> TargetScrape::Take(const fetch::Answer& answer, Timestamp time, Clock& clock,
                                   model::SampleSink& sink) {
  const int64_t start = clock.MonotonicNs();
  page_.Clear();
  const Status read = ReadPage(answer, time);
  const double reading = static_cast<double>(clock.MonotonicNs() - start) / 1e9;
  const Outcome outcome{.time = time,
                        .seconds = Microseconds(answer.seconds + reading),
                        .error = read.ok() ? "" : read.error().message,
                        .counts = page_.counts()};
  PLUMB_TRY(WriteBlock(target_, outcome, page_, sink));
  return outcome;
}

}  // namespace plumb::scrape
