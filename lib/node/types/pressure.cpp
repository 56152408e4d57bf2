// How long processes waited for CPU, memory and disks: the kernel's pressure stall information.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

struct Stall {
  std::string_view file;
  std::string_view line;  // "some" of the processes waited, or "full": none could work
  std::string_view name;
  std::string_view help;
};

constexpr Stall kStalls[] = {
    {"pressure/cpu", "some", "node_pressure_cpu_waiting_seconds_total",
     "Total time in seconds that processes have waited for CPU time"},
    {"pressure/io", "some", "node_pressure_io_waiting_seconds_total",
     "Total time in seconds that processes have waited due to IO congestion"},
    {"pressure/io", "full", "node_pressure_io_stalled_seconds_total",
     "Total time in seconds no process could make progress due to IO congestion"},
    {"pressure/memory", "some", "node_pressure_memory_waiting_seconds_total",
     "Total time in seconds that processes have waited for memory"},
    {"pressure/memory", "full", "node_pressure_memory_stalled_seconds_total",
     "Total time in seconds no process could make progress due to memory congestion"},
};

// `some avg10=0.00 avg60=0.00 avg300=0.00 total=4711`, in microseconds.
Result<double> FindTotal(std::string_view text, const Stall& stall) {
  for (const std::string_view line : Lines(text)) {
    const auto fields = Fields(line);
    if (fields.empty() || fields[0] != stall.line) continue;
    for (const std::string_view field : fields)
      if (field.starts_with("total=")) return ParseNumber(field.substr(6), stall.file);
  }
  return Error{Exit::kOutside, fmt::format("no total of '{}' in {}", stall.line, stall.file)};
}

Status Collect(Machine& machine, Emitter& out) {
  for (const Stall& stall : kStalls) {
    PLUMB_ASSIGN(const std::string& text, machine.Proc(stall.file));
    PLUMB_ASSIGN(const double total, FindTotal(text, stall));
    // In two steps, as node_exporter does: the last digit of the quotient depends on it.
    out.Counter(stall.name, stall.help, total / 1000.0 / 1000.0);
  }
  return Ok();
}

}  // namespace

extern const Collector collector_pressure = {
    .name = "pressure", .help = "waiting for CPU, memory and disks", .collect = Collect};

}  // namespace plumb::node
