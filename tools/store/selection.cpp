#include "tools/store/selection.h"

#include "base/time_words.h"
#include "promql/parser.h"

namespace plumb::store_tool {

namespace {

Result<Timestamp> ParseEdge(std::string_view option, const std::string& text,
                            const TimeContext& context, Timestamp otherwise) {
  if (text.empty()) return otherwise;
  auto time = ParseTime(text, context);
  if (!time) return Error{Exit::kUsage, time.error().message}.In(std::string(option));
  return *time;
}

}  // namespace

void DeclareSelection(cli::Declaration& d, SelectionOptions& o) {
  d.Argument("SELECTOR", o.selector, "of which series (default: all)").completion =
      cli::Completion::kMetric;
  d.Text("--from", o.from, "TIME", "samples from then on: -1h, yesterday, 2026-09-18 14:00");
  d.Text("--to", o.to, "TIME", "samples up to then");
  d.Text("--tz", o.zone, "ZONE", "time zone of time words");
}

Result<Selection> ParseSelection(const SelectionOptions& o, Timestamp now) {
  Selection selection;
  if (!o.selector.empty()) {
    PLUMB_ASSIGN(selection.matchers, promql::ParseSelector(o.selector));
  }
  TimeContext context{.now = now};
  PLUMB_ASSIGN(context.zone, TimeZone::Load(o.zone));
  PLUMB_ASSIGN(selection.range.from, ParseEdge("--from", o.from, context, model::kMinTime));
  PLUMB_ASSIGN(selection.range.to, ParseEdge("--to", o.to, context, model::kMaxTime));
  if (selection.range.from > selection.range.to)
    return Error{Exit::kUsage, "the range ends before it starts"};
  return selection;
}

}  // namespace plumb::store_tool
