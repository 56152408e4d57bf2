#include "query/explanation_json.h"

#include <fmt/core.h>

#include "formats/json_text.h"
#include "text/escape.h"

namespace plumb::query {

namespace {

void AppendSeconds(std::string& out, std::string_view key, int64_t ns) {
  out += fmt::format("\"{}\":{:.9f}", key, static_cast<double>(ns) / 1e9);
}

void AppendNode(std::string& out, const ExplainedNode& node) {
  out += fmt::format("{{\"depth\":{},\"node\":", node.depth);
  text::AppendJsonString(out, node.says);
  out += fmt::format(
      ",\"steps\":{},\"once\":{},\"kept\":{},\"seriesIn\":{},\"seriesOut\":{},\"samples\":{},"
      "\"rows\":{},\"segments\":{},\"bytes\":{},",
      node.steps, node.once, node.kept, node.series_in, node.series_out, node.samples,
      node.read.rows, node.read.segments, node.read.bytes);
  AppendSeconds(out, "self", node.self_ns);
  out += ',';
  AppendSeconds(out, "total", node.total_ns);
  out += ',';
  AppendSeconds(out, "select", node.select_ns);
  out += ',';
  AppendSeconds(out, "read", node.read_ns);
  out += '}';
}

void AppendFinding(std::string& out, const Finding& finding) {
  out += fmt::format("{{\"kind\":\"{}\",\"node\":", FindingKindText(finding.kind));
  text::AppendJsonString(out, finding.node);
  out += ",\"series\":";
  text::AppendJsonString(out, finding.series);
  out += ",\"text\":";
  text::AppendJsonString(out, finding.says);
  out += '}';
}

template <typename List, typename Append>
void AppendList(std::string& out, std::string_view key, const List& list, Append append) {
  out += fmt::format(",\"{}\":[", key);
  for (const auto& item : list) {
    if (&item != &list.front()) out += ',';
    append(out, item);
  }
  out += ']';
}

}  // namespace

Status WriteExplanationJson(const Explanation& explanation, ByteOutput& out) {
  std::string text = "{\"query\":";
  text::AppendJsonString(text, explanation.expression);
  const auto time = [&text](std::string_view key, Timestamp t) {
    text += fmt::format(",\"{}\":", key);
    formats::AppendJsonTime(text, t);
  };
  time("start", explanation.start);
  time("end", explanation.end);
  time("step", explanation.step);
  time("at", explanation.at);
  text += fmt::format(",\"series\":{}", explanation.result.series.size());
  AppendList(text, "nodes", explanation.nodes, AppendNode);
  AppendList(text, "findings", explanation.findings, AppendFinding);
  text += ",\"timings\":{";
  AppendSeconds(text, "open", explanation.open_ns);
  text += ',';
  AppendSeconds(text, "evaluate", explanation.evaluate_ns);
  text += ',';
  AppendSeconds(text, "write", explanation.write_ns);
  text += '}';
  AppendList(text, "annotations", explanation.result.annotations,
             [](std::string& to, const model::Annotation& annotation) {
               text::AppendJsonString(to, annotation.text);
             });
  return out.Write(text + "}\n");
}

}  // namespace plumb::query
