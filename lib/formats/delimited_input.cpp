#include "formats/delimited_input.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>
#include <set>

#include "formats/number_scan.h"
#include "formats/record_reader.h"
#include "formats/row_series.h"
#include "formats/table_columns.h"
#include "model/histogram_text.h"
#include "text/utf8.h"

namespace plumb::formats {

namespace {

constexpr std::string_view kConvert = "iconv -f WINDOWS-1252 -t UTF-8 FILE | plumb-ingest";

// A row that was kept to be looked at.
struct KeptRow {
  size_t line = 0;
  TableRow cells;
  std::vector<size_t> columns;  // where the cells begin in the line
  std::string text;
};

// A row to be read: one that was kept, or the reader's.
struct RowView {
  size_t line = 0;
  const std::vector<Field>& cells;
  std::string_view text;
};

class TableReader {
 public:
  TableReader(ByteInput& in, char separator, Reading& reading, std::vector<std::string> titles)
      : records_(in, separator),
        reading_(reading),
        options_(reading.options.table),
        titles_(std::move(titles)) {}

  Status Read() {
    PLUMB_ASSIGN(auto times, CellTimes::Make(reading_.options.zone, options_.time_format));
    times_ = std::make_unique<CellTimes>(std::move(times));
    if (titles_.empty()) {
      PLUMB_ASSIGN(const bool any, NextRecord());
      if (!any) return Ok();
      PLUMB_TRY(ReadHeader());
    }
    PLUMB_TRY(KeepFirstRows());
    PLUMB_TRY(CheckHeader());
    PLUMB_TRY(FindMeaning());
    for (const KeptRow& row : first_rows_) PLUMB_TRY(WithView(row, &TableReader::TakeRow));
    first_rows_ = {};
    for (;;) {
      PLUMB_ASSIGN(const bool more, NextRow());
      if (!more) return FinishTotal();
      PLUMB_TRY(TakeRow({records_.line(), records_.fields(), records_.text()}));
    }
  }

 private:
  Result<bool> NextRecord() {
    PLUMB_ASSIGN(const bool more, records_.Next());
    return more && (records_.terminated() || !reading_.IsCut());
  }

  // The next record that is a row of the table.
  Result<bool> NextRow() {
    for (;;) {
      PLUMB_ASSIGN(const bool more, NextRecord());
      if (!more) return false;
      if (records_.unclosed()) {
        PLUMB_TRY(Refuse("a quote opens here and does not close"));
      } else if (records_.fields().size() != titles_.size()) {
        PLUMB_TRY(Refuse(
            fmt::format("expected {} fields, got {}", titles_.size(), records_.fields().size())));
      } else {
        return true;
      }
    }
  }
  [[nodiscard]] Status Refuse(std::string_view reason) const {
    return reading_.Refuse(records_.line(), 1, reason, records_.text());
  }

  Status ReadHeader() {
    for (const Field& field : records_.fields()) titles_.emplace_back(field.text);
    header_ = Kept({records_.line(), records_.fields(), records_.text()});
    return Ok();
  }

  // Whether what was taken for titles is data is seen by the rows below it.
  Status CheckHeader() {
    if (!header_) return Ok();
    std::vector<TableRow> rows;
    for (const KeptRow& row : first_rows_) rows.push_back(row.cells);
    if (options_.no_header || IsData(titles_, rows)) {
      first_rows_.insert(first_rows_.begin(), *std::move(header_));
      for (size_t i = 0; i < titles_.size(); ++i) titles_[i] = fmt::format("column {}", i + 1);
    }
    for (const std::string& title : titles_)
      if (!text::IsValidUtf8(title))
        return Error{Exit::kUsage, fmt::format("the titles are not UTF-8; perhaps: {}", kConvert)};
    return Ok();
  }

  static KeptRow Kept(const RowView& view) {
    KeptRow row{.line = view.line, .text = std::string(view.text)};
    for (const Field& field : view.cells) {
      row.cells.emplace_back(field.text);
      row.columns.push_back(field.column);
    }
    return row;
  }
  void KeepRow() {
    first_rows_.push_back(Kept({records_.line(), records_.fields(), records_.text()}));
  }

  // Of an input that comes slowly, what has come.
  Status KeepFirstRows() {
    while (first_rows_.size() < kFirstRows) {
      if (reading_.options.live && !first_rows_.empty() && !records_.HasLine()) break;
      PLUMB_ASSIGN(const bool more, NextRow());
      if (!more) break;
      KeepRow();
    }
    return Ok();
  }

  Status FindMeaning() {
    char decimal = records_.separator() == ',' ? '.' : '\0';
    if (!options_.decimal.empty()) decimal = options_.decimal[0];
    numbers_ = std::make_unique<CellNumbers>(decimal);
    std::vector<TableRow> rows;
    for (const KeptRow& row : first_rows_) rows.push_back(row.cells);
    for (const TableRow& row : rows)
      for (const std::string& cell : row) numbers_->Look(cell);
    PLUMB_ASSIGN(columns_, FindColumns(titles_, rows, options_, *numbers_));
    if (columns_.values.empty() && columns_.undecided.empty() && !rows.empty())
      return Error{Exit::kUsage, fmt::format("no column of numbers found\ncolumns: {}",
                                             fmt::join(titles_, ", "))};
    PLUMB_TRY(SayUnits());
    if (!columns_.time) return DoWithoutTimes(rows);
    for (const TableRow& row : rows) times_->Look(row[*columns_.time]);
    return times_->CheckOrder();
  }

  // "%CPU", "MEM %".
  static bool IsPercentTitle(std::string_view title) {
    return title.size() > 1 && (title.front() == '%' || title.back() == '%') &&
           !IsDigit(title.front());
  }

  // What stands behind the numbers of a column, or beside its title, as the unit of its metric; of
  // what has no name, as that of the whole.
  Status SayUnits() {
    for (const TableColumns::Value& value : columns_.values) {
      std::string_view unit = UnitWordOf(value.kind);
      if (unit.empty() && IsPercentTitle(titles_[value.column]))
        unit = UnitWordOf(MeasureKind::kPercent);
      if (unit.empty()) continue;
      const std::string_view metric = value.series.metric_name();
      if (!metric.empty()) {
        PLUMB_TRY(
            reading_.sink.OnMetadata(model::SampleSink::MetadataField::kUnit,
                                     {.metric = std::string(metric), .unit = std::string(unit)}));
      } else {
        PLUMB_TRY(
            reading_.sink.OnComment({.word = "unit", .fields = {{"name", std::string(unit)}}}));
      }
    }
    return Ok();
  }

  Status DoWithoutTimes(const std::vector<TableRow>& rows) {
    if (reading_.options.times_required && !first_rows_.empty())
      return Error{Exit::kUsage,
                   fmt::format("no column of times found; name it with --time\ncolumns: {}",
                               fmt::join(titles_, ", "))};
    std::set<std::string> keys;
    for (const TableRow& row : rows) {
      std::string key;
      for (const size_t column : columns_.labels) key += row[column] + '\0';
      keys.insert(std::move(key));
    }
    // Some names may come twice (tmpfs); numbers that come with a few words again and again are not
    // named by them.
    instant_ = !columns_.labels.empty() && keys.size() * 2 > rows.size();
    reading_.facts.index_axis = !instant_;
    if (instant_)
      for (const size_t column : columns_.row_names)
        reading_.facts.row_names.push_back(titles_[column]);
    return Ok();
  }

  Status WithView(const KeptRow& row, Status (TableReader::*read)(const RowView&)) {
    std::vector<Field> cells;
    for (size_t i = 0; i < row.cells.size(); ++i) cells.push_back({row.cells[i], row.columns[i]});
    return (this->*read)({row.line, cells, row.text});
  }

  // Of an instant, a row called `total` waits for another behind it.
  Status TakeRow(const RowView& row) {
    if (!instant_) return ReadRow(row);
    if (total_) PLUMB_TRY(WithView(*std::exchange(total_, std::nullopt), &TableReader::ReadRow));
    if (IsTotal(row)) {
      total_ = Kept(row);
      return Ok();
    }
    double value = 0;
    if (!columns_.values.empty() && ReadNumber(row, columns_.values[0], value)) sum_ += value;
    return ReadRow(row);
  }
  [[nodiscard]] bool IsTotal(const RowView& row) const {
    for (const size_t column : columns_.labels) {
      const std::string_view cell = row.cells[column].text;
      if (cell == "total" || cell == "Total" || cell == "TOTAL") return true;
    }
    return false;
  }
  Status FinishTotal() {
    if (!total_) return Ok();
    std::vector<Field> cells;
    for (const std::string& cell : total_->cells) cells.push_back({cell});
    double value = 0;
    constexpr double kRounded = 0.01;  // 1.5G is not exactly what it is the sum of
    if (ReadNumber({total_->line, cells, total_->text}, columns_.values[0], value) &&
        std::abs(value - sum_) <= kRounded * std::abs(sum_))
      return Ok();
    return WithView(*total_, &TableReader::ReadRow);
  }

  // Without a word where it is none.
  bool ReadNumber(const RowView& row, const TableColumns::Value& column, double& value) {
    const std::string_view cell = row.cells[column.column].text;
    if (numbers_->Read(cell, value)) return true;
    const auto measure = ReadMeasureOf(column.kind, cell);
    value = measure.value_or(value);
    return measure.has_value();
  }

  static std::string Expected(std::string_view what, const RowView& row, size_t column) {
    constexpr size_t kShown = 40;
    return fmt::format("expected {}, got '{}'", what, row.cells[column].text.substr(0, kShown));
  }

  [[nodiscard]] Status RefuseCell(const RowView& row, size_t column,
                                  std::string_view reason) const {
    return reading_.Refuse(row.line, row.cells[column].column,
                           fmt::format("column '{}': {}", titles_[column], reason), row.text);
  }

  Status ReadRow(const RowView& row) {
    Timestamp time = instant_ ? reading_.options.now : index_++;
    if (columns_.time && !ReadTime(row, time))
      return RefuseCell(row, *columns_.time, Expected("a time", row, *columns_.time));
    if (!columns_.undecided.empty()) Decide(row);
    PLUMB_ASSIGN(const bool found, FindGroup(row));
    if (!found) return Ok();
    for (size_t i = 0; i < columns_.values.size(); ++i)
      PLUMB_TRY(ReadValue(row, columns_.values[i], group_->labels[i], time, group_->memos[i]));
    return reading_.Check();
  }

  bool ReadTime(const RowView& row, Timestamp& time) {
    const std::string_view cell = row.cells[*columns_.time].text;
    if (!columns_.clock) return times_->Read(cell, time);
    moment_.assign(cell).append(" ").append(row.cells[*columns_.clock].text);
    return times_->Read(moment_, time);
  }

  // A column that was empty so far may say now what it is.
  void Decide(const RowView& row) {
    std::vector<size_t> still;
    bool changed = false;
    for (const size_t column : columns_.undecided) {
      const std::string_view cell = row.cells[column].text;
      double value = 0;
      if (IsAbsent(cell)) {
        still.push_back(column);
        continue;
      }
      changed = true;
      if (numbers_->Read(cell, value)) {
        columns_.values.push_back({column, SeriesOfTitle(titles_[column])});
      } else if (options_.labels.empty() && !titles_[column].empty()) {
        columns_.labels.push_back(column);
      }
    }
    columns_.undecided = std::move(still);
    if (!changed) return;
    groups_.Forget();
  }

  // False if the row was refused.
  Result<bool> FindGroup(const RowView& row) {
    group_ =
        groups_.Find(row.cells, row.line, instant_ ? RowSeries::Each::kRow : RowSeries::Each::kKey);
    if (group_ != nullptr) return true;
    PLUMB_TRY(reading_.Refuse(
        row.line, 1, fmt::format("text that is not UTF-8; perhaps: {}", kConvert), row.text));
    return false;
  }

  Status ReadValue(const RowView& row, const TableColumns::Value& column,
                   const model::Labels& labels, Timestamp time, uint32_t& memo) {
    const std::string_view cell = row.cells[column.column].text;
    model::StreamSample sample{.labels = labels, .time = time, .line = row.line, .memo = &memo};
    if (ReadNumber(row, column, sample.value)) return reading_.sink.OnSample(sample);
    if (IsAbsent(cell)) return Ok();
    if (!cell.starts_with("{{"))
      return RefuseCell(row, column.column, Expected(numbers_->what(), row, column.column));
    const auto histogram = model::ParseHistogram(cell);
    if (!histogram.ok()) return RefuseCell(row, column.column, histogram.error().message);
    sample.histogram = &*histogram;
    return reading_.sink.OnSample(sample);
  }

  RecordReader records_;
  Reading& reading_;
  const TableOptions& options_;
  std::vector<std::string> titles_;
  std::optional<KeptRow> header_;
  std::vector<KeptRow> first_rows_;
  TableColumns columns_;
  std::unique_ptr<CellTimes> times_;
  std::unique_ptr<CellNumbers> numbers_;
  Timestamp index_ = 0;
  std::string moment_;  // a date and a time of day

  bool instant_ = false;          // all rows are of now
  std::optional<KeptRow> total_;  // that may be the sum of what came before
  double sum_ = 0;                // of the first column

  RowSeries groups_{titles_, columns_};
  RowSeries::Group* group_ = nullptr;  // of the row
};

}  // namespace

bool LooksDelimited(std::string_view head, char separator) {
  return head.substr(0, head.find('\n')).find(separator) != std::string_view::npos;
}

Status ReadDelimited(ByteInput& in, char separator, Reading& reading,
                     std::vector<std::string> titles) {
  return TableReader(in, separator, reading, std::move(titles)).Read();
}

}  // namespace plumb::formats
