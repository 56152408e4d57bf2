#include "formats/delimited_input.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>

#include "base/number.h"
#include "base/time_words.h"
#include "formats/line_parser.h"
#include "formats/number_scan.h"
#include "model/histogram_text.h"

namespace plumb::formats {

namespace {

constexpr std::string_view kValue = "value";
constexpr std::array<std::string_view, 7> kTimeNames = {"time", "timestamp", "date", "datetime",
                                                        "ts",   "_time",     "t"};

struct Row {
  size_t line = 0;
  std::vector<std::string> cells;
};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

// Epoch times of our century, in seconds and in milliseconds: what a column of numbers must hold to
// be taken for times though no name says so.
bool LooksLikeEpoch(double t) {
  return (t >= 1e9 && t < 1e10) || (t >= 1e12 && t < 1e13);
}

bool LooksLikeDate(std::string_view cell) {
  return cell.size() >= 10 && IsDigit(cell[0]) && IsDigit(cell[3]) && cell[4] == '-' &&
         cell[7] == '-';
}

// What the columns mean.
struct Layout {
  std::vector<std::string> titles;
  std::optional<size_t> time;
  std::optional<size_t> value;  // long form
  std::vector<size_t> labels;
  std::vector<size_t> numbers;        // wide form
  std::vector<model::Labels> series;  // of the numbers, one each
};

class Reader {
 public:
  Reader(const ReadOptions& options, ReadInput& input)
      : input_(input), times_{.now = options.now, .zone = options.zone} {}

  void Read(std::string_view text, char separator) {
    size_t line = 1;
    std::vector<std::string> titles = TakeRecord(text, separator, line);
    std::vector<Row> rows;
    if (!titles.empty() && IsRowOfNumbers(titles)) {
      rows.push_back({1, titles});
      for (size_t i = 0; i < titles.size(); ++i) titles[i] = fmt::format("column {}", i + 1);
    }
    while (!text.empty()) {
      const size_t first = line;
      Row row{first, TakeRecord(text, separator, line)};
      if (row.cells.size() == 1 && row.cells[0].empty()) continue;
      if (row.cells.size() != titles.size()) {
        input_.rejects.Add(
            first, 1, fmt::format("expected {} fields, got {}", titles.size(), row.cells.size()),
            row.cells[0]);
        continue;
      }
      rows.push_back(std::move(row));
    }
    layout_.titles = std::move(titles);
    FindTime(rows);
    FindColumns(rows);
    input_.index_axis = !layout_.time;
    for (size_t i = 0; i < rows.size(); ++i) ReadRow(rows[i], static_cast<Timestamp>(i));
  }

 private:
  static bool IsRowOfNumbers(const std::vector<std::string>& cells) {
    return std::all_of(cells.begin(), cells.end(),
                       [](const std::string& cell) { return ParseFloat(cell).has_value(); });
  }

  // Most cells decide: one "n/a" must not make a label of a column of numbers, and so take all of
  // its values away without a word. What is no number there is rejected.
  static bool IsNumeric(const std::vector<Row>& rows, size_t column) {
    size_t numbers = 0;
    size_t words = 0;
    for (const Row& row : rows) {
      const std::string& cell = row.cells[column];
      if (!cell.empty()) ++(ParseFloat(cell) ? numbers : words);
    }
    return numbers > words;
  }

  void FindTime(const std::vector<Row>& rows) {
    for (const std::string_view name : kTimeNames)
      for (size_t i = 0; i < layout_.titles.size(); ++i)
        if (!layout_.time && Lower(layout_.titles[i]) == name) layout_.time = i;
    if (layout_.time || rows.empty()) return;
    for (size_t i = 0; i < layout_.titles.size() && !layout_.time; ++i) {
      const std::string& cell = rows[0].cells[i];
      const auto number = ParseFloat(cell);
      if (number ? LooksLikeEpoch(*number) && i == 0 : LooksLikeDate(cell)) layout_.time = i;
    }
  }

  void FindColumns(const std::vector<Row>& rows) {
    for (size_t i = 0; i < layout_.titles.size(); ++i)
      if (layout_.time != i && Lower(layout_.titles[i]) == kValue) layout_.value = i;
    for (size_t i = 0; i < layout_.titles.size(); ++i) {
      if (layout_.time == i || layout_.value == i) continue;
      if (layout_.value || !IsNumeric(rows, i)) {
        layout_.labels.push_back(i);
      } else {
        layout_.numbers.push_back(i);
        layout_.series.push_back(SeriesOf(layout_.titles[i]));
      }
    }
  }

  // `name{label="x"}` as the series it says, any other title as a name.
  static model::Labels SeriesOf(const std::string& title) {
    LineParser parser(Level::kStream);
    if (parser.Parse(title + " 0") && !parser.sample().time) return parser.sample().labels;
    return model::Labels{{model::kMetricName, title}};
  }

  void Refuse(const Row& row, size_t column, std::string_view reason) {
    input_.rejects.Add(row.line, 1, fmt::format("column '{}': {}", layout_.titles[column], reason),
                       row.cells[column]);
  }

  void ReadRow(const Row& row, Timestamp index) {
    Timestamp time = index;
    if (layout_.time) {
      const auto parsed = ParseTime(row.cells[*layout_.time], times_);
      if (!parsed || *parsed > model::kMaxTime || *parsed < model::kMinTime)
        return Refuse(row, *layout_.time, "expected a time");
      time = *parsed;
    }
    model::LabelsBuilder own;
    for (const size_t i : layout_.labels)
      if (!layout_.titles[i].empty()) own.Set(layout_.titles[i], row.cells[i]);
    if (layout_.value) return AddValue(row, *layout_.value, own.Build(), time);
    for (size_t n = 0; n < layout_.numbers.size(); ++n) {
      const size_t column = layout_.numbers[n];
      if (row.cells[column].empty()) continue;
      if (layout_.labels.empty()) {
        AddValue(row, column, layout_.series[n], time);
        continue;
      }
      model::LabelsBuilder both = own;
      for (const model::LabelView label : layout_.series[n]) both.Set(label.name, label.value);
      AddValue(row, column, both.Build(), time);
    }
  }

  void AddValue(const Row& row, size_t column, const model::Labels& labels, Timestamp time) {
    const std::string& cell = row.cells[column];
    if (auto value = ParseFloat(cell)) {
      if (std::isnan(*value)) *value = std::bit_cast<double>(model::kNanBits);
      input_.source->Add(labels, time, *value);
    } else if (cell.starts_with("{{")) {
      auto histogram = model::ParseHistogram(cell);
      if (!histogram.ok()) return Refuse(row, column, histogram.error().message);
      input_.source->AddHistogram(labels, time, *std::move(histogram));
    } else if (!cell.empty()) {
      Refuse(row, column, "expected a number");
    }
  }

  ReadInput& input_;
  const TimeContext times_;
  Layout layout_;
};

}  // namespace

std::vector<std::string> TakeRecord(std::string_view& text, char separator, size_t& lines) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++lines;
    if (quoted) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        fields.back().push_back('"');
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else {
        fields.back().push_back(c);
      }
    } else if (c == '"' && fields.back().empty()) {
      quoted = true;
    } else if (c == separator) {
      fields.emplace_back();
    } else if (c == '\n') {
      break;
    } else if (!(c == '\r' && (i + 1 == text.size() || text[i + 1] == '\n'))) {
      fields.back().push_back(c);
    }
  }
  text.remove_prefix(std::min(i + 1, text.size()));
  return fields;
}

bool LooksDelimited(std::string_view head, char separator) {
  return head.substr(0, head.find('\n')).find(separator) != std::string_view::npos;
}

Status ReadDelimited(ByteInput& in, char separator, const ReadOptions& options, ReadInput& input) {
  PLUMB_ASSIGN(const std::string bytes, ReadAll(in));
  std::string_view text = bytes;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // byte order mark
  if (!text.empty()) Reader(options, input).Read(text, separator);
  return Ok();
}

}  // namespace plumb::formats
