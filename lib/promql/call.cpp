#include "promql/call.h"

#include "promql/quantile.h"
#include "promql/range_call.h"
#include "promql/selection.h"

#include <algorithm>

namespace plumb::promql {

namespace {

// The scalar arguments of a call, in order.
Result<std::vector<std::vector<double>>> EvaluateScalars(Evaluation& evaluation, const Call& call,
                                                         const Steps& steps) {
  std::vector<std::vector<double>> scalars;
  for (const ExprPtr& arg : call.args) {
    if (TypeOf(*arg) != ResultType::kScalar) continue;
    PLUMB_ASSIGN(std::vector<double> values, EvaluateScalar(evaluation, *arg, steps));
    scalars.push_back(std::move(values));
  }
  return scalars;
}

void CheckQuantiles(Evaluation& evaluation, const Call& call,
                    const std::vector<double>& quantiles) {
  const Expr& arg = *call.args[static_cast<size_t>(call.function->quantile_arg)];
  for (const double phi : quantiles)
    if (IsBadQuantile(phi)) evaluation.annotations.Warn(BadQuantileText(phi), arg.place);
}

std::vector<double> TimesInSeconds(const Steps& steps) {
  std::vector<double> times(steps.count);
  for (size_t k = 0; k < times.size(); ++k) times[k] = static_cast<double>(steps.At(k)) / 1000;
  return times;
}

// --- value shape: one vector, sample by sample ---

// The scalars at each step, side by side, with the default where the optional one is missing.
std::vector<double> InterleaveScalars(const FunctionRow& row,
                                      const std::vector<std::vector<double>>& scalars,
                                      const Steps& steps) {
  const size_t width = std::max<size_t>(scalars.size(), 1);
  std::vector<double> interleaved(width * steps.count, row.default_scalar);
  for (size_t i = 0; i < scalars.size(); ++i)
    for (size_t k = 0; k < steps.count; ++k) interleaved[k * width + i] = scalars[i][k];
  return interleaved;
}

void ApplyToFloats(const FunctionRow& row, const std::vector<double>& scalars, size_t width,
                   std::vector<double>& values) {
  for (size_t k = 0; k < values.size(); ++k) {
    if (IsAbsent(values[k])) continue;
    values[k] = row.plain != nullptr ? row.plain(values[k])
                                     : row.value(values[k], scalars.data() + k * width);
  }
}

void ApplyValue(const FunctionRow& row, const std::vector<double>& scalars, size_t width,
                StepSeries& series) {
  if (row.plain != nullptr || row.value != nullptr) {
    ApplyToFloats(row, scalars, width, series.values);
  } else {
    std::fill(series.values.begin(), series.values.end(), Absent());
  }
  if (row.histogram_value != nullptr)
    for (size_t k = 0; k < series.values.size(); ++k)
      if (const HistogramPtr& histogram = series.HistogramAt(k))
        series.values[k] = row.histogram_value(*histogram);
  series.histograms.clear();
}

// The samples a value function is given.
Status StreamArgument(Evaluation& evaluation, const Call& call, const Steps& steps,
                      const SeriesSink& sink) {
  const FunctionRow& row = *call.function;
  if (call.args.empty()) return sink({.labels = {}, .values = TimesInSeconds(steps)});
  const Expr& arg = *call.args[0];
  if (row.reads == Reads::kValues) return StreamVector(evaluation, arg, steps, sink);
  if (const auto* selector = As<VectorSelector>(WithoutParens(arg)))
    return StreamSelector(evaluation, *selector, steps, row.reads, sink);
  if (row.reads == Reads::kStartTimes) return Ok();
  const std::vector<double> times = TimesInSeconds(steps);
  return StreamVector(evaluation, arg, steps, [&](StepSeries&& series) {
    for (size_t k = 0; k < times.size(); ++k)
      if (series.PresentAt(k)) series.values[k] = times[k];
    return sink(std::move(series));
  });
}

Status StreamValues(Evaluation& evaluation, const Call& call, const Steps& steps,
                    const SeriesSink& sink) {
  const FunctionRow& row = *call.function;
  PLUMB_ASSIGN(const auto scalars, EvaluateScalars(evaluation, call, steps));
  const std::vector<double> interleaved = InterleaveScalars(row, scalars, steps);
  const bool may_collide =
      !evaluation.options.delayed_name_removal && !call.args.empty() && NamesVary(*call.args[0]);
  MergingSink merging(evaluation, sink, may_collide);
  PLUMB_TRY(StreamArgument(evaluation, call, steps, [&](StepSeries&& series) {
    ApplyValue(row, interleaved, std::max<size_t>(scalars.size(), 1), series);
    DropName(evaluation, series);
    return merging.Add(std::move(series));
  }));
  return merging.Flush();
}

// --- scalar shape ---

Status StreamScalar(Evaluation& evaluation, const Call& call, const Steps& steps,
                    const SeriesSink& sink) {
  PLUMB_ASSIGN(const auto scalars, EvaluateScalars(evaluation, call, steps));
  std::vector<double> arguments(scalars.size());
  std::vector<double> values(steps.count);
  for (size_t k = 0; k < steps.count; ++k) {
    for (size_t i = 0; i < scalars.size(); ++i) arguments[i] = scalars[i][k];
    values[k] = call.function->scalar(evaluation.ContextAt(steps.At(k)), arguments.data());
  }
  return sink({.labels = {}, .values = std::move(values)});
}

// --- vector shape: whole vectors ---

const VectorSelector* SelectorIn(const Expr& expr) {
  const Expr& inner = WithoutParens(expr);
  if (const auto* matrix = As<MatrixSelector>(inner)) return &matrix->selector;
  return As<VectorSelector>(inner);
}

// Where the first selector in an expression looks, through the offsets and @ of subqueries around
// it. Sets `found`.
Result<LookTimes> FirstLook(const Evaluation& evaluation, const Expr& expr, LookTimes from,
                            bool& found) {
  const VectorSelector* selector = SelectorIn(expr);
  const auto* subquery = As<Subquery>(expr);
  const TimeShift* shift = selector != nullptr   ? &selector->shift
                           : subquery != nullptr ? &subquery->shift
                                                 : nullptr;
  found = selector != nullptr;
  if (shift != nullptr) {
    const Steps base{.start = from.first, .step = from.step};
    PLUMB_ASSIGN(from, ResolveShift(evaluation, *shift, base));
  }
  if (found) return from;
  Result<LookTimes> look = from;
  ForEachChild(expr, [&](const Expr& child) {
    if (!found && look.ok()) look = FirstLook(evaluation, child, from, found);
  });
  return look;
}

class EvaluatedCall : public VectorCall {
 public:
  EvaluatedCall(Evaluation& evaluation, const Call& call, const Steps& at)
      : evaluation_(evaluation), call_(call), lease_(evaluation.memory) {
    steps = at;
    const size_t count = call.args.size();
    vectors.resize(count);
    scalars.resize(count);
    strings.resize(count);
    selectors.resize(count, nullptr);
    instant = evaluation.params.step == 0;
    delayed_name_removal = evaluation.options.delayed_name_removal;
  }

  Status EvaluateArguments() {
    for (size_t i = 0; i < call_.args.size(); ++i) PLUMB_TRY(EvaluateArgument(i));
    return Ok();
  }

  void Warn(size_t argument, std::string text) override {
    evaluation_.annotations.Warn(text, call_.args[argument]->place);
  }
  void Inform(size_t argument, std::string text) override {
    evaluation_.annotations.Inform(text, call_.args[argument]->place);
  }
  void WarnOfCall(std::string text) override { evaluation_.annotations.Warn(text, call_.place); }

  Result<StepVector> SelectTimes(const model::Matchers& matchers) override {
    bool any = false;
    PLUMB_ASSIGN(LookTimes look,
                 FirstLook(evaluation_, *call_.args[0], {steps.start, steps.step}, any));
    if (!any) look = {steps.start, steps.step};
    StepVector found;
    const auto keep = [&](StepSeries&& series) -> Status {
      if (series.AnyHistogram())
        return Error{Exit::kUsage, "this should be an info metric, with float samples: " +
                                       series.labels.ToString()};
      return Keep(std::move(series), found);
    };
    PLUMB_TRY(StreamMatchers(evaluation_, matchers, look, steps, Reads::kFloatTimes, keep));
    return found;
  }

 private:
  Status Keep(StepSeries series, StepVector& into) {
    PLUMB_TRY(lease_.Take(series));
    into.push_back(std::move(series));
    return Ok();
  }

  Status EvaluateArgument(size_t i) {
    const Expr& arg = *call_.args[i];
    if (const VectorSelector* selector = SelectorIn(arg)) selectors[i] = &selector->matchers;
    const auto keep = [this, i](StepSeries&& series) {
      if (!call_.function->takes_histograms) series.histograms.clear();
      return Keep(std::move(series), vectors[i]);
    };
    switch (TypeOf(arg)) {
      case ResultType::kScalar: {
        PLUMB_ASSIGN(scalars[i], EvaluateScalar(evaluation_, arg, steps));
        return Ok();
      }
      case ResultType::kString:
        strings[i] = As<StringLiteral>(WithoutParens(arg))->value;
        return Ok();
      case ResultType::kMatrix:
        return StreamRangeCall(evaluation_, call_, {}, steps, keep);
      case ResultType::kVector:
        break;
    }
    if (const auto* selector = As<VectorSelector>(arg);
        selector != nullptr && selector->labels_only)
      return Ok();
    return StreamVector(evaluation_, arg, steps, keep);
  }

  Evaluation& evaluation_;
  const Call& call_;
  MemoryLease lease_;
};

Status StreamWhole(Evaluation& evaluation, const Call& call, const Steps& steps,
                   const SeriesSink& sink) {
  const FunctionRow& row = *call.function;
  EvaluatedCall evaluated(evaluation, call, steps);
  PLUMB_TRY(evaluated.EvaluateArguments());
  if (row.quantile_arg >= 0)
    CheckQuantiles(evaluation, call, evaluated.scalars[static_cast<size_t>(row.quantile_arg)]);
  PLUMB_ASSIGN(StepVector result, row.vector(evaluated));
  if (!row.keeps_name)
    for (StepSeries& series : result) DropName(evaluation, series);
  // Functions may make labels equal: also those that keep the name, by rewriting labels.
  if (row.keeps_name || !evaluation.options.delayed_name_removal)
    PLUMB_TRY(MergeEqualLabels(result));
  for (StepSeries& series : result) PLUMB_TRY(sink(std::move(series)));
  return Ok();
}

Status StreamWindows(Evaluation& evaluation, const Call& call, const Steps& steps,
                     const SeriesSink& sink) {
  PLUMB_ASSIGN(const auto scalars, EvaluateScalars(evaluation, call, steps));
  bool any = false;
  PLUMB_TRY(StreamRangeCall(evaluation, call, scalars, steps, [&](StepSeries&& series) {
    any = true;
    return sink(std::move(series));
  }));
  if (any && call.function->quantile_arg >= 0) CheckQuantiles(evaluation, call, scalars[0]);
  return Ok();
}

}  // namespace

Status StreamCall(Evaluation& evaluation, const Call& call, const Steps& steps,
                  const SeriesSink& sink) {
  const FunctionRow& row = *call.function;
  if (row.vector != nullptr) return StreamWhole(evaluation, call, steps, sink);
  if (row.window != nullptr) return StreamWindows(evaluation, call, steps, sink);
  if (row.scalar != nullptr) return StreamScalar(evaluation, call, steps, sink);
  return StreamValues(evaluation, call, steps, sink);
}

}  // namespace plumb::promql
