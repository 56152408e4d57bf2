// The load averages.
#include "node/collector.h"
#include "node/proc_text.h"

namespace plumb::node {

namespace {

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("loadavg"));
  const auto fields = Fields(text);
  if (fields.size() < 3) return Error{Exit::kOutside, "too few columns in loadavg"};
  PLUMB_ASSIGN(const double load1, ParseNumber(fields[0], "loadavg"));
  PLUMB_ASSIGN(const double load5, ParseNumber(fields[1], "loadavg"));
  PLUMB_ASSIGN(const double load15, ParseNumber(fields[2], "loadavg"));
  out.Gauge("node_load1", "1m load average.", load1);
  out.Gauge("node_load5", "5m load average.", load5);
  out.Gauge("node_load15", "15m load average.", load15);
  return Ok();
}

}  // namespace

extern const Collector collector_loadavg = {
    .name = "loadavg", .help = "load averages", .collect = Collect};

}  // namespace plumb::node
