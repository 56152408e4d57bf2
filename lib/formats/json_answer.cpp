#include "formats/json_answer.h"

#include <algorithm>
#include <span>
#include <thread>
#include <vector>

#include "base/number.h"
#include "base/ordered_map.h"
#include "formats/json_text.h"

namespace plumb::formats {

namespace {

constexpr size_t kSpill = 64u << 10;
// Points whose text is about as much.
constexpr size_t kPiece = 4096;
// What the labels of a series take, in points.
constexpr size_t kOfSeries = 4;
// Points that take a thread longer than to start it.
constexpr size_t kWorthAThread = 20'000;

// The texts of times. Most series have the same ones, or some of them.
class TimeTexts {
 public:
  explicit TimeTexts(const std::vector<model::Series>& series) {
    if (series.size() < 2) return;
    const auto most = std::max_element(
        series.begin(), series.end(),
        [](const auto& a, const auto& b) { return a.times.size() < b.times.size(); });
    times_ = most->times;
    for (const Timestamp time : times_) {
      AppendJsonTime(texts_, time);
      ends_.push_back(texts_.size());
    }
  }

  // Where the time stands, or would.
  [[nodiscard]] size_t Find(Timestamp time) const {
    return static_cast<size_t>(std::lower_bound(times_.begin(), times_.end(), time) -
                               times_.begin());
  }

  // `at`: where it may stand.
  void Append(std::string& text, size_t at, Timestamp time) const {
    if (at >= times_.size() || times_[at] != time) {
      AppendJsonTime(text, time);
      return;
    }
    const size_t start = at == 0 ? 0 : ends_[at - 1];
    text.append(texts_, start, ends_[at] - start);
  }

 private:
  std::vector<Timestamp> times_;
  std::string texts_;
  std::vector<size_t> ends_;
};

// Neighbouring points of a series; what stands around them belongs to the first and the last.
struct Strip {
  const model::Series* series = nullptr;
  size_t first = 0;
  size_t count = 0;
};

std::vector<Strip> StripsOf(const std::vector<model::Series>& series) {
  std::vector<Strip> strips;
  for (const model::Series& one : series) {
    size_t first = 0;
    do {
      const size_t count = std::min(kPiece, one.times.size() - first);
      strips.push_back({&one, first, count});
      first += count;
    } while (first < one.times.size());
  }
  return strips;
}

std::vector<std::span<const Strip>> PiecesOf(std::span<const Strip> strips) {
  std::vector<std::span<const Strip>> pieces;
  size_t begin = 0;
  size_t weight = 0;
  for (size_t i = 0; i < strips.size(); ++i) {
    weight += kOfSeries + strips[i].count + strips[i].series->histograms.size();
    if (weight < kPiece && i + 1 < strips.size()) continue;
    pieces.push_back(strips.subspan(begin, i + 1 - begin));
    begin = i + 1;
    weight = 0;
  }
  return pieces;
}

class Writer {
 public:
  explicit Writer(const model::QueryResult& result)
      : series_(result.series),
        matrix_(result.type == model::ResultType::kMatrix),
        times_(result.series) {}

  [[nodiscard]] std::string Text(std::span<const Strip> piece) const {
    std::string text;
    text.reserve(kSpill);
    for (const Strip& strip : piece) Append(text, strip);
    return text;
  }

 private:
  void Append(std::string& text, const Strip& strip) const {
    const model::Series& series = *strip.series;
    if (strip.first == 0) {
      if (&series != &series_.front()) text.push_back(',');
      text += "{\"metric\":";
      AppendJsonLabels(text, series.labels);
      if (strip.count > 0) text += matrix_ ? ",\"values\":[" : ",\"value\":";
    }
    AppendPoints(text, strip);
    if (strip.first + strip.count < series.times.size()) return;
    if (matrix_ && !series.times.empty()) text.push_back(']');
    AppendHistograms(text, series);
    text.push_back('}');
  }

  void AppendPoints(std::string& text, const Strip& strip) const {
    if (strip.count == 0) return;
    const model::Series& series = *strip.series;
    size_t at = times_.Find(series.times[strip.first]);
    for (size_t i = strip.first; i < strip.first + strip.count; ++i) {
      if (i > 0) text.push_back(',');
      text.push_back('[');
      times_.Append(text, at++, series.times[i]);
      text += ",\"";
      AppendJson(text, series.values[i]);
      text += "\"]";
    }
  }

  void AppendHistograms(std::string& text, const model::Series& series) const {
    if (series.histograms.empty()) return;
    text += matrix_ ? ",\"histograms\":[" : ",\"histogram\":";
    for (const model::HistogramPoint& point : series.histograms) {
      if (&point != &series.histograms.front()) text.push_back(',');
      AppendJsonPoint(text, point.time, *point.histogram);
    }
    if (matrix_) text.push_back(']');
  }

  const std::vector<model::Series>& series_;
  const bool matrix_;
  const TimeTexts times_;
};

unsigned ThreadsFor(const std::vector<model::Series>& series) {
  size_t points = 0;
  for (const model::Series& one : series) points += kOfSeries + one.times.size();
  return points < kWorthAThread || std::thread::hardware_concurrency() < 2 ? 1 : 2;
}

}  // namespace

Status AppendJsonAnswer(std::string& text, const model::QueryResult& result, ByteOutput& out) {
  const Writer writer(result);
  const std::vector<Strip> strips = StripsOf(result.series);
  const std::vector<std::span<const Strip>> pieces = PiecesOf(strips);
  return OrderedMap<std::string>(
             pieces.size(), ThreadsFor(result.series),
             [&](size_t i) -> Result<std::string> { return writer.Text(pieces[i]); },
             [&](std::string piece) -> Status {
               text = text.empty() ? std::move(piece) : std::move(text) + piece;
               if (text.size() < kSpill) return Ok();
               PLUMB_TRY(out.Write(text));
               text.clear();
               return Ok();
             })
      .Run();
}

}  // namespace plumb::formats
