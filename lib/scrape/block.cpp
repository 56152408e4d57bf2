#include "scrape/block.h"

#include <array>
#include <utility>

namespace plumb::scrape {

namespace {

// up, scrape_duration_seconds, scrape_samples_scraped, scrape_samples_post_metric_relabeling and
// scrape_series_added (Prometheus scrape/scrape.go, report).
constexpr size_t kReportSeries = 5;

Status WriteReport(const Target& target, const Outcome& outcome, model::SampleSink& sink) {
  const std::array<std::pair<std::string_view, double>, kReportSeries> report = {{
      {"up", outcome.ok() ? 1 : 0},
      {"scrape_duration_seconds", outcome.seconds},
      {"scrape_samples_scraped", static_cast<double>(outcome.counts.scraped)},
      {"scrape_samples_post_metric_relabeling", static_cast<double>(outcome.counts.kept)},
      {"scrape_series_added", static_cast<double>(outcome.counts.added)},
  }};
  model::LabelsBuilder labels(target.labels);
  for (const auto& [name, value] : report) {
    const model::Labels series = labels.Set(model::kMetricName, name).Build();
    PLUMB_TRY(sink.OnSample({.labels = series, .time = {}, .value = value}));
  }
  return Ok();
}

}  // namespace

Status WriteBlock(const Target& target, const Outcome& outcome, PageReader& page,
                  model::SampleSink& sink) {
  PLUMB_TRY(sink.OnScrape({.job = std::string(target.labels.Get("job")),
                           .instance = std::string(target.labels.Get("instance")),
                           .target = target.address.name,
                           .time = outcome.time,
                           .duration = outcome.seconds,
                           .samples = page.samples() + kReportSeries,
                           .failed = !outcome.ok(),
                           .error = outcome.error}));
  PLUMB_TRY(page.Write(sink));
  return WriteReport(target, outcome, sink);
}

}  // namespace plumb::scrape
