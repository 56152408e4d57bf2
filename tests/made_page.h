// Pages like node_exporter's, made here: so many series, with values that change from one to the
// next.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace plumb::tests {

inline constexpr int64_t kMadeStart = 1'795'000'000'000;
inline constexpr int64_t kMadeStep = 15'000;

// The page as an exporter serves it: HELP and TYPE, no times. With `labels` ("" or `a="b",`) in
// each line, and `behind` (" 123") after each value.
inline std::string MadePage(int series, int number, const std::string& labels = "",
                            const std::string& behind = "") {
  std::string page;
  for (int i = 0; i < series; ++i) {
    const int family = i / 8;
    if (i % 8 == 0)
      page += fmt::format(
          "# HELP node_made_{}_seconds_total Seconds that device group {} spent in each mode.\n"
          "# TYPE node_made_{}_seconds_total counter\n",
          family, family, family);
    page += fmt::format("node_made_{}_seconds_total{{{}device=\"sd{}\",mode=\"m{}\"}} ", family,
                        labels, i % 4, i % 8);
    // Constants, counters and gauges, as an idle machine has them.
    if (i % 5 < 2) {
      page += fmt::format("{}", i * 4096);
    } else if (i % 5 < 4) {
      page += fmt::format("{}.{:02}", i * 1000 + number, (number * 7 + i) % 100);
    } else {
      page += fmt::format("{}e+09", 1.5 + 0.001 * ((number * 31 + i) % 997));
    }
    page += behind + "\n";
  }
  return page;
}

// The page as plumb-scrape hands it on: a block of the stream.
inline std::string MadeBlock(int series, int number) {
  const int64_t time = kMadeStart + number * kMadeStep;
  return fmt::format(
             "#! scrape job=node target=\"http://web1:9100/metrics\" time={} duration=0.012 "
             "samples={} status=ok\n",
             time, series) +
         MadePage(series, number, "instance=\"web1:9100\",job=\"node\",", fmt::format(" {}", time));
}

}  // namespace plumb::tests
