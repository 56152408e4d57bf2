// How long processes ran on each CPU, and waited for it.
#include "node/collector.h"
#include "node/proc_text.h"

namespace plumb::node {

namespace {

constexpr double kNanosecondsPerSecond = 1e9;
constexpr size_t kColumns = 10;  // of a cpu line; the last three are what is shown

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("schedstat"));
  for (const std::string_view line : Lines(text)) {
    const auto fields = Fields(line);
    if (fields.size() < kColumns || !fields[0].starts_with("cpu")) continue;
    const std::string_view cpu = fields[0].substr(3);
    PLUMB_ASSIGN(const double running, ParseNumber(fields[7], "schedstat"));
    PLUMB_ASSIGN(const double waiting, ParseNumber(fields[8], "schedstat"));
    PLUMB_ASSIGN(const double slices, ParseNumber(fields[9], "schedstat"));
    out.Counter("node_schedstat_running_seconds_total",
                "Number of seconds CPU spent running a process.", running / kNanosecondsPerSecond,
                {{"cpu", cpu}});
    out.Counter("node_schedstat_waiting_seconds_total",
                "Number of seconds spent by processing waiting for this CPU.",
                waiting / kNanosecondsPerSecond, {{"cpu", cpu}});
    out.Counter("node_schedstat_timeslices_total", "Number of timeslices executed by CPU.", slices,
                {{"cpu", cpu}});
  }
  return Ok();
}

}  // namespace

extern const Collector collector_schedstat = {
    .name = "schedstat", .help = "how long processes ran and waited", .collect = Collect};

}  // namespace plumb::node
