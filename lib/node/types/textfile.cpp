// Metrics that other programs left in *.prom files of a folder.
#include "node/collector.h"

#include <sys/stat.h>

#include <map>

#include "system/files.h"

namespace plumb::node {

namespace {

using model::MetricType;

// Holds what a file says until all of it was understood: a file with an error gives nothing.
class FileSink : public model::SampleSink {
 public:
  explicit FileSink(std::string path) : path_(std::move(path)) {}

  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override {
    Description& description = descriptions_[metadata.metric];
    if (field == MetadataField::kType) description.type = metadata.type;
    if (field == MetadataField::kHelp) description.help = metadata.help;
    return Ok();
  }

  Status OnSample(const model::StreamSample& sample) override {
    if (sample.time || sample.histogram != nullptr)
      return Error{Exit::kOutside, "'" + path_ +
                                       "' has times or native histograms, which a page of "
                                       "this machine cannot have"};
    points_.push_back({sample.labels, sample.value});
    return Ok();
  }

  void EmitAll(Emitter& out) {
    for (Point& point : points_) {
      const std::string_view name = FamilyOf(point.labels.metric_name());
      const auto known = descriptions_.find(name);
      const Description none;
      const Description& description = known == descriptions_.end() ? none : known->second;
      const std::string help =
          description.help.empty() ? "Metric read from " + path_ : description.help;
      out.Find(name, description.type, help).points.push_back(std::move(point));
    }
  }

 private:
  struct Description {
    MetricType type = MetricType::kUnknown;
    std::string help;
  };

  // `x` for `x_bucket`, `x_sum`, `x_count` where x is a histogram or summary.
  [[nodiscard]] std::string_view FamilyOf(std::string_view name) const {
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
      if (!name.ends_with(suffix)) continue;
      const std::string_view base = name.substr(0, name.size() - suffix.size());
      const auto found = descriptions_.find(base);
      if (found == descriptions_.end()) continue;
      const MetricType type = found->second.type;
      if (type == MetricType::kHistogram || type == MetricType::kSummary) return base;
    }
    return name;
  }

  std::string path_;
  std::map<std::string, Description, std::less<>> descriptions_;
  std::vector<Point> points_;
};

Status EmitFile(const Machine& machine, const std::string& folder, const std::string& name,
                Emitter& out) {
  const std::string path = folder + "/" + name;
  PLUMB_ASSIGN(const std::string text, system::ReadFile(path));
  FileSink sink(path);
  PLUMB_TRY(machine.read_page()(text, sink));
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0)
    return Error{Exit::kOutside, "cannot read the time of '" + path + "'"};
  sink.EmitAll(out);
  out.Gauge("node_textfile_mtime_seconds", "Unixtime mtime of textfiles successfully read.",
            static_cast<double>(facts.st_mtim.tv_sec), {{"file", path}});
  return Ok();
}

Status Collect(Machine& machine, Emitter& out) {
  const std::string& folder = machine.roots().textfiles;
  Status worst = Ok();
  if (!folder.empty() && machine.read_page()) {
    const auto names = system::ListDirectory(folder);
    if (!names.ok()) worst = names.error();
    for (const std::string& name : names.ok() ? *names : std::vector<std::string>()) {
      if (!name.ends_with(".prom")) continue;
      if (Status status = EmitFile(machine, folder, name, out); !status.ok())
        worst = std::move(status);
    }
  }
  // A bad file is told by this metric; the collector itself succeeds, as in node_exporter.
  out.Gauge("node_textfile_scrape_error",
            "1 if there was an error opening or reading a file, 0 otherwise", worst.ok() ? 0 : 1);
  return Ok();
}

}  // namespace

extern const Collector collector_textfile = {
    .name = "textfile", .help = "metrics from *.prom files", .collect = Collect};

}  // namespace plumb::node
