#include "charts/spark_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "charts/marks.h"
#include "charts/runs.h"
#include "charts/selection.h"
#include "charts/style.h"
#include "text/utf8.h"

namespace plumb::charts {
namespace {

constexpr size_t kUsualLetters = 20;
constexpr size_t kLongestName = 30;

std::string_view Letter(SparkGlyphs glyphs, double part) {
  constexpr std::array<std::string_view, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::string_view kAscii = "_.-=+*#@";
  const auto at = static_cast<size_t>(std::lround(part * (kBlocks.size() - 1)));
  return glyphs == SparkGlyphs::kBlocks ? kBlocks[at] : kAscii.substr(at, 1);
}

// The values by their times, at most `letters` of them; NaN where there is none.
std::vector<double> Slots(const model::Series& series, const Statistics& statistics,
                          DurationMs step, size_t letters) {
  if (step <= 0) step = std::max<DurationMs>(UsualSpacing(series), 1);
  const auto span = static_cast<uint64_t>(series.times.back() - series.times.front());
  const uint64_t count = span / static_cast<uint64_t>(step) + 1;
  const uint64_t merged = (count + letters - 1) / letters;
  std::vector<double> slots(static_cast<size_t>((count + merged - 1) / merged), NAN);
  for (size_t i = 0; i < series.values.size(); ++i) {
    const double v = series.values[i];
    if (!std::isfinite(v)) continue;
    const auto position =
        static_cast<uint64_t>(series.times[i] - series.times.front()) / static_cast<uint64_t>(step);
    double& slot = slots[std::min(static_cast<size_t>(position / merged), slots.size() - 1)];
    if (std::isnan(slot) || std::abs(v - statistics.mean) > std::abs(slot - statistics.mean))
      slot = v;
  }
  return slots;
}

}  // namespace

std::string Spark(const model::Series& series, DurationMs step, size_t letters,
                  SparkGlyphs glyphs) {
  const Statistics s = ComputeStatistics(series);
  if (s.count == 0 || letters == 0) return "";
  std::string text;
  for (const double v : Slots(series, s, step, letters)) {
    if (std::isnan(v)) {
      text += ' ';
      continue;
    }
    const double span = s.max - s.min;
    text += Letter(glyphs, span > 0 && std::isfinite(span) ? (v - s.min) / span : 0.5);
  }
  return text;
}

Result<std::string> SparkText(Data data, const Request& request, SparkGlyphs glyphs) {
  TakeMarks(data);
  std::erase_if(data.series,
                [](const model::Series& series) { return ComputeStatistics(series).count == 0; });
  if (data.series.empty()) return Error{Exit::kNoData, "nothing to draw: the input has no values"};
  const Selection selection =
      Select(data, request, request.top > 0 ? request.top : data.series.size());
  size_t widest = 0;
  for (const Selected& each : selection.series)
    widest = std::max(widest, text::DisplayWidth(each.name));
  widest = std::min(widest, kLongestName);
  std::string out;
  for (const Selected& each : selection.series) {
    if (selection.series.size() > 1)
      out += text::PadRight(text::TruncateMiddle(each.name, widest), widest) + ' ';
    out += Spark(*each.series, data.step, kUsualLetters, glyphs) + ' ' +
           units::Text(each.unit, each.statistics.last) + '\n';
  }
  return out;
}

}  // namespace plumb::charts
