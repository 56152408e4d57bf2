// table: columns for people, no wider than the terminal where that can be.
#include <algorithm>

#include "formats/output.h"
#include "formats/result_table.h"
#include "text/escape.h"
#include "text/utf8.h"

namespace plumb::formats {

namespace {

constexpr std::string_view kGap = "  ";
constexpr size_t kLeastWidth = 6;  // columns are not cut narrower than this

std::vector<size_t> WidthsOf(const model::Table& table, bool header) {
  std::vector<size_t> widths;
  for (const model::TableColumn& column : table.columns)
    widths.push_back(header ? text::DisplayWidth(column.title) : 0);
  for (const auto& row : table.rows)
    for (size_t c = 0; c < widths.size() && c < row.size(); ++c)
      widths[c] = std::max(widths[c], text::DisplayWidth(row[c]));
  return widths;
}

// Takes cells from the widest text column until the row fits; numbers are never cut.
void Shrink(std::vector<size_t>& widths, const model::Table& table, size_t limit) {
  if (limit == 0) return;
  for (;;) {
    size_t total = kGap.size() * (widths.empty() ? 0 : widths.size() - 1);
    size_t widest = widths.size();
    for (size_t c = 0; c < widths.size(); ++c) {
      total += widths[c];
      if (table.columns[c].right || table.columns[c].title.empty()) continue;
      if (widest == widths.size() || widths[c] > widths[widest]) widest = c;
    }
    if (total <= limit || widest == widths.size() || widths[widest] <= kLeastWidth) return;
    --widths[widest];
  }
}

std::string Fit(const std::string& cell, size_t width, bool right, bool last) {
  const std::string cut =
      text::DisplayWidth(cell) > width ? text::TruncateMiddle(cell, width) : cell;
  if (right) return text::PadLeft(cut, width);
  return last ? cut : text::PadRight(cut, width);
}

void AppendRow(std::string& text, const std::vector<std::string>& row, const model::Table& table,
               const std::vector<size_t>& widths) {
  std::string line;
  for (size_t c = 0; c < widths.size(); ++c) {
    if (c > 0) line += kGap;
    line += Fit(c < row.size() ? row[c] : "", widths[c], table.columns[c].right,
                c + 1 == widths.size());
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  text += line;
  text.push_back('\n');
}

Status WriteTable(const model::Table& table, const Output& output) {
  const bool header = !output.options.no_header && !table.rows.empty();
  std::vector<size_t> widths = WidthsOf(table, header);
  Shrink(widths, table, output.options.width);
  std::string text;
  if (header) {
    std::vector<std::string> titles;
    for (const model::TableColumn& column : table.columns) titles.push_back(column.title);
    if (output.options.color) text += "\x1b[1m";
    AppendRow(text, titles, table, widths);
    if (output.options.color) text.insert(text.size() - 1, "\x1b[0m");
  }
  for (const auto& row : table.rows) AppendRow(text, row, table, widths);
  return output.out.Write(text);
}

}  // namespace

extern const OutputFormat output_table = {
    .name = "table",
    .help = "columns for people; a range is a row a series with a sparkline",
    .extensions = {},
    .write_result =
        [](const model::QueryResult& result, const Output& output) {
          return WriteTable(ResultTable(result, output.options), output);
        },
    .write_listing =
        [](const Listing& listing, const Output& output) {
          model::Table table = ToTable(listing);
          for (auto& row : table.rows)
            for (std::string& cell : row) cell = text::ForTerminal(cell);
          return WriteTable(table, output);
        }};

}  // namespace plumb::formats
