// Clock rates of each CPU, as the hardware and as the scaling driver say them.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

constexpr double kHertzPerKilohertz = 1000;  // the files count in kHz

struct Rate {
  std::string_view file;
  std::string_view name;
  std::string_view help;
};

constexpr Rate kRates[] = {
    {"cpuinfo_cur_freq", "node_cpu_frequency_hertz", "Current cpu thread frequency in hertz."},
    {"cpuinfo_min_freq", "node_cpu_frequency_min_hertz", "Minimum cpu thread frequency in hertz."},
    {"cpuinfo_max_freq", "node_cpu_frequency_max_hertz", "Maximum cpu thread frequency in hertz."},
    {"scaling_cur_freq", "node_cpu_scaling_frequency_hertz",
     "Current scaled CPU thread frequency in hertz."},
    {"scaling_min_freq", "node_cpu_scaling_frequency_min_hertz",
     "Minimum scaled CPU thread frequency in hertz."},
    {"scaling_max_freq", "node_cpu_scaling_frequency_max_hertz",
     "Maximum scaled CPU thread frequency in hertz."},
};

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const auto names, machine.ListSys("devices/system/cpu"));
  for (const std::string& name : names) {
    const std::string_view cpu = std::string_view(name).substr(std::min<size_t>(3, name.size()));
    if (!name.starts_with("cpu") || !IsDigits(cpu)) continue;
    for (const Rate& rate : kRates) {
      const auto text =
          machine.Sys(fmt::format("devices/system/cpu/{}/cpufreq/{}", name, rate.file));
      if (!text.ok()) continue;
      if (const auto kilohertz = ParseSysNumber(*text))
        out.Gauge(rate.name, rate.help, *kilohertz * kHertzPerKilohertz, {{"cpu", cpu}});
    }
  }
  return Ok();
}

}  // namespace

extern const Collector collector_cpufreq = {
    .name = "cpufreq", .help = "clock rates of each CPU", .collect = Collect};

}  // namespace plumb::node
