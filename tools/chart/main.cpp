// plumb-chart: draw the series on standard input or in a file.

#include <memory>

#include "base/heap.h"
#include "charts/chart.h"
#include "charts/spark_text.h"
#include "cli/tool.h"
#include "render/output.h"
#include "system/files.h"
#include "text/escape.h"
#include "tools/chart/input.h"
#include "tools/chart/options.h"

namespace plumb {
namespace {

constexpr cli::Example kExamples[] = {
    {"plumb-query 'rate(node_cpu_seconds_total[5m])' --last 1h | plumb-chart", "in the terminal"},
    {"plumb-query up --last 1d | plumb-chart -o up.svg --title 'What is up'", "a picture"},
    {"seq 10 | plumb-chart", "numbers, drawn in their order"},
    {"plumb-query 'sum by (le) (rate(http_request_duration_seconds_bucket[5m]))' --last 6h | "
     "plumb-chart",
     "a heatmap"},
    {"plumb-query 'sum(rate(http_requests_total[5m]))' --last 8d | plumb-chart --compare 1w",
     "today, and under it the same day a week before"},
    {"plumb-query 'node_filesystem_avail_bytes' | plumb-chart -t table --threshold "
     "0:critical,1e9:warning,1e10:ok",
     "numbers with bars and colours"},
    {"(plumb-query 'rate(node_network_receive_bytes_total[5m])' --last 1h; plumb-query "
     "'rate(node_network_transmit_bytes_total[5m])' --last 1h) | plumb-chart --mirror "
     "'.*transmit.*'",
     "two queries in one chart, one of them downwards"},
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
      ChartInput input,
      ReadChartInput(
          standard_input ? io.in : *file,
          {.format = o.input_format, .now = io.clock.Now(), .zone = zone, .table = o.table}));
  if (!input.remark.empty()) {
    io.Warn(input.remark);
    exit = Exit::kNo;
  }
  return std::move(input.data);
}

cli::RunResult Run(const ChartOptions& o, cli::Io& io) {
  PLUMB_ASSIGN(const render::Destination destination, render::ParseDestination(o.output));
  PLUMB_TRY(CheckDestination(destination, io));
  PLUMB_ASSIGN(const render::Options look, LookOf(o, *destination.type, io));
  PLUMB_ASSIGN(const charts::Request request, MakeRequest(o, *destination.type, io));
  Exit exit = Exit::kYes;
  PLUMB_ASSIGN(charts::Data data, Read(o, request.zone, io, exit));
  if (o.spark) {
    PLUMB_ASSIGN(const std::string text, charts::SparkText(std::move(data), request, SparkOf(io)));
    PLUMB_TRY(io.out.Write(text));
    return exit;
  }
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
  plumb::PrepareHeap();
  return plumb::cli::Main<plumb::ChartOptions>(plumb::Info(), plumb::Declare, plumb::Run, argc,
                                               argv);
}
