#include "transfer/page_writer.h"

#include <algorithm>

#include "base/number.h"
#include "formats/stream_writer.h"
#include "model/histogram_text.h"
#include "transfer/time_texts.h"

namespace plumb::transfer {

Status PageWriter::WriteFamilies(const std::vector<model::Metadata>& families) {
  using Field = model::SampleSink::MetadataField;
  for (const model::Metadata& family : families) {
    if (!family.help.empty()) formats::AppendMetadataLine(text_, Field::kHelp, family);
    if (family.type != model::MetricType::kUnknown)
      formats::AppendMetadataLine(text_, Field::kType, family);
    if (!family.unit.empty()) formats::AppendMetadataLine(text_, Field::kUnit, family);
    PLUMB_TRY(SendIfLarge());
  }
  return Ok();
}

Status PageWriter::Begin(const Content& content, const ContentTarget& target, PagePart part) {
  name_ = target.record.name;
  part_ = part;
  lines_.clear();
  std::vector<std::pair<model::Labels, store::SeriesId>> all;
  for (const store::SeriesId id : target.series) {
    PLUMB_ASSIGN(auto labels, content.FindLabels(id));
    if (labels) all.emplace_back(*std::move(labels), id);
  }
  std::sort(all.begin(), all.end());
  for (uint32_t rank = 0; rank < all.size(); ++rank) {
    const auto& [labels, id] = all[rank];
    lines_[id] = {.labels = labels.ToString(),
                  .rank = rank,
                  .own_target = name_.address.empty() && labels.Get("job") == name_.job &&
                                labels.Get("instance") == name_.instance};
  }
  return Ok();
}

Status PageWriter::Write(const Page& page) {
  std::vector<size_t> order;
  for (size_t i = 0; i < page.series.size(); ++i)
    if (lines_.contains(page.series[i])) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return lines_[page.series[a]].rank < lines_[page.series[b]].rank;
  });
  return part_ == PagePart::kLoose ? WriteLoose(page, order) : WriteScrapes(page, order);
}

// Samples that come to the target without a block, and those that have no scrape to come with.
Status PageWriter::WriteLoose(const Page& page, const std::vector<size_t>& order) {
  for (const size_t i : order) {
    const Line& line = lines_[page.series[i]];
    if (!line.own_target && !page.scrapes.empty()) continue;
    const DayColumn& column = page.columns[i];
    const size_t count = column.loose_values.size() + column.loose_histograms.size();
    for (size_t index = 0; index < count; ++index) {
      AppendLoose(page, {i, index});
      PLUMB_TRY(SendIfLarge());
    }
  }
  return Ok();
}

namespace {

Timestamp LooseTime(const DayColumn& column, size_t index) {
  const size_t floats = column.loose_values.size();
  return index < floats ? column.loose_times[index] : column.loose_histogram_times[index - floats];
}

// The scrape with whose block a loose sample is to come: one at another time, best the next.
size_t HostOf(const std::vector<Scrape>& scrapes, Timestamp time) {
  const auto next =
      std::upper_bound(scrapes.begin(), scrapes.end(), time,
                       [](Timestamp t, const Scrape& scrape) { return t < scrape.time; });
  if (next != scrapes.end()) return static_cast<size_t>(next - scrapes.begin());
  const size_t last = scrapes.size() - 1;
  return scrapes[last].time == time && last > 0 ? last - 1 : last;
}

}  // namespace

Status PageWriter::WriteScrapes(const Page& page, const std::vector<size_t>& order) {
  const size_t scrapes = page.scrapes.size();
  if (scrapes == 0) return Ok();
  std::vector<uint64_t> counts(scrapes);
  std::vector<std::vector<LooseSample>> guests(scrapes);
  for (const size_t i : order) {
    const DayColumn& column = page.columns[i];
    for (const uint32_t scrape : column.scrapes) ++counts[scrape];
    for (const uint32_t scrape : column.histogram_scrapes) ++counts[scrape];
    if (lines_[page.series[i]].own_target) continue;
    const size_t loose = column.loose_values.size() + column.loose_histograms.size();
    for (size_t index = 0; index < loose; ++index) {
      const size_t host = HostOf(page.scrapes, LooseTime(column, index));
      guests[host].push_back({i, index});
      ++counts[host];
    }
  }
  std::vector<const Line*> lines;
  for (const size_t i : order) lines.push_back(&lines_[page.series[i]]);
  // Where each column is, of its floats and its histograms.
  std::vector<std::pair<size_t, size_t>> at(order.size());
  for (uint32_t scrape = 0; scrape < scrapes; ++scrape) {
    const Timestamp time = page.scrapes[scrape].time;
    AppendScrape(page.scrapes[scrape], counts[scrape]);
    for (size_t k = 0; k < order.size(); ++k) {
      const DayColumn& column = page.columns[order[k]];
      auto& [value, histogram] = at[k];
      if (value < column.scrapes.size() && column.scrapes[value] == scrape)
        AppendValue(*lines[k], column.values[value++], time);
      if (histogram < column.histogram_scrapes.size() &&
          column.histogram_scrapes[histogram] == scrape)
        AppendHistogram(*lines[k], *column.histograms[histogram++], time);
    }
    for (const LooseSample& guest : guests[scrape]) AppendLoose(page, guest);
    PLUMB_TRY(SendIfLarge());
  }
  return Ok();
}

void PageWriter::AppendScrape(const Scrape& scrape, uint64_t samples) {
  text_ += "#! scrape";
  if (!name_.job.empty()) formats::AppendStreamField(text_, "job", name_.job);
  if (!name_.instance.empty()) formats::AppendStreamField(text_, "instance", name_.instance);
  if (!name_.address.empty()) formats::AppendStreamField(text_, "target", name_.address);
  text_ += " time=";
  formats::AppendStreamTime(text_, scrape.time);
  // Without a count nobody can say that the block is complete.
  if (scrape.complete) {
    text_ += " samples=";
    AppendInt(text_, static_cast<int64_t>(samples));
  }
  text_ += scrape.failed ? " status=failed\n" : " status=ok\n";
}

void PageWriter::AppendLoose(const Page& page, const LooseSample& sample) {
  const DayColumn& column = page.columns[sample.column];
  const Line& line = lines_[page.series[sample.column]];
  const Timestamp time = LooseTime(column, sample.index);
  const size_t floats = column.loose_values.size();
  if (sample.index < floats) {
    AppendValue(line, column.loose_values[sample.index], time);
  } else {
    AppendHistogram(line, *column.loose_histograms[sample.index - floats], time);
  }
}

void PageWriter::AppendValue(const Line& line, double value, Timestamp time) {
  text_ += line.labels;
  text_.push_back(' ');
  formats::AppendStreamValue(text_, value);
  text_.push_back(' ');
  formats::AppendStreamTime(text_, time);
  text_.push_back('\n');
  ++samples_;
}

void PageWriter::AppendHistogram(const Line& line, const model::Histogram& histogram,
                                 Timestamp time) {
  text_ += line.labels;
  text_.push_back(' ');
  model::AppendHistogram(text_, histogram);
  text_.push_back(' ');
  formats::AppendStreamTime(text_, time);
  text_.push_back('\n');
  ++samples_;
}

Status PageWriter::SendIfLarge() {
  return text_.size() < kTextPiece ? Ok() : Finish();
}

Status PageWriter::Finish() {
  PLUMB_TRY(out_.Write(text_));
  text_.clear();
  return Ok();
}

}  // namespace plumb::transfer
