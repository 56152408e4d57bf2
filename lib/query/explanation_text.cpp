#include "query/explanation_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/byte_size.h"
#include "text/escape.h"

namespace plumb::query {

namespace {

std::string TimeText(int64_t ns) {
  if (ns >= 1'000'000'000) return fmt::format("{:.2f} s", static_cast<double>(ns) / 1e9);
  if (ns >= 10'000'000) return fmt::format("{:.0f} ms", static_cast<double>(ns) / 1e6);
  if (ns >= 1'000'000) return fmt::format("{:.1f} ms", static_cast<double>(ns) / 1e6);
  return fmt::format("{} µs", (ns + 500) / 1000);
}

// "1 row", "3 segments", joined; "" for nothing.
std::string ReadText(const model::ReadCost& read) {
  if (read.bytes == 0) return "";
  const auto count = [](uint64_t n, std::string_view what) {
    return n == 0 ? "" : fmt::format("{} {}{}, ", n, what, n == 1 ? "" : "s");
  };
  return count(read.rows, "row") + count(read.segments, "segment") + ByteSizeText(read.bytes);
}

std::string StepsText(const ExplainedNode& node) {
  if (node.kept) return "kept";
  if (node.steps == 0) return "";
  return node.once ? "once" : std::to_string(node.steps);
}

model::Table ToTable(const Explanation& explanation) {
  model::Table table;
  table.columns = {{.title = "node"},
                   {.title = "steps", .right = true},
                   {.title = "in", .right = true},
                   {.title = "out", .right = true},
                   {.title = "samples", .right = true},
                   {.title = "self", .right = true},
                   {.title = "total", .right = true},
                   {.title = "read"}};
  for (const ExplainedNode& node : explanation.nodes) {
    const bool selector = node.selected > 0 || node.read_ns > 0;
    table.rows.push_back({std::string(2 * node.depth, ' ') + text::ForTerminal(node.says),
                          StepsText(node), std::to_string(node.series_in),
                          std::to_string(node.series_out), std::to_string(node.samples),
                          TimeText(node.self_ns), TimeText(node.total_ns),
                          selector ? ReadText(node.read) : ""});
  }
  return table;
}

std::string PhasesText(const Explanation& explanation) {
  int64_t select = 0;
  int64_t read = 0;
  for (const ExplainedNode& node : explanation.nodes) {
    select += node.select_ns;
    read += node.read_ns;
  }
  return fmt::format("open {}, select {}, read and decode {}, compute {}, write {}\n",
                     TimeText(explanation.open_ns), TimeText(select), TimeText(read),
                     TimeText(std::max<int64_t>(explanation.evaluate_ns - select - read, 0)),
                     TimeText(explanation.write_ns));
}

std::string AnswerText(const Explanation& explanation) {
  size_t points = 0;
  for (const model::Series& series : explanation.result.series)
    points += series.times.size() + series.histograms.size();
  const size_t series = explanation.result.series.size();
  return fmt::format("answer: {} series, {} point{}\n", series, points, points == 1 ? "" : "s");
}

std::string FindingsText(const Explanation& explanation, const TimeZone& zone) {
  const CivilTime at = zone.ToCivil(explanation.at);
  std::string out =
      fmt::format("why, at {:04}-{:02}-{:02} {:02}:{:02}:{:02} {}:\n", at.year, at.month, at.day,
                  at.hour, at.minute, at.second, zone.Abbreviation(explanation.at));
  if (explanation.findings.empty()) return out + "  nothing is missing\n";
  const std::string* node = nullptr;
  for (const Finding& finding : explanation.findings) {
    if (node == nullptr || *node != finding.node)
      out += "  " + text::ForTerminal(finding.node) + "\n";
    node = &finding.node;
    out += "    ";
    if (!finding.series.empty()) out += text::ForTerminal(finding.series) + ": ";
    out += text::ForTerminal(finding.says) + "\n";
  }
  return out;
}

}  // namespace

Status WriteExplanation(const Explanation& explanation, const formats::Output& output) {
  PLUMB_ASSIGN(const auto* table, formats::FindOutputFormat("table"));
  PLUMB_TRY(table->write_listing(formats::Listing(ToTable(explanation)), output));
  PLUMB_TRY(output.out.Write(PhasesText(explanation)));
  PLUMB_TRY(output.out.Write(AnswerText(explanation) + "\n"));
  return output.out.Write(FindingsText(explanation, output.options.zone));
}

}  // namespace plumb::query
