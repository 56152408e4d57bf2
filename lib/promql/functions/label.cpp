// Functions of labels.
#include <algorithm>
#include <map>

#include "promql/function.h"
#include "promql/signatures.h"
#include "text/escape.h"
#include "text/regex.h"
#include "text/utf8.h"

#include <fmt/format.h>

namespace plumb::promql {

namespace {

Status CheckLabelName(const std::string& name, std::string_view role, std::string_view function) {
  if (!name.empty() && text::IsValidUtf8(name)) return Ok();
  return Error{Exit::kUsage,
               fmt::format("invalid {} label name in {}(): {}", role, function, name)};
}

void SetLabel(StepSeries& series, const std::string& name, std::string_view value) {
  series.labels = model::LabelsBuilder(series.labels).Set(name, value).Build();
  // A name that is given here is meant to stay.
  if (name == model::kMetricName) series.drop_name = false;
}

Result<StepVector> LabelReplace(VectorCall& call) {
  const std::string& target = call.strings[1];
  const std::string& replacement = call.strings[2];
  const std::string& source = call.strings[3];
  auto regex = text::Regex::Compile(call.strings[4]);
  if (!regex.ok())
    return Error{Exit::kUsage, fmt::format("invalid regular expression in label_replace(): {}: {}",
                                           call.strings[4], regex.error().message)};
  PLUMB_TRY(CheckLabelName(target, "destination", "label_replace"));
  StepVector result = std::move(call.vectors[0]);
  for (StepSeries& series : result) {
    const auto value = regex->Expand(series.labels.Get(source), replacement);
    if (value) SetLabel(series, target, *value);
  }
  return result;
}

Result<StepVector> LabelJoin(VectorCall& call) {
  const std::string& target = call.strings[1];
  const std::string& separator = call.strings[2];
  for (size_t i = 3; i < call.strings.size(); ++i)
    PLUMB_TRY(CheckLabelName(call.strings[i], "source", "label_join"));
  PLUMB_TRY(CheckLabelName(target, "destination", "label_join"));
  StepVector result = std::move(call.vectors[0]);
  for (StepSeries& series : result) {
    std::string joined;
    for (size_t i = 3; i < call.strings.size(); ++i) {
      if (i > 3) joined += separator;
      joined += series.labels.Get(call.strings[i]);
    }
    SetLabel(series, target, joined);
  }
  return result;
}

// --- info: adds the data labels of info metrics (target_info) to series of the same job, instance.
// ---

constexpr std::string_view kIdentifying[] = {"instance", "job"};

struct InfoSelector {
  model::Matchers name;     // of the info metrics
  model::Matchers data;     // of their labels
  bool names_some = false;  // it says which metrics are info metrics, not only which are not
};

bool Demands(const model::Matcher& matcher) {
  return matcher.op() == model::MatchOp::kEqual || matcher.op() == model::MatchOp::kRegex;
}

// Without a name it is target_info; where names are only excluded, it is any other metric that is
// called an info.
Result<InfoSelector> ReadInfoSelector(const VectorCall& call) {
  InfoSelector selector;
  if (call.selectors.size() > 1 && call.selectors[1] != nullptr) {
    for (const model::Matcher& matcher : *call.selectors[1])
      (matcher.name() == model::kMetricName ? selector.name : selector.data).push_back(matcher);
  }
  const bool excludes_only =
      !selector.name.empty() && std::none_of(selector.name.begin(), selector.name.end(), Demands);
  selector.names_some = !excludes_only;
  if (selector.name.empty() || excludes_only) {
    PLUMB_ASSIGN(
        model::Matcher matcher,
        model::Matcher::Make(std::string(model::kMetricName),
                             excludes_only ? model::MatchOp::kRegex : model::MatchOp::kEqual,
                             excludes_only ? ".+_info" : "target_info"));
    selector.name.push_back(std::move(matcher));
  }
  return selector;
}

bool AllMatch(const model::Matchers& matchers, std::string_view value) {
  return std::all_of(matchers.begin(), matchers.end(),
                     [&](const model::Matcher& m) { return m.Matches(value); });
}

// The identifying labels of a series, as a key.
std::string Identity(const model::Labels& labels) {
  std::string key;
  for (const std::string_view name : kIdentifying) {
    key += labels.Get(name);
    key += '\0';
  }
  return key;
}

// The newest info series of each metric at one step.
using InfoByMetric = std::map<std::string, const StepSeries*>;

Status PickInfo(const std::vector<const StepSeries*>& candidates, size_t step,
                InfoByMetric& picked) {
  picked.clear();
  for (const StepSeries* info : candidates) {
    const double time = info->values[step];
    if (IsAbsent(time)) continue;
    const StepSeries*& best = picked[std::string(info->labels.metric_name())];
    if (best != nullptr && best->values[step] == time)
      return Error{
          Exit::kUsage,
          fmt::format("found duplicate series for info metric: existing {} @ {}, new {} @ {}",
                      best->labels.ToString(), static_cast<int64_t>(time * 1000),
                      info->labels.ToString(), static_cast<int64_t>(time * 1000))};
    if (best == nullptr || best->values[step] < time) best = info;
  }
  return Ok();
}

// The labels of a series with those of its info series. Sets `keep` false where the selector
// demands a label and no info series has it.
Result<model::Labels> Enrich(const model::Labels& base, const InfoByMetric& infos,
                             const InfoSelector& selector, bool& keep) {
  model::LabelsBuilder labels(base);
  std::map<std::string, std::string, std::less<>> added;
  for (const auto& [metric, info] : infos) {
    for (const auto& [name, value] : info->labels) {
      if (name == model::kMetricName || base.Has(name)) continue;
      const bool asked =
          std::any_of(selector.data.begin(), selector.data.end(),
                      [&, n = name](const model::Matcher& m) { return m.name() == n; });
      if (!selector.data.empty() && !asked) continue;
      const auto [at, is_new] = added.try_emplace(std::string(name), value);
      if (!is_new && at->second != value)
        return Error{Exit::kUsage, fmt::format("conflicting label: {}", name)};
      labels.Set(name, value);
    }
  }
  keep = !infos.empty() || AllMatch(selector.data, "");
  return labels.Build();
}

// The series of one base series: its labels may differ from step to step as its info series change.
Status EnrichSeries(const StepSeries& base, const std::vector<const StepSeries*>& candidates,
                    const InfoSelector& selector, StepVector& out) {
  std::map<model::Labels, size_t> parts;
  InfoByMetric infos;
  for (size_t k = 0; k < base.values.size(); ++k) {
    if (!base.PresentAt(k)) continue;
    PLUMB_TRY(PickInfo(candidates, k, infos));
    bool keep = true;
    PLUMB_ASSIGN(model::Labels labels, Enrich(base.labels, infos, selector, keep));
    if (!keep) continue;
    const auto [at, is_new] = parts.try_emplace(labels, out.size());
    if (is_new)
      out.push_back({.labels = std::move(labels),
                     .values = std::vector<double>(base.values.size(), Absent()),
                     .drop_name = base.drop_name});
    out[at->second].CopyAt(k, base);
  }
  return Ok();
}

Result<StepVector> Info(VectorCall& call) {
  PLUMB_ASSIGN(const InfoSelector selector, ReadInfoSelector(call));
  model::Matchers matchers = selector.name;
  matchers.insert(matchers.end(), selector.data.begin(), selector.data.end());
  PLUMB_ASSIGN(const StepVector infos, call.SelectTimes(matchers));
  std::map<std::string, std::vector<const StepSeries*>> by_identity;
  for (const StepSeries& info : infos) by_identity[Identity(info.labels)].push_back(&info);

  StepVector result;
  const std::vector<const StepSeries*> none;
  for (StepSeries& base : call.vectors[0]) {
    // Info series themselves stay as they are.
    if (selector.names_some && AllMatch(selector.name, base.labels.metric_name())) {
      result.push_back(std::move(base));
      continue;
    }
    const bool identified = base.labels.Has("instance") || base.labels.Has("job");
    const auto found = by_identity.find(Identity(base.labels));
    PLUMB_TRY(EnrichSeries(base, identified && found != by_identity.end() ? found->second : none,
                           selector, result));
  }
  return result;
}

constexpr ResultType kReplaceArgs[] = {ResultType::kVector, ResultType::kString,
                                       ResultType::kString, ResultType::kString,
                                       ResultType::kString};
constexpr ResultType kJoinArgs[] = {ResultType::kVector, ResultType::kString, ResultType::kString,
                                    ResultType::kString};
constexpr ResultType kInfoArgs[] = {ResultType::kVector, ResultType::kVector};

constexpr FunctionRow kRows[] = {
    {.name = "info",
     .args = kInfoArgs,
     .variadic = 1,
     .keeps_name = true,
     .experimental = true,
     .selector_arg = 1,
     .help = "adds labels of info metrics (target_info) with the same job and instance",
     .example = "info(vector(1)) => 1",
     .takes_histograms = true,
     .vector = Info},
    {.name = "label_join",
     .args = kJoinArgs,
     .variadic = -1,
     .keeps_name = true,
     .help = "sets a label to the values of others, joined: label_join(v, target, separator, …)",
     .example = "label_join(vector(1), \"a\", \"-\", \"b\", \"c\") => {a=\"-\"} 1",
     .takes_histograms = true,
     .vector = LabelJoin},
    {.name = "label_replace",
     .args = kReplaceArgs,
     .keeps_name = true,
     .help = "sets a label by a regular expression: label_replace(v, target, replacement, source, "
             "regex)",
     .example = "label_replace(vector(1), \"a\", \"x$1\", \"b\", \"(.*)\") => {a=\"x\"} 1",
     .takes_histograms = true,
     .vector = LabelReplace},
};

}  // namespace

extern const FunctionFamily functions_label;
const FunctionFamily functions_label = {.title = "Labels", .rows = kRows};

}  // namespace plumb::promql
