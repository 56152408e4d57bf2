// Connection tracking of the packet filter: size of its table and its statistics.
#include "node/collector.h"
#include "node/proc_text.h"

#include <array>

namespace plumb::node {

namespace {

struct Statistic {
  size_t column;  // in /proc/net/stat/nf_conntrack, one line a CPU
  std::string_view name;
  std::string_view help;
};

constexpr Statistic kStatistics[] = {
    {2, "node_nf_conntrack_stat_found", "Number of searched entries which were successful."},
    {4, "node_nf_conntrack_stat_invalid", "Number of packets seen which can not be tracked."},
    {5, "node_nf_conntrack_stat_ignore",
     "Number of packets seen which are already connected to a conntrack entry."},
    {8, "node_nf_conntrack_stat_insert", "Number of entries inserted into the list."},
    {9, "node_nf_conntrack_stat_insert_failed",
     "Number of entries for which list insertion was attempted but failed."},
    {10, "node_nf_conntrack_stat_drop", "Number of packets dropped due to conntrack failure."},
    {11, "node_nf_conntrack_stat_early_drop",
     "Number of dropped conntrack entries to make room for new ones, if maximum table size was "
     "reached."},
    {16, "node_nf_conntrack_stat_search_restart",
     "Number of conntrack table lookups which had to be restarted due to hashtable resizes."},
};
constexpr size_t kColumns = 17;

Result<double> ReadOne(Machine& machine, std::string_view path) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc(path));
  return ParseNumber(Trim(text), path);
}

Status CollectStatistics(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const std::string& text, machine.Proc("net/stat/nf_conntrack"));
  std::array<double, std::size(kStatistics)> sums = {};
  const auto lines = Lines(text);
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto fields = Fields(lines[i]);
    if (fields.size() < kColumns)
      return Error{Exit::kOutside, "too few columns in net/stat/nf_conntrack"};
    for (size_t s = 0; s < sums.size(); ++s)
      sums[s] += ParseHex(fields[kStatistics[s].column]).value_or(0);
  }
  for (size_t s = 0; s < sums.size(); ++s)
    out.Gauge(kStatistics[s].name, kStatistics[s].help, sums[s]);
  return Ok();
}

Status Collect(Machine& machine, Emitter& out) {
  PLUMB_ASSIGN(const double entries, ReadOne(machine, "sys/net/netfilter/nf_conntrack_count"));
  out.Gauge("node_nf_conntrack_entries",
            "Number of currently allocated flow entries for connection tracking.", entries);
  PLUMB_ASSIGN(const double limit, ReadOne(machine, "sys/net/netfilter/nf_conntrack_max"));
  out.Gauge("node_nf_conntrack_entries_limit", "Maximum size of connection tracking table.", limit);
  return CollectStatistics(machine, out);
}

}  // namespace

extern const Collector collector_conntrack = {
    .name = "conntrack", .help = "connection tracking of the packet filter", .collect = Collect};

}  // namespace plumb::node
