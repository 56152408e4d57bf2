#include "formats/table_columns.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/number.h"
#include "formats/line_parser.h"
#include "formats/row_names.h"
#include "text/escape.h"
#include "text/lower.h"
#include "text/suggest.h"

namespace plumb::formats {

namespace {

constexpr std::string_view kValue = "value";
constexpr std::array<std::string_view, 16> kTimeNames = {
    "time", "timestamp", "date", "datetime", "ts",         "_time", "@timestamp", "t",
    "when", "date/time", "zeit", "datum",    "created_at", "epoch", "asctime",    "zeitpunkt"};

class ColumnFinder {
 public:
  ColumnFinder(std::vector<std::string> titles, const std::vector<TableRow>& rows,
               const TableOptions& options, CellNumbers& numbers)
      : rows_(rows), options_(options), numbers_(numbers) {
    found_.titles = std::move(titles);
    taken_.resize(found_.titles.size());
  }

  Result<TableColumns> Find() {
    PLUMB_TRY(FindTime());
    if (!options_.name_column.empty()) {
      PLUMB_ASSIGN(found_.name, Take(options_.name_column));
    }
    PLUMB_TRY(FindNamedValues());
    PLUMB_TRY(FindNamedLabels());
    if (found_.values.empty()) FindLongValue();
    FindRest();
    if (!found_.time) found_.row_names = RowNames(found_, rows_);
    PLUMB_TRY(CheckNames());
    return std::move(found_);
  }

 private:
  // The column that the user names.
  Result<size_t> Find(std::string_view name) const {
    const std::vector<std::string>& titles = found_.titles;
    for (size_t i = 0; i < titles.size(); ++i)
      if (titles[i] == name) return i;
    for (size_t i = 0; i < titles.size(); ++i)
      if (text::Lower(titles[i]) == text::Lower(name)) return i;
    if (const auto number = ParseInt(name);
        number && *number >= 1 && static_cast<size_t>(*number) <= titles.size())
      return static_cast<size_t>(*number) - 1;
    std::vector<std::string_view> names(titles.begin(), titles.end());
    std::string known;
    for (const std::string& title : titles)
      known += fmt::format("{}{}", known.empty() ? "" : ", ", text::ForTerminal(title));
    return Error{Exit::kUsage, fmt::format("no column '{}'{}\ncolumns: {}", name,
                                           text::DidYouMean(name, names), known)};
  }
  Result<size_t> Take(std::string_view name) {
    PLUMB_ASSIGN(const size_t column, Find(name));
    if (taken_[column])
      return Error{Exit::kUsage, fmt::format("column '{}' cannot be two things", name)};
    taken_[column] = true;
    return column;
  }

  Status FindTime() {
    if (!options_.time.empty()) {
      PLUMB_ASSIGN(found_.time, Take(options_.time));
      return Ok();
    }
    for (const std::string_view name : kTimeNames)
      for (size_t i = 0; i < found_.titles.size(); ++i)
        if (!found_.time && text::Lower(found_.titles[i]) == name && MayBeTime(i)) found_.time = i;
    for (size_t i = 0; i < found_.titles.size() && !found_.time; ++i)
      if (LooksLikeTime(i)) found_.time = i;
    if (!found_.time) return Ok();
    taken_[*found_.time] = true;
    FindClock();
    return Ok();
  }

  // The first cell of a column in which something stands.
  [[nodiscard]] std::string_view FirstCell(size_t column) const {
    for (const TableRow& row : rows_)
      if (!IsAbsent(row[column])) return row[column];
    return {};
  }

  // "61:05", "1-02:03:04": how long something took, where no date stands beside it.
  static bool IsDuration(std::string_view cell) {
    return cell.find(':') != std::string_view::npos && !LooksLikeDate(cell) &&
           cell.find_first_not_of("0123456789:.-") == std::string_view::npos;
  }
  [[nodiscard]] bool HasDates() const {
    for (size_t i = 0; i < found_.titles.size(); ++i)
      if (LooksLikeDate(FirstCell(i))) return true;
    return false;
  }

  // A column called `time` may hold how long things took: numbers that go up and down, or have
  // units, or minutes and seconds without any date.
  [[nodiscard]] bool MayBeTime(size_t column) const {
    std::optional<double> before;
    const std::string_view first = FirstCell(column);
    if (IsDuration(first) && !HasDates()) return false;
    for (const TableRow& row : rows_) {
      if (ReadMeasure(row[column])) return false;
      const auto number = ParseFloat(row[column]);
      if (!number) continue;
      if (before && *number < *before && !LooksLikeEpoch(*number)) return false;
      before = number;
    }
    return true;
  }

  [[nodiscard]] bool LooksLikeTime(size_t column) const {
    const std::string_view cell = FirstCell(column);
    const auto number = ParseFloat(cell);
    return number ? LooksLikeEpoch(*number) && column == 0 : LooksLikeDate(cell);
  }

  // `date,time,…` and `time,date,…`: two columns that say the time together.
  void FindClock() {
    if (LooksLikeClock(FirstCell(*found_.time))) {
      for (size_t i = 0; i < found_.titles.size() && !found_.clock; ++i)
        if (!taken_[i] && LooksLikeDate(FirstCell(i))) {
          found_.clock = std::exchange(found_.time, i);
          taken_[i] = true;
        }
      return;
    }
    if (!LooksLikeDate(FirstCell(*found_.time)) ||
        FirstCell(*found_.time).find(':') != std::string_view::npos)
      return;
    for (size_t i = 0; i < found_.titles.size() && !found_.clock; ++i)
      if (!taken_[i] && LooksLikeClock(FirstCell(i))) {
        found_.clock = i;
        taken_[i] = true;
      }
  }

  // What stands in a column.
  struct Count {
    size_t numbers = 0;
    size_t words = 0;
    MeasureKind kind = MeasureKind::kPlain;
  };
  Count CountCells(size_t column) {
    Count count;
    for (const TableRow& row : rows_) {
      if (count.kind != MeasureKind::kPlain) break;
      if (const auto measure = ReadMeasure(row[column])) count.kind = measure->kind;
    }
    const bool of_processors = text::Lower(found_.titles[column]).find("cpu") != std::string::npos;
    if (count.kind == MeasureKind::kPlain && of_processors) count.kind = MeasureKind::kThousandths;
    for (const TableRow& row : rows_) {
      const std::string& cell = row[column];
      if (IsAbsent(cell)) continue;
      double value = 0;
      bool is_number = numbers_.Read(cell, value);
      if (!is_number) is_number = ReadMeasureOf(count.kind, cell).has_value();
      ++(is_number ? count.numbers : count.words);
    }
    return count;
  }

  // COLUMN, or COLUMN=METRIC; a title that has the `=` itself goes before.
  Status FindNamedValues() {
    for (const std::string& value : options_.values) {
      const size_t equals = value.rfind('=');
      const bool whole = equals == std::string::npos || Find(value).ok();
      PLUMB_ASSIGN(const size_t column, Take(whole ? value : value.substr(0, equals)));
      model::Labels series = SeriesOfTitle(found_.titles[column]);
      if (!whole) {
        series = SeriesOfTitle(value.substr(equals + 1));
      } else if (options_.values.size() == 1 && !options_.name.empty()) {
        series = SeriesOfTitle(options_.name);
      } else if (text::Lower(found_.titles[column]) == kValue || found_.name) {
        series = model::Labels();
      }
      found_.values.push_back({column, std::move(series), CountCells(column).kind});
    }
    return Ok();
  }

  Status FindNamedLabels() {
    for (const std::string& label : options_.labels) {
      PLUMB_ASSIGN(const size_t column, Take(label));
      found_.labels.push_back(column);
    }
    return Ok();
  }

  void FindLongValue() {
    for (size_t i = 0; i < found_.titles.size(); ++i) {
      if (taken_[i] || text::Lower(found_.titles[i]) != kValue) continue;
      found_.values = {{i, model::Labels(), CountCells(i).kind}};
      taken_[i] = true;
      long_ = true;
      return;
    }
  }

  // Most cells decide: one "n/a" must not make a label of a column of numbers, and so take all of
  // its values away without a word. What is no number there is rejected, which is seen; so as many
  // of both are numbers.
  void FindRest() {
    const bool values_named = !options_.values.empty();
    for (size_t i = 0; i < found_.titles.size(); ++i) {
      if (taken_[i]) continue;
      if (long_) {
        AddLabel(i);
        continue;
      }
      const Count count = CountCells(i);
      if (count.words > count.numbers || (!found_.time && IsId(i))) {
        AddLabel(i);
      } else if (values_named) {
        continue;  // numbers that were not asked for
      } else if (count.numbers > 0) {
        found_.values.push_back({i, SeriesOfTitle(found_.titles[i]), count.kind});
      } else {
        found_.undecided.push_back(i);
      }
    }
  }

  [[nodiscard]] bool IsId(size_t column) const {
    return options_.values.empty() && IsIdTitle(found_.titles[column]);
  }

  // What has no title cannot be a label. Of text columns none is one where they are named.
  void AddLabel(size_t column) {
    if (options_.labels.empty() && !found_.titles[column].empty()) found_.labels.push_back(column);
  }

  Status CheckNames() {
    if (!found_.name) return Ok();
    if (found_.values.size() != 1)
      return Error{Exit::kUsage,
                   "a column with names needs one column of values: say which with --value"};
    found_.values[0].series = model::Labels();
    found_.undecided.clear();
    return Ok();
  }

  TableColumns found_;
  const std::vector<TableRow>& rows_;
  const TableOptions& options_;
  CellNumbers& numbers_;
  std::vector<bool> taken_;
  bool long_ = false;
};

}  // namespace

bool IsData(const TableRow& first, const std::vector<TableRow>& below) {
  const auto is_data = [](const std::string& cell) {
    return ParseFloat(cell) || ReadMeasure(cell) || LooksLikeDate(cell);
  };
  if (first.empty() || std::all_of(first.begin(), first.end(), is_data)) return !first.empty();
  // Spreadsheets have years in their first row.
  const auto is_year = [](const std::string& cell) {
    const auto number = ParseInt(cell);
    return number && *number >= 1900 && *number <= 2100;
  };
  size_t numbers = 0;
  for (size_t i = 0; i < first.size() && !below.empty(); ++i) {
    const bool below_is_data = is_data(below[0][i]);
    if (!below_is_data) continue;
    if (!is_data(first[i]) || is_year(first[i])) return false;
    ++numbers;
  }
  return numbers > 0;
}

model::Labels SeriesOfTitle(const std::string& title) {
  if (title.empty()) return {};
  LineParser parser(Level::kStream);
  if (parser.Parse(title + " 0") && !parser.sample().time) return parser.sample().labels;
  return model::Labels{{model::kMetricName, title}};
}

Result<TableColumns> FindColumns(std::vector<std::string> titles, const std::vector<TableRow>& rows,
                                 const TableOptions& options, CellNumbers& numbers) {
  return ColumnFinder(std::move(titles), rows, options, numbers).Find();
}

}  // namespace plumb::formats
