// growth_text SERIES SCRAPES SECONDS: counters x_total of targets of a hundred series each as text
// with times in ms, scrape after scrape, from a midnight on that is sixty days before the one at
// which the other benchmarks begin: what is not past yet stays in rows.

#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/number.h"
#include "bench/fleet_mix.h"

int main(int argc, char** argv) {
  const auto number = [&](int i) { return argc == 4 ? plumb::ParseInt(argv[i]).value_or(0) : 0; };
  const auto series = static_cast<uint64_t>(number(1));
  if (number(1) <= 0 || number(2) <= 0 || number(3) <= 0) {
    fmt::print(stderr, "usage: growth_text SERIES SCRAPES SECONDS\n");
    return 2;
  }
  constexpr uint64_t kOfTarget = 100;
  constexpr plumb::Timestamp kStart = plumb::bench::kFleetStart - 60 * plumb::kDay;
  std::vector<std::string> names;
  for (uint64_t s = 0; s < series; ++s)
    names.push_back(fmt::format("x_total{{instance=\"web{}:9100\",job=\"node\",part=\"{}\"}} ",
                                s / kOfTarget, s % kOfTarget));
  std::string text;
  for (int64_t scrape = 0; scrape < number(2); ++scrape) {
    const std::string time = fmt::format(" {}\n", kStart + scrape * number(3) * 1000);
    text.clear();
    for (uint64_t s = 0; s < series; ++s) {
      text += names[s];
      // Grows by about a hundred each time.
      plumb::AppendInt(text, scrape * 100 + static_cast<int64_t>(
                                                (s * 31 + static_cast<uint64_t>(scrape) * 7) % 17));
      text += time;
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
}
