// csv: a row a sample, with a column for the time, each label and the value.
#include "base/number.h"
#include "formats/stream_writer.h"
#include "model/histogram_text.h"
#include "text/escape.h"
#include "transfer/export.h"
#include "transfer/series_walk.h"
#include "transfer/time_texts.h"

namespace plumb::transfer {

namespace {

class CsvWriter {
 public:
  CsvWriter(Export& to, const SeriesWalk& walk)
      : to_(to), names_(walk.label_names()), times_([](std::string& out, Timestamp time) {
          out += FormatRfc3339(time, TimeZone::Utc());
        }) {}

  Status Run(const SeriesWalk& walk) {
    text_ = "time";
    for (const std::string& name : names_) {
      text_.push_back(',');
      text::AppendCsvField(text_, name, ',');
    }
    text_ += ",value\n";
    PLUMB_TRY(walk.Run([this](const SeriesWalk::Piece& piece) { return Write(piece); }));
    return Send();
  }

 private:
  Status Write(const SeriesWalk::Piece& piece) {
    labels_.assign(1, ',');
    for (const std::string& name : names_) {
      text::AppendCsvField(labels_, piece.labels.Get(name), ',');
      labels_.push_back(',');
    }
    const model::SampleColumn& column = piece.column;
    times_.Use(column.times);
    size_t h = 0;
    for (size_t i = 0; i < column.values.size(); ++i) {
      for (; h < column.histograms.size() && column.histograms[h].time < (*column.times)[i]; ++h)
        PLUMB_TRY(Histogram(column.histograms[h]));
      text_ += times_.At(i);
      text_ += labels_;
      formats::AppendStreamValue(text_, column.values[i]);
      PLUMB_TRY(EndRow());
    }
    for (; h < column.histograms.size(); ++h) PLUMB_TRY(Histogram(column.histograms[h]));
    return Ok();
  }

  Status Histogram(const model::HistogramPoint& point) {
    times_.AppendOne(text_, point.time);
    text_ += labels_;
    std::string literal;
    model::AppendHistogram(literal, *point.histogram);
    text::AppendCsvField(text_, literal, ',');
    return EndRow();
  }

  Status EndRow() {
    text_.push_back('\n');
    ++to_.samples;
    return text_.size() < kTextPiece ? Ok() : Send();
  }

  Status Send() {
    PLUMB_TRY(to_.out.Write(text_));
    text_.clear();
    return Ok();
  }

  Export& to_;
  const std::vector<std::string>& names_;
  TimeTexts times_;
  std::string labels_;
  std::string text_;
};

Status Write(Export& to) {
  PLUMB_ASSIGN(const SeriesWalk walk,
               SeriesWalk::Make(to.environment, to.selection,
                                [](const std::string& metric) { return metric; }));
  return CsvWriter(to, walk).Run(walk);
}

}  // namespace

extern const ExportFormat export_csv = {
    .name = "csv", .help = "a row a sample: time, labels, value", .write = Write};

}  // namespace plumb::transfer
