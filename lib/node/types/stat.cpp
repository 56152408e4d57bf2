// Interrupts, context switches, forks, processes, and when the machine was started.
#include "node/collector.h"
#include "node/proc_text.h"

namespace plumb::node {

namespace {

using model::MetricType;

struct Row {
  std::string_view key;  // the first word of a line in /proc/stat; the number is the second
  std::string_view name;
  std::string_view help;
  MetricType type;
};

constexpr Row kRows[] = {
    {"intr", "node_intr_total", "Total number of interrupts serviced.", MetricType::kCounter},
    {"ctxt", "node_context_switches_total", "Total number of context switches.",
     MetricType::kCounter},
    {"processes", "node_forks_total", "Total number of forks.", MetricType::kCounter},
    {"btime", "node_boot_time_seconds", "Node boot time, in unixtime.", MetricType::kGauge},
    {"procs_running", "node_procs_running", "Number of processes in runnable state.",
     MetricType::kGauge},
    {"procs_blocked", "node_procs_blocked",
     "Number of processes blocked waiting for I/O to complete.", MetricType::kGauge},
};

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("stat"));
  for (std::string_view line : Lines(text)) {
    const auto words = Cut(line, ' ');
    if (!words) continue;
    for (const Row& row : kRows) {
      if (row.key != words->before) continue;
      // The line of interrupts has hundreds of numbers: only the first, their sum, is looked at.
      const std::string_view number = words->after.substr(0, words->after.find(' '));
      PLUMB_ASSIGN(const double value, ParseNumber(Trim(number), "stat"));
      out.Add(row.type, row.name, row.help, value, {});
    }
  }
  return Ok();
}

}  // namespace

extern const Collector collector_stat = {
    .name = "stat", .help = "interrupts, forks, processes, boot time", .collect = Collect};

}  // namespace plumb::node
