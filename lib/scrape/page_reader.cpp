#include "scrape/page_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/duration.h"
#include "formats/exposition.h"
#include "scrape/target_labels.h"
#include "text/escape.h"

namespace plumb::scrape {

namespace {

// A sample may be that much ahead of its scrape (Prometheus scrape/scrape.go, maxAheadTime).
constexpr DurationMs kMaxAhead = 10 * kMinute;
// Series that went away are forgotten when they are that many more than those that are there.
constexpr size_t kForgotten = 1000;
constexpr size_t kShownName = 50;

std::string Shown(std::string_view name) {
  return text::ForTerminal(name.substr(0, kShownName));
}

Error BadLine(const formats::Reject& reject) {
  return {Exit::kOutside, fmt::format("line {}:{}: {}", reject.line, reject.column,
                                      text::ForTerminal(reject.reason))};
}

}  // namespace

void PageReader::Clear() {
  lines_.clear();
  metadata_.clear();
  exemplars_.clear();
  samples_ = 0;
  over_limit_ = false;
  counts_ = {};
}

Status PageReader::Read(std::string_view page, formats::Level level, Timestamp time) {
  Clear();
  const size_t many = 2 * present_ + kForgotten;
  if (entries_.size() > many || hint_.size() > 2 * hint_.page().size() + many) Forget();
  if (hint_level_ != level) hint_.Clear();
  hint_level_ = level;
  ++page_;
  time_ = time;
  Status read = ReadLines(page, level);
  if (read.ok() && over_limit_)
    read = Error{Exit::kOutside, fmt::format("sample_limit exceeded: {} samples, limit {}",
                                             counts_.kept, target_.spec->limits.samples)};
  if (read.ok()) {
    // An empty page makes nothing new, as in Prometheus.
    if (!page.empty()) Settle();
    return Ok();
  }
  lines_.clear();
  samples_ = 0;
  // It knows lines of metadata now that were given to nobody.
  hint_.Clear();
  return read;
}

// The lax levels of the reader go on behind a bad line; a scrape does not.
Status PageReader::ReadLines(std::string_view page, formats::Level level) {
  formats::RejectLog rejects;
  formats::ExpositionReader reader(
      {.level = level, .hints = this, .known_metadata = metadata_lines_ == MetadataLines::kAll},
      *this, rejects);
  while (!page.empty()) {
    const auto* newline = static_cast<const char*>(std::memchr(page.data(), '\n', page.size()));
    const size_t size =
        newline == nullptr ? page.size() : static_cast<size_t>(newline - page.data());
    PLUMB_TRY(reader.Read(page.substr(0, size), newline != nullptr));
    if (rejects.count > 0) return BadLine(rejects.first[0]);
    page.remove_prefix(newline == nullptr ? size : size + 1);
  }
  PLUMB_TRY(reader.Finish());
  return rejects.count > 0 ? Status(BadLine(rejects.first[0])) : Ok();
}

Status PageReader::OnMetadata(MetadataField field, const model::Metadata& metadata) {
  lines_.push_back({.more = static_cast<uint32_t>(metadata_.size())});
  metadata_.push_back({field, metadata});
  return Ok();
}

Status PageReader::OnSample(const model::StreamSample& sample) {
  ++counts_.scraped;
  const auto found = EntryOf(sample);
  if (!found.ok())
    return Error{found.error().code,
                 fmt::format("line {}: {}", sample.line, found.error().message)};
  if (*found == kDropped) return Ok();
  Entry& entry = entries_[*found];
  // Prometheus remembers what a refused page had until the next good one.
  const bool known = entry.seen > 0 && entry.seen >= taken_;
  const bool again = entry.seen == page_;
  entry.seen = page_;
  ++counts_.kept;
  const bool timed = sample.time && target_.spec->honor_timestamps;
  if (again && !timed) {
    ++counts_.duplicates;
    return Ok();
  }
  if (target_.spec->limits.samples > 0 && samples_ >= target_.spec->limits.samples) {
    // Prometheus counts on, so that scrape_samples_scraped tells how many there are.
    over_limit_ = true;
    return Ok();
  }
  if (timed && *sample.time > time_ + kMaxAhead) {
    ++counts_.out_of_bounds;
    return Ok();
  }
  if (!known) ++counts_.added;
  Line line{.entry = *found, .value = sample.value};
  if (timed) line.time = sample.time;
  if (sample.exemplar != nullptr) {
    line.more = static_cast<uint32_t>(exemplars_.size());
    exemplars_.push_back(*sample.exemplar);
  }
  lines_.push_back(line);
  ++samples_;
  return Ok();
}

Result<uint32_t> PageReader::EntryOf(const model::StreamSample& sample) {
  if (sample.memo != nullptr && *sample.memo != 0) return *sample.memo - 1;
  const auto found = FindEntry(sample.labels);
  if (found.ok() && sample.memo != nullptr) *sample.memo = *found + 1;
  return found;
}

Result<uint32_t> PageReader::FindEntry(const model::Labels& raw) {
  const ScrapeSpec& spec = *target_.spec;
  model::Labels labels = WithTargetLabels(raw, target_.labels, spec.honor_labels);
  if (spec.relabel && !spec.relabel(labels)) return kDropped;
  if (const auto known = known_.find(labels.bytes()); known != known_.end()) return known->second;
  if (labels.metric_name().empty()) return Error{Exit::kOutside, "a sample without a metric name"};
  PLUMB_TRY(CheckLimits(labels));
  const auto number = static_cast<uint32_t>(entries_.size());
  entries_.push_back({.labels = std::move(labels)});
  known_.emplace(entries_.back().labels.bytes(), number);
  return number;
}

Status PageReader::CheckLimits(const model::Labels& labels) const {
  const Limits& limits = target_.spec->limits;
  const std::string metric = Shown(labels.metric_name());
  if (limits.labels > 0 && labels.size() > limits.labels)
    return Error{Exit::kOutside, fmt::format("label_limit exceeded: {} labels of '{}', limit {}",
                                             labels.size(), metric, limits.labels)};
  for (const model::LabelView label : labels) {
    if (limits.label_name_length > 0 && label.name.size() > limits.label_name_length)
      return Error{
          Exit::kOutside,
          fmt::format("label_name_length_limit exceeded: label '{}' of '{}' has {} bytes, "
                      "limit {}",
                      Shown(label.name), metric, label.name.size(), limits.label_name_length)};
    if (limits.label_value_length > 0 && label.value.size() > limits.label_value_length)
      return Error{
          Exit::kOutside,
          fmt::format("label_value_length_limit exceeded: the value of '{}' of '{}' has {} "
                      "bytes, limit {}",
                      Shown(label.name), metric, label.value.size(), limits.label_value_length)};
  }
  return Ok();
}

// The page is taken: from now on its series are the ones that were there before.
void PageReader::Settle() {
  taken_ = page_;
  present_ = 0;
  for (const Entry& entry : entries_)
    if (entry.seen == page_) ++present_;
}

// Keeps the series that were there since the last good page. Their numbers change, so that the hint
// is of no use.
void PageReader::Forget() {
  std::deque<Entry> all = std::move(entries_);
  entries_.clear();
  entries_.emplace_back();  // kDropped
  known_.clear();
  hint_.Clear();
  for (Entry& entry : all) {
    if (entry.seen == 0 || entry.seen < taken_) continue;
    entries_.push_back(std::move(entry));
    known_.emplace(entries_.back().labels.bytes(), static_cast<uint32_t>(entries_.size() - 1));
  }
}

Status PageReader::Write(model::SampleSink& sink) {
  for (const Line& line : lines_) {
    if (line.entry == kNone) {
      const MetadataLine& written = metadata_[line.more];
      PLUMB_TRY(sink.OnMetadata(written.field, written.metadata));
      continue;
    }
    Entry& entry = entries_[line.entry];
    model::StreamSample sample{
        .labels = entry.labels, .time = line.time, .value = line.value, .memo = &entry.memo};
    if (line.more != kNone) sample.exemplar = &exemplars_[line.more];
    PLUMB_TRY(sink.OnSample(sample));
  }
  return Ok();
}

}  // namespace plumb::scrape
