// md: a Markdown table, for tickets and reports.
#include "formats/output.h"
#include "formats/result_table.h"

namespace plumb::formats {

namespace {

void AppendCell(std::string& text, std::string_view cell) {
  text += " ";
  for (const char c : cell) {
    // A bar ends a cell and a newline the table; the rest is the reader's Markdown.
    if (c == '|' || c == '\\') text.push_back('\\');
    text += c == '\n' ? "<br>" : std::string(1, c);
  }
  text += " |";
}

Status WriteTable(const model::Table& table, const Output& output) {
  std::string text;
  if (!output.options.no_header) {
    text += "|";
    for (const model::TableColumn& column : table.columns) AppendCell(text, column.title);
    text += "\n|";
    for (const model::TableColumn& column : table.columns) text += column.right ? "---:|" : "---|";
    text.push_back('\n');
  }
  for (const auto& row : table.rows) {
    text += "|";
    for (const std::string& cell : row) AppendCell(text, cell);
    text.push_back('\n');
  }
  return output.out.Write(text);
}

}  // namespace

extern const OutputFormat output_md = {
    .name = "md",
    .help = "a Markdown table",
    .extensions = {"md"},
    .write_result =
        [](const model::QueryResult& result, const Output& output) {
          return WriteTable(ResultTable(result, output.options), output);
        },
    .write_listing = [](const Listing& listing,
                        const Output& output) { return WriteTable(ToTable(listing), output); }};

}  // namespace plumb::formats
