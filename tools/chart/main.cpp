// plumb-chart: draw the series on standard input or in a file.

#include <memory>

#include "charts/chart.h"
#include "cli/tool.h"
#include "formats/read_any.h"
#include "render/output.h"
#include "system/files.h"
#include "text/escape.h"
#include "tools/chart/options.h"

namespace plumb {
namespace {

constexpr cli::Example kExamples[] = {
    {"plumb-query 'rate(node_cpu_seconds_total[5m])' --last 1h | plumb-chart", "in the terminal"},
    {"plumb-query up --last 1d | plumb-chart -o up.svg --title 'What is up'", "a picture"},
    {"seq 10 | plumb-chart", "numbers, drawn in their order"},
};

cli::ToolInfo Info() {
  return {.name = "plumb-chart",
          .summary = "draw series, in the terminal or as a picture",
          .synopsis = "[OPTION…] [FILE]",
          .examples = {std::begin(kExamples), std::end(kExamples)},
          .footer = "Sizes are columns and rows in the terminal, pixels in a picture."};
}

Result<charts::Data> Read(const ChartOptions& o, const TimeZone& zone, cli::Io& io, Exit& exit) {
  const bool standard_input = o.file.empty() || o.file == "-";
  if (o.file.empty() && io.terminal.stdin_tty)
    return Error{Exit::kUsage, "nothing to draw: name a file, or pipe series in (see --help)"};
  std::unique_ptr<ByteInput> file;
  if (!standard_input) {
    PLUMB_ASSIGN(file, system::OpenInput(o.file));
  }
  PLUMB_ASSIGN(
      formats::ReadInput input,
      formats::ReadAny(
          standard_input ? io.in : *file,
          {.format = o.input_format, .now = io.clock.Now(), .zone = zone, .table = o.table}));
  if (input.rejects.count > 0) {
    io.Warn(formats::SayWhatIsWrong(input));
    exit = Exit::kNo;
  }
  std::vector<std::pair<std::string, std::string>> units;
  PLUMB_ASSIGN(const std::vector<model::Metadata> families, input.source->ListMetadata());
  for (const model::Metadata& family : families)
    if (!family.unit.empty()) units.emplace_back(family.metric, family.unit);
  return charts::Data{.series = input.source->series(),
                      .expression = input.expression,
                      .unit_word = input.unit,
                      .metric_units = std::move(units),
                      .start = input.start,
                      .end = input.end,
                      .step = input.step,
                      .indexed = input.index_axis};
}

cli::RunResult Run(const ChartOptions& o, cli::Io& io) {
  PLUMB_ASSIGN(const render::Destination destination, render::ParseDestination(o.output));
  PLUMB_TRY(CheckDestination(destination, io));
  PLUMB_ASSIGN(const render::Options look, LookOf(o, *destination.type, io));
  PLUMB_ASSIGN(const charts::Request request, MakeRequest(o, *destination.type, io));
  Exit exit = Exit::kYes;
  PLUMB_ASSIGN(charts::Data data, Read(o, request.zone, io, exit));
  auto scene = charts::Draw(std::move(data), request);
  if (!scene.ok()) {
    // Nothing was left of an input all of whose lines were rejected.
    if (exit == Exit::kNo && scene.error().code == Exit::kNoData) return exit;
    return scene.error();
  }
  if (o.describe) {
    PLUMB_TRY(io.out.Write(text::ForTerminal(scene->description) + '\n'));
    return exit;
  }
  PLUMB_ASSIGN(const std::string bytes, destination.type->render(*scene, look));
  if (destination.path.empty()) {
    PLUMB_TRY(io.out.Write(bytes));
  } else {
    PLUMB_TRY(system::WriteFileAtomically(destination.path, bytes));
  }
  return exit;
}

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  return plumb::cli::Main<plumb::ChartOptions>(plumb::Info(), plumb::Declare, plumb::Run, argc,
                                               argv);
}
