// Any bytes as an expression, a selector and a series: no crash, and what is printed parses to the
// same.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/histogram_text.h"
#include "promql/parser.h"
#include "promql/prettifier.h"
#include "promql/printer.h"
#include "promql/series_notation.h"
#include "promql/tree_text.h"

namespace plumb::promql {
namespace {

void CheckExpression(std::string_view text) {
  const Parsed parsed = ParseWithErrors(text);
  PLUMB_ASSERT((parsed.expr == nullptr) == !parsed.errors.empty());
  for (const ParseError& error : parsed.errors) {
    PLUMB_ASSERT(error.place.start <= error.place.end && error.place.end <= text.size());
    PLUMB_ASSERT(!RenderParseError(text, error).empty());
  }
  if (parsed.expr == nullptr) return;
  const std::string printed = Print(*parsed.expr);
  const Result<ExprPtr> again = ParseExpression(printed);
  PLUMB_ASSERT(again.ok());
  PLUMB_ASSERT(SameTree(*parsed.expr, **again));
  PLUMB_ASSERT(Print(**again) == printed);
  const Result<ExprPtr> pretty = ParseExpression(Prettify(*parsed.expr, 20));
  PLUMB_ASSERT(pretty.ok() && SameTree(*parsed.expr, **pretty));
  PLUMB_ASSERT(!TreeText(*parsed.expr).empty());
}

void CheckHistogram(const model::Histogram& histogram) {
  std::string text;
  model::AppendHistogram(text, histogram);
  const Result<model::Histogram> again = model::ParseHistogram(text);
  PLUMB_ASSERT(again.ok());
  std::string second;
  model::AppendHistogram(second, *again);
  PLUMB_ASSERT(text == second);
}

}  // namespace
}  // namespace plumb::promql

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plumb::promql;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CheckExpression(text);
  (void)ParseSelector(text);
  const plumb::Result<SeriesDescription> series = ParseSeriesDescription(text);
  if (!series.ok()) return 0;
  for (const SequenceValue& value : series->values) {
    if (value.histogram != nullptr) CheckHistogram(*value.histogram);
  }
  return 0;
}
