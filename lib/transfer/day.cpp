#include "transfer/day.h"

#include <algorithm>

#include "base/duration.h"
#include "encoding/float_column.h"
#include "encoding/integers.h"
#include "encoding/presence.h"
#include "encoding/varint.h"
#include "model/labels.h"
#include "model/sample.h"

namespace plumb::transfer {

namespace {

// DO NOT CHANGE: in dumps that are kept.
enum Kind : uint8_t {
  kFloats = 1,
  kHistograms = 2,
  kLooseFloats = 4,
  kLooseHistograms = 8,
};
constexpr uint8_t kAllKinds = kFloats | kHistograms | kLooseFloats | kLooseHistograms;

// A day has so many milliseconds, but nobody measures at each: a number beyond is a lie that would
// cost memory.
constexpr uint64_t kMostTimes = TimeLists::kRememberedTimes;

bool Ascends(const std::vector<Timestamp>& times) {
  return std::adjacent_find(times.begin(), times.end(), std::greater_equal<>()) == times.end();
}

// DO NOT CHANGE: in dumps that are kept. What a frame of a day is of; rollups have the numbers of
// their levels in a store (store/schema.h).
constexpr uint64_t kOfSamples = 0;
constexpr uint64_t kOfMarks = 1;

void AppendTimesOf(std::string& out, const std::vector<Timestamp>& times) {
  encoding::AppendVarint(out, times.size());
  encoding::AppendIntegers(out, times);
}

bool TakeTimesOf(encoding::ByteReader& in, const Day& day, std::vector<Timestamp>& times) {
  const uint64_t count = in.Varint();
  if (!in.ok() || count > kMostTimes) return false;
  times.resize(count);
  return encoding::TakeIntegers(in, times) && Ascends(times) &&
         std::all_of(times.begin(), times.end(), [&](Timestamp time) { return day.MayHave(time); });
}

std::vector<uint32_t> Where(const std::vector<Scrape>& scrapes, bool Scrape::*fact) {
  std::vector<uint32_t> rows;
  for (uint32_t i = 0; i < scrapes.size(); ++i)
    if (scrapes[i].*fact) rows.push_back(i);
  return rows;
}

bool TakeFact(encoding::ByteReader& in, std::vector<Scrape>& scrapes, bool Scrape::*fact) {
  std::vector<uint32_t> rows;
  if (!encoding::TakePresence(in, static_cast<uint32_t>(scrapes.size()), rows)) return false;
  for (const uint32_t row : rows) scrapes[row].*fact = true;
  return true;
}

// Whether they are what Labels::bytes() gives: pairs in order of names, no name twice, nothing
// empty, a metric's name among them.
bool AreCanonical(std::string_view bytes) {
  encoding::ByteReader in(bytes);
  std::string_view before;
  bool named = false;
  while (in.ok() && in.left() > 0) {
    const std::string_view name = in.Counted();
    const std::string_view value = in.Counted();
    if (name.empty() || value.empty() || name <= before) return false;
    named = named || name == model::kMetricName;
    before = name;
  }
  return in.AtEnd() && named;
}

}  // namespace

bool Day::MayHave(Timestamp time) const {
  if (tier == nullptr) return time >= start && time < start + kDay;
  if (time <= start || time > start + tier->period) return false;
  return column == store::TierColumn::kSamples || time == tier->WindowEnd(time);
}

std::string EncodeDay(const Day& day) {
  std::string out;
  encoding::AppendVarint(
      out, day.tier == nullptr ? kOfSamples : static_cast<uint64_t>(day.tier->LevelOf(day.column)));
  encoding::AppendZigzag(out, day.start / kDay);
  if (day.tier != nullptr) return out;
  std::vector<Timestamp> times;
  times.reserve(day.scrapes.size());
  for (const Scrape& scrape : day.scrapes) times.push_back(scrape.time);
  AppendTimesOf(out, times);
  const auto count = static_cast<uint32_t>(times.size());
  encoding::AppendPresence(out, Where(day.scrapes, &Scrape::complete), count);
  encoding::AppendPresence(out, Where(day.scrapes, &Scrape::failed), count);
  return out;
}

namespace {

bool IsDayNumber(int64_t number) {
  return number >= model::kMinTime / kDay && number <= model::kMaxTime / kDay;
}

std::optional<Day> DayOfRollups(Day day, uint64_t level) {
  if (level > UINT8_MAX) return std::nullopt;
  day.tier = store::TierOf(static_cast<store::Level>(level));
  if (day.tier == nullptr || day.start % day.tier->period != 0) return std::nullopt;
  day.column = static_cast<store::TierColumn>(level - static_cast<uint64_t>(day.tier->first));
  return day;
}

}  // namespace

std::optional<Day> DecodeDay(std::string_view payload) {
  encoding::ByteReader in(payload);
  const uint64_t of = in.Varint();
  const int64_t number = in.Zigzag();
  if (!in.ok() || !IsDayNumber(number)) return std::nullopt;
  Day day{.start = number * kDay};
  if (of != kOfSamples) return in.AtEnd() ? DayOfRollups(day, of) : std::nullopt;
  std::vector<Timestamp> times;
  if (!TakeTimesOf(in, day, times)) return std::nullopt;
  for (const Timestamp time : times) day.scrapes.push_back({.time = time});
  if (!TakeFact(in, day.scrapes, &Scrape::complete) || !TakeFact(in, day.scrapes, &Scrape::failed))
    return std::nullopt;
  if (!in.AtEnd()) return std::nullopt;
  return day;
}

std::string EncodeMarks(const std::vector<Timestamp>& days) {
  std::vector<int64_t> numbers;
  for (const Timestamp day : days) numbers.push_back(day / kDay);
  std::string out;
  encoding::AppendVarint(out, kOfMarks);
  AppendTimesOf(out, numbers);
  return out;
}

bool AreMarks(std::string_view payload) {
  encoding::ByteReader in(payload);
  return in.Varint() == kOfMarks && in.ok();
}

std::optional<std::vector<Timestamp>> DecodeMarks(std::string_view payload) {
  encoding::ByteReader in(payload);
  if (in.Varint() != kOfMarks) return std::nullopt;
  const uint64_t count = in.Varint();
  if (!in.ok() || count > kMostTimes) return std::nullopt;
  std::vector<int64_t> days(count);
  if (!encoding::TakeIntegers(in, days) || !in.AtEnd() || !Ascends(days)) return std::nullopt;
  for (int64_t& day : days) {
    if (!IsDayNumber(day)) return std::nullopt;
    day *= kDay;
  }
  return days;
}

size_t TimeLists::FindOrAdd(const std::vector<Timestamp>& times) {
  for (size_t back = 1; back <= lists_.size(); ++back)
    if (*lists_[lists_.size() - back] == times) return back;
  Add(std::make_shared<const std::vector<Timestamp>>(times));
  return 0;
}

void TimeLists::Add(TimeList list) {
  times_ += list->size();
  lists_.push_back(std::move(list));
  while (lists_.size() > 1 && (lists_.size() > kRemembered || times_ > kRememberedTimes)) {
    times_ -= lists_.front()->size();
    lists_.pop_front();
  }
}

TimeList TimeLists::Get(uint64_t back) const {
  return back <= lists_.size() ? lists_[lists_.size() - back] : nullptr;
}

void ColumnWriter::Append(std::string& out, uint32_t number, const DayColumn& column) {
  encoding::AppendVarint(out, number - number_before_);
  number_before_ = number;
  AppendColumn(out, column);
}

void ColumnWriter::AppendNew(std::string& out, uint32_t number, const std::string& labels,
                             const DayColumn& column) {
  encoding::AppendVarint(out, 0);
  number_before_ = number;
  const auto differ =
      std::mismatch(labels.begin(), labels.end(), labels_before_.begin(), labels_before_.end());
  const auto shared = static_cast<size_t>(differ.first - labels.begin());
  encoding::AppendVarint(out, shared);
  encoding::AppendCounted(out, std::string_view(labels).substr(shared));
  labels_before_ = labels;
  AppendColumn(out, column);
}

void ColumnWriter::AppendTimes(std::string& out, const std::vector<Timestamp>& times) {
  const size_t back = lists_.FindOrAdd(times);
  encoding::AppendVarint(out, back);
  if (back == 0) AppendTimesOf(out, times);
}

void ColumnWriter::AppendColumn(std::string& out, const DayColumn& column) {
  const auto scrapes = static_cast<uint32_t>(day_.scrapes.size());
  std::string bytes;
  uint8_t kinds = 0;
  if (!column.values.empty()) {
    kinds |= kFloats;
    encoding::AppendPresence(bytes, column.scrapes, scrapes);
    encoding::AppendFloatColumn(bytes, column.values);
  }
  if (!column.histograms.empty()) {
    kinds |= kHistograms;
    encoding::AppendPresence(bytes, column.histogram_scrapes, scrapes);
    encoding::AppendHistogramColumn(bytes, column.histograms);
  }
  if (!column.loose_values.empty()) {
    kinds |= kLooseFloats;
    encoding::AppendFloatColumn(bytes, column.loose_values);
  }
  if (!column.loose_histograms.empty()) {
    kinds |= kLooseHistograms;
    encoding::AppendHistogramColumn(bytes, column.loose_histograms);
  }
  out.push_back(static_cast<char>(kinds));
  if ((kinds & kLooseFloats) != 0) AppendTimes(out, column.loose_times);
  if ((kinds & kLooseHistograms) != 0) AppendTimes(out, column.loose_histogram_times);
  encoding::AppendCounted(out, bytes);
}

bool ColumnReader::TakeLabels(encoding::ByteReader& in, std::string& labels) {
  const uint64_t shared = in.Varint();
  const std::string_view rest = in.Counted();
  if (!in.ok() || shared > labels_before_.size()) return false;
  labels.assign(labels_before_, 0, shared).append(rest);
  if (!AreCanonical(labels)) return false;
  if (!labels_before_.empty() &&
      !(model::Labels::FromBytes(labels_before_) < model::Labels::FromBytes(labels)))
    return false;
  labels_before_ = labels;
  return true;
}

bool ColumnReader::TakeTimes(encoding::ByteReader& in, TimeList& list) {
  const uint64_t back = in.Varint();
  if (!in.ok()) return false;
  if (back > 0) {
    list = lists_.Get(back);
    return list != nullptr;
  }
  auto times = std::make_shared<std::vector<Timestamp>>();
  if (!TakeTimesOf(in, day_, *times) || times->empty()) return false;
  list = std::move(times);
  lists_.Add(list);
  return true;
}

bool ColumnReader::Take(encoding::ByteReader& in, ColumnEntry& entry) {
  const uint64_t step = in.Varint();
  entry.added = step == 0;
  entry.labels.clear();
  if (entry.added) {
    if (!TakeLabels(in, entry.labels)) return false;
    entry.number = ++series_;
  } else {
    // Series that are new stand behind those that are not.
    if (!labels_before_.empty() || step > series_ - number_before_) return false;
    entry.number = number_before_ + static_cast<uint32_t>(step);
  }
  number_before_ = entry.number;
  entry.kinds = in.Fixed<uint8_t>();
  if (entry.kinds == 0 || (entry.kinds & ~kAllKinds) != 0) return false;
  if (day_.tier != nullptr && day_.column != store::TierColumn::kSamples &&
      entry.kinds != kLooseFloats)
    return false;
  entry.loose = nullptr;
  entry.loose_histograms = nullptr;
  if ((entry.kinds & kLooseFloats) != 0 && !TakeTimes(in, entry.loose)) return false;
  if ((entry.kinds & kLooseHistograms) != 0 && !TakeTimes(in, entry.loose_histograms)) return false;
  entry.bytes = in.Counted();
  return in.ok();
}

bool DecodeColumn(const ColumnEntry& entry, size_t scrapes, DayColumn& column) {
  encoding::ByteReader in(entry.bytes);
  const auto count = static_cast<uint32_t>(scrapes);
  column = {};
  if ((entry.kinds & kFloats) != 0) {
    if (!encoding::TakePresence(in, count, column.scrapes) || column.scrapes.empty()) return false;
    column.values.resize(column.scrapes.size());
    if (!encoding::TakeFloatColumn(in, {}, column.values)) return false;
  }
  if ((entry.kinds & kHistograms) != 0) {
    if (!encoding::TakePresence(in, count, column.histogram_scrapes) ||
        column.histogram_scrapes.empty() ||
        !encoding::TakeHistogramColumn(in, column.histogram_scrapes.size(), column.histograms))
      return false;
  }
  if ((entry.kinds & kLooseFloats) != 0) {
    column.loose_times = *entry.loose;
    column.loose_values.resize(column.loose_times.size());
    if (!encoding::TakeFloatColumn(in, {}, column.loose_values)) return false;
  }
  if ((entry.kinds & kLooseHistograms) != 0) {
    column.loose_histogram_times = *entry.loose_histograms;
    if (!encoding::TakeHistogramColumn(in, column.loose_histogram_times.size(),
                                       column.loose_histograms))
      return false;
  }
  return in.AtEnd();
}

}  // namespace plumb::transfer
