// same_answer A B TOLERANCE: whether two answers of the Prometheus API have the same series, and at
// the same times values that differ by no more than TOLERANCE (relative). Prints what differs in a
// few words; exit 1 if anything does.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>

#include <fmt/format.h>

#include "base/byte_stream.h"
#include "base/number.h"
#include "formats/read_any.h"
#include "system/files.h"

namespace {

using Points = std::map<plumb::Timestamp, double>;
using Answer = std::map<std::string, Points>;

plumb::Result<Answer> Load(const std::string& path) {
  PLUMB_ASSIGN(std::string text, plumb::system::ReadFile(path));
  plumb::StringInput in(std::move(text));
  PLUMB_ASSIGN(const auto read, plumb::formats::ReadAny(in, {}));
  Answer answer;
  for (const plumb::model::Series& series : read.source->series())
    for (size_t i = 0; i < series.times.size(); ++i)
      answer[series.labels.ToString()][series.times[i]] = series.values[i];
  return answer;
}

struct Difference {
  size_t series = 0;  // that only one of the two has
  size_t points = 0;  // that both or only one has
  size_t alone = 0;   // that only one has
  size_t apart = 0;   // whose values differ
  double worst = 0;
};

void Compare(const Points& a, const Points& b, double tolerance, Difference& found) {
  for (const auto& [time, x] : a) {
    ++found.points;
    const auto other = b.find(time);
    if (other == b.end()) {
      ++found.alone;
      continue;
    }
    const double y = other->second;
    if (x == y || (std::isnan(x) && std::isnan(y))) continue;
    const double distance = std::fabs(x - y) / std::max(std::fabs(x), std::fabs(y));
    found.worst = std::max(found.worst, distance);
    if (!(distance <= tolerance)) ++found.apart;
  }
  for (const auto& [time, y] : b)
    if (!a.contains(time)) ++found.alone;
}

Difference Compare(const Answer& a, const Answer& b, double tolerance) {
  Difference found;
  for (const auto& [labels, points] : a) {
    const auto other = b.find(labels);
    if (other == b.end())
      ++found.series;
    else
      Compare(points, other->second, tolerance, found);
  }
  for (const auto& [labels, points] : b) found.series += a.contains(labels) ? 0 : 1;
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  const auto tolerance = argc == 4 ? plumb::ParseFloat(argv[3]) : std::nullopt;
  if (!tolerance) {
    fmt::print(stderr, "usage: same_answer A B TOLERANCE\n");
    return 2;
  }
  const auto a = Load(argv[1]);
  const auto b = Load(argv[2]);
  if (!a.ok() || !b.ok()) {
    fmt::print("unreadable: {}\n", (a.ok() ? b : a).error().message);
    return 1;
  }
  const Difference found = Compare(*a, *b, *tolerance);
  if (found.series + found.alone + found.apart == 0 && !a->empty()) {
    fmt::print("same ({:.0e})\n", found.worst);
    return 0;
  }
  if (found.series > 0) fmt::print("{} series differ; ", found.series);
  fmt::print("{:.2g}% apart, {:.2g}% alone, worst {:.2g}\n",
             100.0 * static_cast<double>(found.apart) / static_cast<double>(found.points),
             100.0 * static_cast<double>(found.alone) / static_cast<double>(found.points),
             found.worst);
  return 1;
}
