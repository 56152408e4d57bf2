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

Status PageWriter::Begin(const Content& content, const ContentTarget& target) {
  name_ = target.record.name;
  lines_.clear();
  std::vector<std::pair<model::Labels, store::SeriesId>> all;
  for (const store::SeriesId id : target.series) {
    PLUMB_ASSIGN(auto labels, content.FindLabels(id));
    if (labels) all.emplace_back(*std::move(labels), id);
  }
  std::sort(all.begin(), all.end());
  for (uint32_t rank = 0; rank < all.size(); ++rank)
    lines_[all[rank].second] = {.labels = all[rank].first.ToString(), .rank = rank};
  return Ok();
}

Status PageWriter::Write(const Page& page) {
  std::vector<size_t> order;
  for (size_t i = 0; i < page.series.size(); ++i)
    if (lines_.contains(page.series[i])) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return lines_[page.series[a]].rank < lines_[page.series[b]].rank;
  });
  PLUMB_TRY(WriteScrapes(page, order));
  return WriteLoose(page, order);
}

// Samples that came with no scrape. A line names their target, which ends the last block too.
Status PageWriter::WriteLoose(const Page& page, const std::vector<size_t>& order) {
  bool named = false;
  for (const size_t i : order) {
    const Line& line = lines_[page.series[i]];
    const DayColumn& column = page.columns[i];
    if (!named && (!column.loose_values.empty() || !column.loose_histograms.empty())) {
      AppendTarget();
      named = true;
    }
    for (size_t k = 0; k < column.loose_values.size(); ++k) {
      AppendValue(line, column.loose_values[k], column.loose_times[k]);
      PLUMB_TRY(SendIfLarge());
    }
    for (size_t k = 0; k < column.loose_histograms.size(); ++k) {
      AppendHistogram(line, *column.loose_histograms[k], column.loose_histogram_times[k]);
      PLUMB_TRY(SendIfLarge());
    }
  }
  return Ok();
}

Status PageWriter::WriteScrapes(const Page& page, const std::vector<size_t>& order) {
  const size_t scrapes = page.scrapes.size();
  if (scrapes == 0) return Ok();
  std::vector<uint64_t> counts(scrapes);
  for (const size_t i : order) {
    const DayColumn& column = page.columns[i];
    for (const uint32_t scrape : column.scrapes) ++counts[scrape];
    for (const uint32_t scrape : column.histogram_scrapes) ++counts[scrape];
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
    PLUMB_TRY(SendIfLarge());
  }
  return Ok();
}

void PageWriter::AppendName() {
  if (!name_.job.empty()) formats::AppendStreamField(text_, "job", name_.job);
  if (!name_.instance.empty()) formats::AppendStreamField(text_, "instance", name_.instance);
  if (!name_.address.empty()) formats::AppendStreamField(text_, "target", name_.address);
}

void PageWriter::AppendTarget() {
  text_ += "#! target";
  AppendName();
  text_.push_back('\n');
}

void PageWriter::AppendScrape(const Scrape& scrape, uint64_t samples) {
  text_ += "#! scrape";
  AppendName();
  text_ += " time=";
  formats::AppendStreamTime(text_, scrape.time);
  // Without a count nobody can say that the block is complete.
  if (scrape.complete) {
    text_ += " samples=";
    AppendInt(text_, static_cast<int64_t>(samples));
  }
  text_ += scrape.failed ? " status=failed\n" : " status=ok\n";
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
