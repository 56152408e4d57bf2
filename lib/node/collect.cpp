#include "node/collect.h"

namespace plumb::node {

namespace {

double SecondsSince(int64_t start_ns, Clock& clock) {
  return static_cast<double>(clock.MonotonicNs() - start_ns) / 1e9;
}

Outcome Run(const Collector& collector, Machine& machine, Clock& clock, Emitter& out) {
  const int64_t start = clock.MonotonicNs();
  Status status = collector.collect(machine, out);
  const double seconds = SecondsSince(start, clock);
  out.Gauge("node_scrape_collector_duration_seconds",
            "node_exporter: Duration of a collector scrape.", seconds,
            {{"collector", collector.name}});
  out.Gauge("node_scrape_collector_success", "node_exporter: Whether a collector succeeded.",
            status.ok() ? 1 : 0, {{"collector", collector.name}});
  return {collector.name, seconds, std::move(status)};
}

}  // namespace

size_t Page::samples() const {
  size_t count = 0;
  for (const Family& family : families) count += family.points.size();
  return count;
}

Page Collect(std::span<const Collector* const> collectors, Machine& machine, Clock& clock) {
  Page page;
  Emitter out;
  const int64_t start = clock.MonotonicNs();
  for (const Collector* collector : collectors)
    page.outcomes.push_back(Run(*collector, machine, clock, out));
  page.families = out.Take();
  page.seconds = SecondsSince(start, clock);
  return page;
}

}  // namespace plumb::node
