// ndjson: an object a series and line, as VictoriaMetrics exports and imports.
#include "base/number.h"
#include "formats/json_text.h"
#include "transfer/export.h"
#include "transfer/series_walk.h"
#include "transfer/time_texts.h"

namespace plumb::transfer {

namespace {

// Stale markers would come back as NaN.
Status WriteSeries(Export& to, TimeTexts& times, const SeriesWalk::Piece& piece) {
  to.dropped.histograms += piece.column.histograms.size();
  times.Use(piece.column.times);
  std::string text = "{\"metric\":";
  formats::AppendJsonLabels(text, piece.labels);
  text += ",\"values\":[";
  std::string stamps;
  uint64_t samples = 0;
  for (size_t i = 0; i < piece.column.values.size(); ++i) {
    const double value = piece.column.values[i];
    if (model::IsStale(value)) {
      ++to.dropped.stale;
      continue;
    }
    if (samples++ > 0) {
      text.push_back(',');
      stamps.push_back(',');
    }
    formats::AppendJsonSample(text, value);
    stamps += times.At(i);
  }
  if (samples == 0) return Ok();
  to.samples += samples;
  text += "],\"timestamps\":[";
  text += stamps;
  text += "]}\n";
  return to.out.Write(text);
}

Status Write(Export& to) {
  PLUMB_ASSIGN(const SeriesWalk walk,
               SeriesWalk::Make(to.environment, to.selection,
                                [](const std::string& metric) { return metric; }));
  TimeTexts times([](std::string& out, Timestamp time) { AppendInt(out, time); });
  return walk.Run([&](const SeriesWalk::Piece& piece) { return WriteSeries(to, times, piece); });
}

}  // namespace

extern const ExportFormat export_ndjson = {
    .name = "ndjson",
    .help = "a JSON object a series and line, as VictoriaMetrics imports",
    .write = Write};

}  // namespace plumb::transfer
