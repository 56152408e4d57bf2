// SPDX-License-Identifier: Apache-2.0
// The exposition formats that are read, and in what they differ on the level of a line.
#pragma once

#include <cstddef>
#include <cstdint>

namespace plumb::formats {

enum class Level : uint8_t {
  kStream,  // the stream of plumb-stream(5): all of text and OpenMetrics, mixed, and its extensions
  kText,    // text 0.0.4 as the Prometheus server reads it
  kOpenMetrics,  // OpenMetrics 1.0 as the Prometheus server reads it
  kTextStrict,   // text 0.0.4 as promtool and the textfile collector read it (prometheus/common
                 // expfmt)
  kOpenMetricsStrict,  // OpenMetrics 1.0 as its specification has it
};

enum class TimeRule : uint8_t {
  kGuess,         // a fraction or |t| < 1e11 is seconds, otherwise milliseconds
  kMilliseconds,  // an integer
  kSeconds,       // a float
};

// The limit of OpenMetrics on the labels of an exemplar, names and values together, in code points.
inline constexpr size_t kExemplarLimit = 128;

struct Dialect {
  bool stream = false;     // lines without a name, `Stale`, {{native histograms}}
  bool one_space = false;  // exactly one space between parts and none inside braces
  bool exemplars = false;
  bool comma_required = false;  // between labels
  bool trailing_comma = true;   // allowed behind the last label
  bool strict_escapes = false;  // only \\ \" \n; else other escapes are kept as they are
  bool reserved_name = false;   // a label __name__ may not be written out
  bool normalise = true;        // le and quantile values to OpenMetrics' float form
  bool exemplar_limit = false;
  TimeRule time = TimeRule::kMilliseconds;
};

constexpr Dialect DialectOf(Level level) {
  switch (level) {
    case Level::kStream:
      return {.stream = true, .exemplars = true, .time = TimeRule::kGuess};
    case Level::kText:
      return {};
    case Level::kOpenMetrics:
      return {
          .one_space = true, .exemplars = true, .comma_required = true, .time = TimeRule::kSeconds};
    case Level::kTextStrict:
      return {.comma_required = true,
              .strict_escapes = true,
              .reserved_name = true,
              .normalise = false};
    case Level::kOpenMetricsStrict:
      return {.one_space = true,
              .exemplars = true,
              .comma_required = true,
              .trailing_comma = false,
              .normalise = false,
              .exemplar_limit = true,
              .time = TimeRule::kSeconds};
  }
  return {};
}

constexpr bool IsStrict(Level level) {
  return level == Level::kTextStrict || level == Level::kOpenMetricsStrict;
}
constexpr bool IsOpenMetrics(Level level) {
  return level == Level::kOpenMetrics || level == Level::kOpenMetricsStrict;
}

}  // namespace plumb::formats
