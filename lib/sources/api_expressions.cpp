#include "sources/api_expressions.h"

#include <algorithm>
#include <unordered_map>

#include "base/number.h"
#include "formats/json_result.h"

namespace plumb::sources {

namespace {

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool IsWordPart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == ':';
}

// Whether `name()` stands in the text: one match in a string too many only leaves a range whole.
bool Calls(std::string_view text, std::string_view name) {
  for (size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    if (at > 0 && IsWordPart(text[at - 1])) continue;
    size_t next = at + name.size();
    while (next < text.size() && IsBlank(text[next])) ++next;
    if (next < text.size() && text[next] == '(') return true;
  }
  return false;
}

// `@ start()` and the like mean the whole range, and would mean each part of it.
bool KnowsItsRange(std::string_view text) {
  return Calls(text, "start") || Calls(text, "end") || Calls(text, "range");
}

// Appends a later part of a range to the earlier ones.
class Joined {
 public:
  explicit Joined(model::QueryResult& whole) : whole_(whole) {}

  void Add(model::QueryResult part) {
    for (model::Series& series : part.series) {
      const auto [at, added] = index_.try_emplace(series.labels, whole_.series.size());
      if (added)
        whole_.series.push_back(std::move(series));
      else
        Append(whole_.series[at->second], series);
    }
  }

 private:
  static void Append(model::Series& to, model::Series& from) {
    to.times.insert(to.times.end(), from.times.begin(), from.times.end());
    to.values.insert(to.values.end(), from.values.begin(), from.values.end());
    std::move(from.histograms.begin(), from.histograms.end(), std::back_inserter(to.histograms));
  }
  model::QueryResult& whole_;
  std::unordered_map<model::Labels, size_t, model::LabelsHash> index_;
};

class ApiExpressions : public model::ExpressionSource {
 public:
  explicit ApiExpressions(std::shared_ptr<const PrometheusApi> api) : api_(std::move(api)) {}

  Result<model::QueryResult> Evaluate(const model::ExpressionQuery& query) const override {
    model::QueryResult result;
    if (query.step > 0) {
      PLUMB_ASSIGN(result, EvaluateRange(query));
    } else {
      PLUMB_ASSIGN(result, EvaluateInstant(query));
    }
    result.expression = query.text;
    result.start = query.start;
    result.end = query.end;
    result.step = query.step;
    return result;
  }

 private:
  // What both kinds of query say.
  fetch::Form Parameters(const model::ExpressionQuery& query) const {
    fetch::Form form = {{"query", query.text}};
    if (query.lookback > 0) {
      std::string seconds = Seconds(query.lookback);
      form.emplace_back("lookback_delta", seconds);
      form.emplace_back("max_lookback", std::move(seconds));  // VictoriaMetrics' name for it
    }
    if (api_->timeout() > 0) form.emplace_back("timeout", Seconds(api_->timeout()));
    // VictoriaMetrics moves times to multiples of the step, and hides the last 30 s, unless told.
    form.emplace_back("nocache", "1");
    return form;
  }

  static std::string Seconds(DurationMs duration) {
    return FormatFixed(static_cast<double>(duration) / 1000);
  }

  Result<model::QueryResult> EvaluateInstant(const model::ExpressionQuery& query) const {
    fetch::Form form = Parameters(query);
    form.emplace_back("time", ApiTime(query.start));
    return Get("query", form, nullptr);
  }

  Result<model::QueryResult> EvaluateRange(const model::ExpressionQuery& query) const {
    const int64_t steps = KnowsItsRange(query.text) ? INT64_MAX : kMaxSteps;
    model::QueryResult whole{.type = model::ResultType::kMatrix};
    Joined joined(whole);
    uint64_t taken = 0;
    for (Timestamp start = query.start; start <= query.end;) {
      const int64_t left = (query.end - start) / query.step;
      const Timestamp end = left < steps ? query.end : start + (steps - 1) * query.step;
      fetch::Form form = Parameters(query);
      form.emplace_back("start", ApiTime(start));
      form.emplace_back("end", ApiTime(end));
      form.emplace_back("step", Seconds(query.step));
      PLUMB_ASSIGN(auto part, Get("query_range", form, &taken));
      AddAnnotations(part.annotations, whole.annotations);
      joined.Add(std::move(part));
      start = end + query.step;
    }
    std::sort(whole.series.begin(), whole.series.end(),
              [](const model::Series& a, const model::Series& b) { return a.labels < b.labels; });
    return whole;
  }

  // The same remark of several parts is one.
  static void AddAnnotations(const std::vector<model::Annotation>& from,
                             std::vector<model::Annotation>& to) {
    for (const model::Annotation& annotation : from)
      if (std::find(to.begin(), to.end(), annotation) == to.end()) to.push_back(annotation);
  }

  Result<model::QueryResult> Get(const std::string& path, const fetch::Form& form,
                                 uint64_t* taken) const {
    PLUMB_ASSIGN(auto answer, api_->Ask(PrometheusApi::Method::kPost, path, form,
                                        taken == nullptr ? 0 : *taken));
    if (taken != nullptr) *taken += answer.bytes;
    auto result = formats::ReadJsonResult(answer.data());
    if (!result.ok()) return result.error().In(api_->name());
    result->annotations = std::move(answer.annotations);
    return result;
  }

  std::shared_ptr<const PrometheusApi> api_;
};

}  // namespace

std::unique_ptr<model::ExpressionSource> MakeApiExpressions(
    std::shared_ptr<const PrometheusApi> api) {
  return std::make_unique<ApiExpressions>(std::move(api));
}

}  // namespace plumb::sources
