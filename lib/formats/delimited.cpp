#include "formats/delimited.h"

#include <algorithm>
#include <set>

#include "base/number.h"
#include "model/histogram_text.h"
#include "text/escape.h"

namespace plumb::formats {

namespace {

class RowWriter {
 public:
  RowWriter(char separator, const Output& output) : separator_(separator), output_(output) {}

  void Field(std::string_view value) {
    if (fields_++ > 0) text_.push_back(separator_);
    text::AppendCsvField(text_, value, separator_);
  }
  void Number(double value) { Field(FormatGeneral(value)); }
  void Time(Timestamp time) { Field(FormatRfc3339(time, TimeZone::Utc())); }
  Status EndRow() {
    constexpr size_t kSpill = 64u << 10;
    text_.push_back('\n');
    fields_ = 0;
    return text_.size() < kSpill ? Ok() : Finish();
  }
  Status Finish() {
    PLUMB_TRY(output_.out.Write(text_));
    text_.clear();
    return Ok();
  }

 private:
  const char separator_;
  const Output& output_;
  std::string text_;
  size_t fields_ = 0;
};

void PutPoint(RowWriter& rows, double value, const model::Histogram* histogram) {
  if (histogram == nullptr) {
    rows.Number(value);
    return;
  }
  std::string text;
  model::AppendHistogram(text, *histogram);
  rows.Field(text);
}

Status WriteLong(const model::QueryResult& result, RowWriter& rows, bool header) {
  const std::vector<std::string> names = LabelNames(result.series);
  if (header) {
    rows.Field("time");
    for (const std::string& name : names) rows.Field(name);
    rows.Field("value");
    PLUMB_TRY(rows.EndRow());
  }
  for (const model::Series& series : result.series)
    PLUMB_TRY(ForEachPoint(
        series, [&](Timestamp time, double value, const model::Histogram* histogram) -> Status {
          rows.Time(time);
          for (const std::string& name : names) rows.Field(series.labels.Get(name));
          PutPoint(rows, value, histogram);
          return rows.EndRow();
        }));
  return rows.Finish();
}

Status WriteWide(const model::QueryResult& result, RowWriter& rows, bool header) {
  std::set<Timestamp> times;
  for (const model::Series& series : result.series) {
    times.insert(series.times.begin(), series.times.end());
    for (const model::HistogramPoint& point : series.histograms) times.insert(point.time);
  }
  if (header) {
    rows.Field("time");
    for (const model::Series& series : result.series) rows.Field(series.labels.ToString());
    PLUMB_TRY(rows.EndRow());
  }
  std::vector<size_t> next(result.series.size());
  std::vector<size_t> next_histogram(result.series.size());
  for (const Timestamp time : times) {
    rows.Time(time);
    for (size_t i = 0; i < result.series.size(); ++i) {
      const model::Series& series = result.series[i];
      size_t& at = next[i];
      size_t& histogram_at = next_histogram[i];
      while (histogram_at < series.histograms.size() && series.histograms[histogram_at].time < time)
        ++histogram_at;
      if (at < series.times.size() && series.times[at] == time) {
        rows.Number(series.values[at++]);
      } else if (histogram_at < series.histograms.size() &&
                 series.histograms[histogram_at].time == time) {
        PutPoint(rows, 0, series.histograms[histogram_at++].histogram.get());
      } else {
        rows.Field("");
      }
    }
    PLUMB_TRY(rows.EndRow());
  }
  return rows.Finish();
}

}  // namespace

Status WriteDelimited(const model::QueryResult& result, char separator, const Output& output) {
  RowWriter rows(separator, output);
  const bool header = !output.options.no_header;
  if (result.type == model::ResultType::kString) {
    if (header) {
      rows.Field("value");
      PLUMB_TRY(rows.EndRow());
    }
    rows.Field(result.text);
    PLUMB_TRY(rows.EndRow());
    return rows.Finish();
  }
  return output.options.wide ? WriteWide(result, rows, header) : WriteLong(result, rows, header);
}

Status WriteDelimited(const Listing& listing, char separator, const Output& output) {
  const model::Table table = ToTable(listing);
  RowWriter rows(separator, output);
  if (!output.options.no_header) {
    for (const model::TableColumn& column : table.columns) rows.Field(column.title);
    PLUMB_TRY(rows.EndRow());
  }
  for (const auto& row : table.rows) {
    for (const std::string& cell : row) rows.Field(cell);
    PLUMB_TRY(rows.EndRow());
  }
  return rows.Finish();
}

}  // namespace plumb::formats
