#include "formats/table_columns.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/number.h"
#include "formats/line_parser.h"
#include "text/escape.h"
#include "text/suggest.h"

namespace plumb::formats {

namespace {

constexpr std::string_view kValue = "value";
constexpr std::array<std::string_view, 7> kTimeNames = {"time", "timestamp", "date", "datetime",
                                                        "ts",   "_time",     "t"};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

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
      if (Lower(titles[i]) == Lower(name)) return i;
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
        if (!found_.time && Lower(found_.titles[i]) == name) found_.time = i;
    for (size_t i = 0; i < found_.titles.size() && !found_.time && !rows_.empty(); ++i) {
      const std::string& cell = rows_[0][i];
      const auto number = ParseFloat(cell);
      if (number ? LooksLikeEpoch(*number) && i == 0 : LooksLikeDate(cell)) found_.time = i;
    }
    if (found_.time) taken_[*found_.time] = true;
    return Ok();
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
      } else if (Lower(found_.titles[column]) == kValue || found_.name) {
        series = model::Labels();
      }
      found_.values.push_back({column, std::move(series)});
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
      if (taken_[i] || Lower(found_.titles[i]) != kValue) continue;
      found_.values = {{i, model::Labels()}};
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
      size_t numbers = 0;
      size_t words = 0;
      for (const TableRow& row : rows_) {
        double value = 0;
        if (!IsAbsent(row[i])) ++(numbers_.Read(row[i], value) ? numbers : words);
      }
      if (words > numbers) {
        AddLabel(i);
      } else if (values_named) {
        continue;  // numbers that were not asked for
      } else if (numbers > 0) {
        found_.values.push_back({i, SeriesOfTitle(found_.titles[i])});
      } else {
        found_.undecided.push_back(i);
      }
    }
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

bool IsData(const TableRow& first) {
  return !first.empty() && std::all_of(first.begin(), first.end(), [](const std::string& cell) {
    return ParseFloat(cell) || LooksLikeDate(cell);
  });
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
