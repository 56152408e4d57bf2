#include "node/page.h"

#include <array>
#include <utility>

namespace plumb::node {

namespace {

using MetadataField = model::SampleSink::MetadataField;

// up, scrape_duration_seconds, scrape_samples_scraped, scrape_samples_post_metric_relabeling and
// scrape_series_added: what a scrape of Prometheus adds to the page.
constexpr size_t kReportSeries = 5;

Status WriteMetadata(const Family& family, model::SampleSink& sink) {
  PLUMB_TRY(sink.OnMetadata(MetadataField::kHelp, {.metric = family.name, .help = family.help}));
  return sink.OnMetadata(MetadataField::kType, {.metric = family.name, .type = family.type});
}

}  // namespace

Status WriteBare(const Page& page, model::SampleSink& sink) {
  for (const Family& family : page.families) {
    PLUMB_TRY(WriteMetadata(family, sink));
    for (const Point& point : family.points)
      PLUMB_TRY(sink.OnSample({.labels = point.labels, .time = {}, .value = point.value}));
  }
  return Ok();
}

Status ScrapeWriter::Write(const Page& page, Timestamp time) {
  PLUMB_TRY(sink_.OnScrape({.job = target_.job,
                            .instance = target_.instance,
                            .target = target_.address,
                            .time = time,
                            .duration = page.seconds,
                            .samples = page.samples() + kReportSeries}));
  std::unordered_set<uint64_t> seen;
  seen.reserve(page.samples());
  size_t added = 0;
  for (const Family& family : page.families) {
    PLUMB_TRY(WriteMetadata(family, sink_));
    for (const Point& point : family.points) {
      const model::Labels labels = WithTarget(point.labels);
      const uint64_t hash = labels.Hash();
      if (!last_.contains(hash)) ++added;
      seen.insert(hash);
      PLUMB_TRY(WriteSample(labels, time, point.value));
    }
  }
  last_ = std::move(seen);
  return WriteReport(page, time, added);
}

model::Labels ScrapeWriter::WithTarget(const model::Labels& labels) const {
  if (!labels.Has("instance") && !labels.Has("job")) {
    std::vector<model::LabelView> all(labels.begin(), labels.end());
    all.push_back({"instance", target_.instance});
    all.push_back({"job", target_.job});
    return model::Labels::From(std::move(all));
  }
  model::LabelsBuilder builder(labels);
  for (const std::string name : {"instance", "job"}) {
    const std::string taken(builder.Get(name));
    std::string free = "exported_" + name;
    while (!builder.Get(free).empty()) free = "exported_" + free;
    builder.Set(free, taken);
  }
  return builder.Set("instance", target_.instance).Set("job", target_.job).Build();
}

Status ScrapeWriter::WriteReport(const Page& page, Timestamp time, size_t added) {
  const auto scraped = static_cast<double>(page.samples());
  const std::array<std::pair<std::string_view, double>, kReportSeries> report = {{
      {"up", 1},
      {"scrape_duration_seconds", page.seconds},
      {"scrape_samples_scraped", scraped},
      {"scrape_samples_post_metric_relabeling", scraped},
      {"scrape_series_added", static_cast<double>(added)},
  }};
  for (const auto& [name, value] : report)
    PLUMB_TRY(WriteSample(WithTarget({{model::kMetricName, name}}), time, value));
  return Ok();
}

Status ScrapeWriter::WriteSample(const model::Labels& labels, Timestamp time, double value) {
  return sink_.OnSample({.labels = labels, .time = time, .value = value});
}

}  // namespace plumb::node
