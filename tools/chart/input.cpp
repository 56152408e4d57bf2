#include "tools/chart/input.h"

#include <algorithm>

#include "formats/read_answers.h"
#include "formats/read_any.h"

namespace plumb {
namespace {

Status Append(formats::Answer& answer, bool several, charts::Data& data) {
  PLUMB_ASSIGN(const std::vector<model::Metadata> families, answer.source->ListMetadata());
  for (const model::Metadata& family : families)
    if (!family.unit.empty()) data.metric_units.emplace_back(family.metric, family.unit);
  for (model::Series& series : std::move(*answer.source).TakeSeries()) {
    if (several && !answer.expression.empty())
      series.labels =
          model::LabelsBuilder(series.labels).Set(charts::kQueryLabel, answer.expression).Build();
    data.series.push_back(std::move(series));
  }
  if (answer.start) data.start = std::min(data.start.value_or(*answer.start), *answer.start);
  if (answer.end) data.end = std::max(data.end.value_or(*answer.end), *answer.end);
  data.step = std::max(data.step, answer.step);
  return Ok();
}

}  // namespace

Result<ChartInput> ReadChartInput(ByteInput& in, const formats::ReadOptions& options) {
  PLUMB_ASSIGN(formats::ReadAnswers read, formats::ReadAllAnswers(in, options));
  ChartInput input;
  input.data.unit_word = read.unit;
  input.data.indexed = read.index_axis;
  input.data.row_names = std::move(read.row_names);
  const bool several = read.answers.size() > 1;
  if (!several) input.data.expression = read.answers.front().expression;
  for (formats::Answer& answer : read.answers) PLUMB_TRY(Append(answer, several, input.data));
  for (formats::MarkComment& mark : read.marks)
    input.data.marks.push_back({mark.time, std::move(mark.text)});
  input.remark = formats::SayWhatIsWrong(read, read.rejects, !input.data.series.empty());
  return input;
}

}  // namespace plumb
