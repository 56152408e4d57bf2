// json: all that is known, for scripts. Numbers are numbers, but "NaN", "+Inf" and "-Inf"; times
// are RFC 3339 in UTC.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "report/format.h"
#include "text/escape.h"

namespace plumb::report {

namespace {

std::string_view OutcomeName(const Verdict& verdict) {
  switch (verdict.outcome) {
    case Outcome::kPass:
      return "pass";
    case Outcome::kBreach:
      return "breach";
    case Outcome::kNoData:
      return "nodata";
    case Outcome::kError:
      break;
  }
  return "error";
}

// Members of one object, one after the other.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  std::string& Key(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    text::AppendJsonString(out_, key);
    out_ += ':';
    return out_;
  }
  void Text(std::string_view key, std::string_view value) {
    text::AppendJsonString(Key(key), value);
  }
  void TextIfAny(std::string_view key, std::string_view value) {
    if (!value.empty()) Text(key, value);
  }
  void Number(std::string_view key, double value) {
    if (std::isfinite(value))
      AppendJson(Key(key), value);
    else
      Text(key, FormatGeneral(value));
  }
  void Count(std::string_view key, size_t value) {
    AppendInt(Key(key), static_cast<int64_t>(value));
  }
  void Bool(std::string_view key, bool value) { Key(key) += value ? "true" : "false"; }
  void Time(std::string_view key, Timestamp time) {
    Text(key, FormatRfc3339(time, TimeZone::Utc()));
  }
  void End() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

void AppendElement(std::string& text, const Element& element) {
  Object object(text);
  Object labels(object.Key("metric"));
  for (const model::LabelView label : element.labels) labels.Text(label.name, label.value);
  labels.End();
  object.Number("value", element.value);
  if (element.threshold) object.Number("threshold", *element.threshold);
  if (std::isfinite(element.distance)) object.Number("distance", element.distance);
  object.Time("time", element.time);
  object.Text("says", element.says);
  if (element.since) {
    object.Time("since", element.since->time);
    object.Bool("or_longer", element.since->or_longer);
  }
  if (element.history) {
    object.Time("first", element.history->first);
    object.Count("failed_steps", element.history->failed);
    object.Count("steps", element.history->steps);
    object.Bool("at_end", element.history->at_end);
  }
  object.End();
}

void AppendVerdict(std::string& text, const Verdict& verdict) {
  Object object(text);
  object.Text("name", verdict.name);
  object.Text("expr", verdict.expression);
  object.TextIfAny("file", verdict.place.file);
  if (!verdict.place.file.empty()) object.Count("line", verdict.place.line);
  object.Text("outcome", OutcomeName(verdict));
  object.Text("severity", IsFailure(verdict) ? "error" : IsWarning(verdict) ? "warning" : "none");
  object.TextIfAny("reason", verdict.reason);
  object.TextIfAny("cure", verdict.cure);
  object.Count("elements", verdict.elements.size());
  object.Count("failed", verdict.failed);
  object.Key("failing") += '[';
  for (size_t i = 0; i < verdict.failed; ++i) {
    if (i > 0) text += ',';
    AppendElement(text, verdict.elements[i]);
  }
  text += ']';
  object.Key("notes") += '[';
  for (size_t i = 0; i < verdict.notes.size(); ++i) {
    if (i > 0) text += ',';
    text::AppendJsonString(text, verdict.notes[i]);
  }
  text += ']';
  object.Number("seconds", verdict.seconds);
  object.End();
}

Status Write(const Report& report, const WriteOptions&, ByteOutput& out) {
  std::string text;
  Object object(text);
  object.Count("exit", static_cast<size_t>(ExitOf(report)));
  object.Text("source", report.source);
  object.TextIfAny("remark", report.remark);
  object.Time("start", report.start);
  object.Time("end", report.end);
  object.Number("step", static_cast<double>(report.step) / 1000);
  object.Key("expectations") += '[';
  for (size_t i = 0; i < report.verdicts.size(); ++i) {
    text += i > 0 ? ",\n" : "\n";
    AppendVerdict(text, report.verdicts[i]);
  }
  text += "\n]";
  object.End();
  return out.Write(text + "\n");
}

}  // namespace

extern const Format report_json = {
    .name = "json",
    .help = "all that is known, for scripts",
    .extension = "json",
    .write = Write,
};

}  // namespace plumb::report
