#include "store/series_lives.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "store/common_series.h"

namespace plumb::store {

namespace {

// What is added to each life: reading a few columns more costs less than reading twice.
constexpr DurationMs kSlack = 30 * kMinute;
// How many times as long as the lives together the columns of a group may be.
constexpr DurationMs kWaste = 2;

void Widen(Life& life, const Life& by) {
  life.from = std::min(life.from, by.from);
  life.to = std::max(life.to, by.to);
}

DurationMs LengthOf(const Life& life) {
  return life.to - life.from + kSlack;
}

// Lives of about one length have one class.
auto ClassOf(const Life& life) {
  return std::bit_width(static_cast<uint64_t>(LengthOf(life) / kSlack));
}

// Of samples with times of their own it is only known that they are in the period.
class LivesInSegment {
 public:
  LivesInSegment(const StoredPeriod& period, const encoding::SegmentView& view)
      : whole_{period.start, period.start + PeriodLength(period.level) - 1}, view_(view) {}

  Life Of(size_t entry) {
    if (view_.HasOwnTimes(entry)) return whole_;
    // Series that came and went together stand together and have one pattern.
    const uint32_t pattern = view_.entries()[entry].pattern;
    if (pattern != pattern_) {
      const auto extent = view_.ExtentOf(entry);
      life_ = extent ? Life{view_.times()[extent->first], view_.times()[extent->last]} : whole_;
      pattern_ = pattern;
    }
    return life_;
  }

 private:
  Life whole_;
  const encoding::SegmentView& view_;
  uint32_t pattern_ = UINT32_MAX;
  Life life_ = kNoLife;
};

}  // namespace

std::vector<LayoutLife> FindLayoutLives(std::span<const RowRef> rows) {
  std::vector<LayoutLife> lives;
  std::unordered_map<const Layout*, size_t> known;
  size_t last = 0;
  for (const RowRef& row : rows) {
    if (lives.empty() || lives[last].layout != row.layout) {
      const auto [at, added] = known.try_emplace(row.layout.get(), lives.size());
      if (added) lives.push_back({row.layout});
      last = at->second;
    }
    const Timestamp time = row.key.time;
    Widen(lives[last].life, {time, row.row.Has(kRowSpread) ? time + kSpread : time});
  }
  return lives;
}

void AddLives(std::span<const LayoutLife> layouts, std::span<const SeriesId> series,
              std::span<Life> lives) {
  for (const LayoutLife& one : layouts) {
    const std::vector<SeriesId>& columns = one.layout->series;
    ForEachCommon(
        columns.size(), [&](size_t i) { return columns[i]; }, series,
        [&](size_t, size_t wanted) { Widen(lives[wanted], one.life); });
  }
}

void AddLives(std::span<const StoredPeriod> periods, std::span<const SeriesId> series,
              std::span<Life> lives) {
  for (const StoredPeriod& period : periods) {
    for (const SegmentRef& segment : period.segments) {
      LivesInSegment in_segment(period, segment.view);
      const auto& entries = segment.view.entries();
      ForEachCommon(
          entries.size(), [&](size_t i) { return entries[i].series; }, series,
          [&](size_t i, size_t wanted) { Widen(lives[wanted], in_segment.Of(i)); });
    }
  }
}

std::vector<LifeGroup> GroupByLife(std::span<const Life> lives) {
  // Mostly, all of a target's.
  if (!lives.empty() && lives[0].from <= lives[0].to &&
      std::all_of(lives.begin(), lives.end(), [&](const Life& life) { return life == lives[0]; })) {
    LifeGroup all{.life = lives[0], .members = std::vector<size_t>(lives.size())};
    std::iota(all.members.begin(), all.members.end(), size_t{0});
    return {std::move(all)};
  }
  std::vector<size_t> order;
  for (size_t i = 0; i < lives.size(); ++i)
    if (lives[i].from <= lives[i].to) order.push_back(i);
  const auto rank = [&](size_t i) { return std::tuple(ClassOf(lives[i]), lives[i].from, i); };
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return rank(a) < rank(b); });
  std::vector<LifeGroup> groups;
  DurationMs lived = 0;
  for (const size_t i : order) {
    lived += LengthOf(lives[i]);
    Life wider = groups.empty() ? lives[i] : groups.back().life;
    Widen(wider, lives[i]);
    const auto columns =
        static_cast<DurationMs>(groups.empty() ? 0 : groups.back().members.size() + 1);
    if (groups.empty() || LengthOf(wider) * columns > kWaste * lived) {
      groups.emplace_back();
      wider = lives[i];
      lived = LengthOf(lives[i]);
    }
    groups.back().life = wider;
    groups.back().members.push_back(i);
  }
  for (LifeGroup& group : groups) std::sort(group.members.begin(), group.members.end());
  return groups;
}

std::vector<Scrape> FindScrapes(std::span<const RowRef> rows,
                                std::span<const StoredPeriod> periods) {
  std::vector<Scrape> all;
  for (const StoredPeriod& period : periods)
    for (const encoding::SegmentBlock& block : period.blocks())
      all.push_back({period.times()[block.at], block.complete || block.failed});
  for (const RowRef& row : rows)
    if (row.row.Has(kRowBlock))
      all.push_back({row.key.time, row.row.Has(kRowComplete | kRowFailed)});
  const auto earlier = [](const Scrape& a, const Scrape& b) { return a.time < b.time; };
  if (!std::is_sorted(all.begin(), all.end(), earlier)) std::sort(all.begin(), all.end(), earlier);
  // A scrape may be in rows and segments, and in several rows: it is settled if any says so.
  std::vector<Scrape> scrapes;
  for (const Scrape& scrape : all) {
    if (scrapes.empty() || scrapes.back().time != scrape.time)
      scrapes.push_back(scrape);
    else
      scrapes.back().settled |= scrape.settled;
  }
  return scrapes;
}

Timestamp LastThatEnds(std::span<const Scrape> scrapes, Timestamp last) {
  auto scrape =
      std::upper_bound(scrapes.begin(), scrapes.end(), last,
                       [](Timestamp time, const Scrape& behind) { return time < behind.time; });
  for (int i = 0; i < kBlocksBefore && scrape != scrapes.end(); ++i, ++scrape) {
    last = scrape->time;
    if (scrape->settled) break;
  }
  return last;
}

}  // namespace plumb::store
