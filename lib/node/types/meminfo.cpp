// What memory is used for.
#include "node/collector.h"
#include "node/proc_text.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

constexpr double kBytesPerKilobyte = 1024;  // "kB" in /proc/meminfo means KiB

// `Active(anon)` is called Active_anon.
std::string FieldName(std::string_view key) {
  std::string name(key);
  const size_t open = name.find('(');
  if (open == std::string::npos || !name.ends_with(')')) return name;
  name.pop_back();
  name[open] = '_';
  return name;
}

Status EmitLine(std::string_view line, Emitter& out) {
  const auto fields = Fields(line);
  if (fields.empty()) return Ok();
  if (fields.size() < 2 || fields.size() > 3 || !fields[0].ends_with(':'))
    return Error{Exit::kOutside, fmt::format("line '{}' of meminfo is not understood", line)};
  PLUMB_ASSIGN(double value, ParseNumber(fields[1], "meminfo"));
  std::string name = FieldName(fields[0].substr(0, fields[0].size() - 1));
  if (fields.size() == 3) {
    name += "_bytes";
    value *= kBytesPerKilobyte;
  }
  const auto type =
      name.ends_with("_total") ? model::MetricType::kCounter : model::MetricType::kGauge;
  out.Add(type, "node_memory_" + name, fmt::format("Memory information field {}.", name), value,
          {});
  return Ok();
}

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("meminfo"));
  for (const std::string_view line : Lines(text)) PLUMB_TRY(EmitLine(line, out));
  return Ok();
}

}  // namespace

extern const Collector collector_meminfo = {
    .name = "meminfo", .help = "what memory is used for", .collect = Collect};

}  // namespace plumb::node
