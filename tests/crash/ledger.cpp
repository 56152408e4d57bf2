#include "crash/ledger.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "model/sample.h"
#include "store/reader.h"
#include "store/verify.h"

namespace plumb::crash {

namespace {

constexpr size_t kMostProblems = 20;

// All samples from a time on, by the bytes of their labels.
using Stored = std::unordered_map<std::string, std::unordered_map<Timestamp, double>>;

Status LoadAll(const store::Reader& reader, Timestamp from, Stored& stored, size_t& count) {
  const model::TimeRange range = {from, model::kMaxTime};
  PLUMB_ASSIGN(auto matcher, model::Matcher::Make("__name__", model::MatchOp::kRegex, ".+"));
  PLUMB_ASSIGN(const auto set, reader.Select({{std::move(matcher)}, range}));
  for (const auto& batch : set->batches()) {
    PLUMB_ASSIGN(const auto columns, set->Read(batch, range));
    for (size_t i = 0; i < columns.size(); ++i) {
      auto& series = stored[set->labels(batch.first + i).bytes()];
      for (size_t k = 0; k < columns[i].values.size(); ++k) {
        // Where a series ended is derived, nobody wrote it.
        if (model::IsStale(columns[i].values[k])) continue;
        series.emplace((*columns[i].times)[k], columns[i].values[k]);
        ++count;
      }
    }
  }
  return Ok();
}

class Checker {
 public:
  Checker(const Stored& stored, StoreCheck& check) : stored_(stored), check_(check) {}

  void CheckWriter(const Ledger& ledger, uint32_t first_block) {
    for (uint32_t block = first_block; block < ledger.acknowledged.size(); ++block)
      CheckBlock(ledger, block);
  }
  [[nodiscard]] size_t accounted() const { return accounted_; }

 private:
  template <typename... Parts>
  void Problem(fmt::format_string<Parts...> text, Parts&&... parts) {
    if (check_.problems.size() < kMostProblems)
      check_.problems.push_back(fmt::format(text, std::forward<Parts>(parts)...));
  }

  [[nodiscard]] const double* Find(const Sample& sample) const {
    const auto series = stored_.find(sample.labels.bytes());
    if (series == stored_.end()) return nullptr;
    const auto found = series->second.find(sample.time);
    return found != series->second.end() ? &found->second : nullptr;
  }

  void CheckBlock(const Ledger& ledger, uint32_t block) {
    const std::vector<Sample> samples = MakeBlock(ledger.writer, block);
    size_t there = 0;
    size_t right = 0;
    for (const Sample& sample : samples) {
      const double* value = Find(sample);
      if (value == nullptr) continue;
      ++there;
      if (*value == sample.value)
        ++right;
      else
        Problem("{} at {} is {} instead of {}", sample.labels.ToString(), sample.time, *value,
                sample.value);
    }
    accounted_ += there;
    const bool must = ledger.acknowledged[block];
    if (must) ++check_.acknowledged;
    if (must && right == samples.size()) ++check_.present;
    if (there != samples.size() && (must || there != 0))
      Problem("of {} block {} of writer {} there are {} samples of {}",
              must ? "acknowledged" : "unacknowledged", block, ledger.writer.number, there,
              samples.size());
  }

  const Stored& stored_;
  StoreCheck& check_;
  size_t accounted_ = 0;
};

}  // namespace

size_t Ledger::AcknowledgedCount() const {
  return static_cast<size_t>(std::count(acknowledged.begin(), acknowledged.end(), true));
}

int64_t Ledger::NewestAcknowledged() const {
  const auto newest = std::find(acknowledged.rbegin(), acknowledged.rend(), true);
  return acknowledged.rend() - newest - 1;
}

Result<StoreCheck> CheckStore(const std::string& path, const std::vector<const Ledger*>& ledgers,
                              uint32_t first_block) {
  PLUMB_ASSIGN(const auto reader, store::Reader::Open(path));
  PLUMB_ASSIGN(const store::VerifyReport report, store::Verify(reader->snapshot()));
  StoreCheck check;
  check.problems = report.problems;
  Stored stored;
  PLUMB_TRY(LoadAll(*reader, kFirstTime + first_block * kBlockStep, stored, check.samples));
  Checker checker(stored, check);
  for (const Ledger* ledger : ledgers) checker.CheckWriter(*ledger, first_block);
  if (checker.accounted() != check.samples)
    check.problems.push_back(fmt::format("the store has {} samples that nobody wrote",
                                         check.samples - checker.accounted()));
  return check;
}

}  // namespace plumb::crash
