// Paging, swapping and page faults.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("vmstat"));
  for (const std::string_view line : Lines(text)) {
    const auto fields = Fields(line);
    if (fields.size() < 2 || !machine.filters().Matches("vmstat", "fields", fields[0])) continue;
    PLUMB_ASSIGN(const double value, ParseNumber(fields[1], "vmstat"));
    out.Untyped(fmt::format("node_vmstat_{}", fields[0]),
                fmt::format("/proc/vmstat information field {}.", fields[0]), value);
  }
  return Ok();
}

constexpr Filter kFilters[] = {
    {.name = "fields",
     .pattern = "^(oom_kill|pgpg|pswp|pg.*fault).*",
     .help = "paging counters to show"},
};

}  // namespace

extern const Collector collector_vmstat = {
    .name = "vmstat", .help = "paging and page faults", .collect = Collect, .filters = kFilters};

}  // namespace plumb::node
