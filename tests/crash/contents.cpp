#include "crash/contents.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <set>

#include <fmt/format.h>

namespace plumb::crash {

namespace {

constexpr size_t kMostProblems = 10;

const Points& PointsOf(const Contents& contents, const model::Labels& labels) {
  static const Points kNone;
  const auto found = contents.series().find(labels);
  return found != contents.series().end() ? found->second : kNone;
}

// Goes along the points of one series; times are asked for in ascending order.
class Walk {
 public:
  explicit Walk(const Points& points) : at_(points.begin()), end_(points.end()) {}
  [[nodiscard]] Timestamp time() const { return at_ != end_ ? at_->first : model::kMaxTime; }
  // The value at this time, if there is one, and goes behind it.
  const uint64_t* Take(Timestamp time) {
    if (at_ == end_ || at_->first != time) return nullptr;
    return &(at_++)->second;
  }

 private:
  Points::const_iterator at_;
  Points::const_iterator end_;
};

class Comparison {
 public:
  Comparison(const Change& change, const Contents& seen, StepEnd end)
      : change_(change), seen_(seen), end_(end) {}

  std::vector<std::string> Run() {
    std::set<model::Labels> all;
    for (const Contents* contents : {&change_.before, &change_.after, &seen_})
      for (const auto& [labels, points] : contents->series()) all.insert(labels);
    for (const model::Labels& labels : all) CompareSeries(labels);
    if (count_ > problems_.size())
      problems_.push_back(fmt::format("and {} more", count_ - problems_.size()));
    return std::move(problems_);
  }

 private:
  void CompareSeries(const model::Labels& labels) {
    Walk before(PointsOf(change_.before, labels));
    Walk after(PointsOf(change_.after, labels));
    Walk seen(PointsOf(seen_, labels));
    while (true) {
      const Timestamp time = std::min({before.time(), after.time(), seen.time()});
      if (time == model::kMaxTime) return;
      Judge(labels, time, before.Take(time), after.Take(time), seen.Take(time));
    }
  }

  void Judge(const model::Labels& labels, Timestamp time, const uint64_t* before,
             const uint64_t* after, const uint64_t* seen) {
    const bool is = seen != nullptr;
    const bool as_after = is == (after != nullptr);
    const bool as_before = is == (before != nullptr);
    const bool fits = as_after || (as_before && end_ == StepEnd::kKilled) ||
                      (before != nullptr && IsOpen(labels, time, after));
    if (!fits) {
      Problem(labels, time, is ? "is there and should not be" : "is missing");
    } else if (is) {
      // Where only an open sample remains it is the one from before.
      const uint64_t* wanted = after != nullptr ? after : before;
      if (*seen != *wanted) Problem(labels, time, "has another value");
    }
  }

  [[nodiscard]] bool IsOpen(const model::Labels& labels, Timestamp time,
                            const uint64_t* after) const {
    return change_.open(labels, time) || (after == nullptr && change_.beside.Has(labels, time));
  }

  void Problem(const model::Labels& labels, Timestamp time, std::string_view what) {
    if (++count_ <= kMostProblems)
      problems_.push_back(fmt::format("{} at {} {}", labels.ToString(), time, what));
  }

  const Change& change_;
  const Contents& seen_;
  StepEnd end_;
  size_t count_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace

Result<Contents> Contents::Load(const store::Reader& reader) {
  constexpr model::TimeRange kAll{model::kMinTime, model::kMaxTime};
  PLUMB_ASSIGN(auto matcher, model::Matcher::Make("__name__", model::MatchOp::kRegex, ".+"));
  model::Selection selection{.matchers = {}, .range = kAll, .tier = 0};
  selection.matchers.push_back(std::move(matcher));
  PLUMB_ASSIGN(const auto set, reader.Select(selection));
  Contents contents;
  for (const auto& batch : set->batches()) {
    PLUMB_ASSIGN(const auto columns, set->Read(batch, kAll));
    for (size_t i = 0; i < columns.size(); ++i)
      for (size_t k = 0; k < columns[i].values.size(); ++k)
        if (!model::IsStale(columns[i].values[k]))
          contents.Add(set->labels(batch.first + i), (*columns[i].times)[k], columns[i].values[k]);
  }
  return contents;
}

void Contents::Add(const model::Labels& labels, Timestamp time, double value) {
  series_[labels].emplace_back(time, std::bit_cast<uint64_t>(value));
}

void Contents::Finish() {
  for (auto& [labels, points] : series_) {
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
  }
}

void Contents::Merge(const Contents& other) {
  for (const auto& [labels, points] : other.series_) {
    Points& mine = series_[labels];
    Points both;
    both.reserve(mine.size() + points.size());
    std::set_union(mine.begin(), mine.end(), points.begin(), points.end(),
                   std::back_inserter(both));
    mine = std::move(both);
  }
}

void Contents::Remove(const model::Matchers& matchers, model::TimeRange range) {
  RemoveIf([&](const model::Labels& labels, Timestamp time) {
    return range.Contains(time) && model::MatchesAll(matchers, labels);
  });
}

void Contents::RemoveIf(const Predicate& goes) {
  for (auto& [labels, points] : series_)
    std::erase_if(points,
                  [&, &name = labels](const auto& point) { return goes(name, point.first); });
  std::erase_if(series_, [](const auto& entry) { return entry.second.empty(); });
}

bool Contents::Has(const model::Labels& labels, Timestamp time) const {
  const auto found = series_.find(labels);
  if (found == series_.end()) return false;
  const auto at =
      std::lower_bound(found->second.begin(), found->second.end(), std::pair{time, uint64_t{0}});
  return at != found->second.end() && at->first == time;
}

size_t Contents::size() const {
  size_t count = 0;
  for (const auto& [labels, points] : series_) count += points.size();
  return count;
}

std::vector<std::string> Compare(const Change& change, const Contents& seen, StepEnd end) {
  return Comparison(change, seen, end).Run();
}

}  // namespace plumb::crash
