// What is read after samples were deleted or expired is what would be read had they never come:
// after each operation on a store, what is left of its input is written into a new store, and both
// are asked everything.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>

#include "maintenance/dead_series.h"
#include "maintenance/delete_samples.h"
#include "maintenance/expiry.h"
#include "promql/parser.h"
#include "store/reader.h"
#include "store/segment_table.h"
#include "store/suspect_table.h"
#include "store/target_rows.h"
#include "store/writer.h"
#include "stored_text.h"

namespace plumb::maintenance {
namespace {

using model::Labels;
using Random = std::mt19937_64;

constexpr Timestamp kBegin = 1'795'046'400'000;  // a midnight

struct Given {
  Labels labels;
  Timestamp time = 0;
  uint64_t bits = 0;
  std::optional<model::Histogram> histogram;
};
struct GivenBlock {
  store::Block head;
  std::vector<Given> samples;
};

// The samples that something answers, by the series' labels: a line each, bit for bit.
using Answer = std::map<std::string, std::string>;

class Store {
 public:
  Store() {
    std::string pattern = std::filesystem::temp_directory_path() / "plumb-store-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    environment_ = *store::Environment::Open(
        folder_ / "m.plumb",
        {.mode = store::OpenMode::kWrite, .map_size = uint64_t{256} << 20, .lock_deadline = 200});
    writer_ = std::make_unique<store::StoreWriter>(environment_);
  }
  ~Store() {
    writer_.reset();
    environment_.reset();
    std::filesystem::remove_all(folder_);
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  void Commit(const std::vector<GivenBlock>& blocks) {
    store::Batch batch;
    for (const GivenBlock& given : blocks) {
      store::Block& block = batch.blocks.emplace_back(given.head);
      for (const Given& sample : given.samples) {
        store::PendingSample pending{
            .series = writer_->Intern(sample.labels), .time = sample.time, .bits = sample.bits};
        if (sample.histogram) pending.histogram = batch.AddHistogram(*sample.histogram);
        block.samples.push_back(pending);
      }
    }
    const auto report = writer_->Commit(batch);
    ASSERT_TRUE(report.ok()) << report.error().message;
  }

  void Compact(Timestamp now, store::LateRows late) {
    ManualClock clock(now);
    const auto report =
        store::CompactDue(*environment_, clock, {.time = kDay, .bytes = 1u << 30, .late = late});
    ASSERT_TRUE(report.ok()) << report.error().message;
  }

  void ExpectClean() { tests::ExpectClean(environment_); }

  Answer Ask(model::TimeRange range) {
    Answer answer = tests::SeriesTexts(environment_, range);
    std::erase_if(answer, [](const auto& series) { return series.second.empty(); });
    return answer;
  }

  // Times and series of all samples but stale markers.
  std::set<std::pair<std::string, Timestamp>> Samples() {
    const auto reader = *store::Reader::Of(environment_);
    const model::TimeRange all{model::kMinTime, model::kMaxTime};
    const auto set = *reader->Select({{}, all});
    std::set<std::pair<std::string, Timestamp>> out;
    for (const auto& batch : set->batches()) {
      const auto columns = *set->Read(batch, all);
      for (size_t i = 0; i < batch.count; ++i) {
        const std::string labels = set->labels(batch.first + i).ToString();
        for (size_t k = 0; k < columns[i].values.size(); ++k)
          if (!model::IsStale(columns[i].values[k])) out.emplace(labels, (*columns[i].times)[k]);
        for (const auto& point : columns[i].histograms) out.emplace(labels, point.time);
      }
    }
    return out;
  }

  // The times of the scrapes of a target.
  std::set<Timestamp> Scrapes(const store::TargetName& name) {
    const auto reader = *store::Reader::Of(environment_);
    const store::StoreState state = reader->snapshot().state();
    std::set<Timestamp> times;
    const store::TargetId target = *store::FindTarget(state.txn, state.tables, name);
    const auto rows = *store::LoadRowsOf(state, target, {model::kMinTime, model::kMaxTime});
    for (const store::RowRef& ref : rows)
      if (ref.row.Has(store::kRowBlock)) times.insert(ref.key.time);
    for (const store::Level level : store::kRawLevels) {
      auto start = *store::FindPeriodFrom(state, level, target, INT64_MIN);
      for (; start; start = *store::FindPeriodFrom(state, level, target, *start + 1)) {
        const auto period = *store::LoadPeriodHead(state, level, target, *start);
        for (const auto& block : period->blocks()) times.insert(period->times()[block.at]);
      }
    }
    return times;
  }

  // What the index lists, and the targets.
  std::vector<std::string> Listings() {
    const auto reader = *store::Reader::Of(environment_);
    std::vector<std::string> out = *reader->ListLabelNames({});
    for (const std::string& name : std::vector(out)) {
      const auto values = *reader->ListLabelValues(name, {});
      for (const std::string& value : values) out.push_back(name + "=" + value);
    }
    return out;
  }

  bool HasSuspects() {
    const auto txn = *environment_->BeginRead();
    return !store::ListSuspectTargets(*txn, environment_->tables())->empty();
  }

  store::Environment& environment() { return *environment_; }

 private:
  std::filesystem::path folder_;
  std::shared_ptr<store::Environment> environment_;
  std::unique_ptr<store::StoreWriter> writer_;
};

// Blocks of three targets. No sample comes twice: which of two counts would depend on what was
// deleted between them.
class Input {
 public:
  explicit Input(Random& random) : random_(random) {
    constexpr DurationMs kIntervals[] = {2 * kMinute, 5 * kMinute, 20 * kMinute};
    for (size_t i = 0; i < 3; ++i)
      targets_.push_back({{"job", fmt::format("web{}", i), i == 2 ? "" : "http://a"},
                          kBegin,
                          kIntervals[random() % std::size(kIntervals)]});
  }

  std::vector<GivenBlock> Next() {
    std::vector<GivenBlock> blocks;
    for (uint64_t i = 1 + random_() % 40; i > 0; --i) blocks.push_back(NextBlock());
    return blocks;
  }
  [[nodiscard]] Timestamp newest() const { return newest_; }
  // It may come again.
  void Forget(const Given& sample) { seen_.erase({sample.labels.ToString(), sample.time}); }

 private:
  struct Target {
    store::TargetName name;
    Timestamp now = 0;
    DurationMs interval = 0;
    bool short_of_some = false;
    int generation = 0;  // some series get another label now and then
  };

  bool OneIn(uint64_t n) { return random_() % n == 0; }

  GivenBlock NextBlock() {
    Target& target = targets_[random_() % targets_.size()];
    if (OneIn(8)) return LooseBlock(target);
    Timestamp time = target.now += target.interval + 2 * static_cast<int64_t>(random_() % 25);
    if (OneIn(10)) time -= 2 * static_cast<int64_t>(random_() % (kDay / 4));  // late
    return Scrape(target, time);
  }

  GivenBlock Scrape(Target& target, Timestamp time) {
    newest_ = std::max(newest_, time);
    if (OneIn(10)) target.short_of_some = !target.short_of_some;
    if (OneIn(30)) ++target.generation;
    GivenBlock block{.head = {.target = target.name, .scrape = true, .time = time}, .samples = {}};
    block.head.complete = !OneIn(6);
    block.head.failed = OneIn(15);
    for (int i = 0; i < 12 && !block.head.failed; ++i) {
      if (OneIn(25) || (target.short_of_some && i % 3 == 0)) continue;
      // Times of their own are odd, those of scrapes even.
      const Timestamp own = time - 1 - 2 * static_cast<int64_t>(random_() % 40'000);
      Add(block, Sample(target, i, i >= 10 ? own : time));
    }
    return block;
  }

  GivenBlock LooseBlock(const Target& target) {
    GivenBlock block{.head = {.target = target.name}, .samples = {}};
    const Timestamp from =
        target.now - 2 * static_cast<int64_t>(random_() % (OneIn(3) ? kDay / 2 : kHour / 2));
    for (uint64_t i = random_() % 20; i > 0; --i) {
      const Timestamp time = from + 1 + 2 * static_cast<int64_t>(random_() % (90 * kSecond));
      Add(block, Sample(target, static_cast<int>(random_() % 14), time));
      newest_ = std::max(newest_, time);
    }
    return block;
  }

  void Add(GivenBlock& block, Given sample) {
    if (seen_.emplace(sample.labels.ToString(), sample.time).second)
      block.samples.push_back(std::move(sample));
  }

  Given Sample(const Target& target, int i, Timestamp time) {
    // Series 0 and 1 come under several targets.
    const std::string instance = i < 2 ? "shared" : target.name.instance;
    const std::string generation = i % 4 == 3 ? std::to_string(target.generation) : "";
    Given sample{.labels = {{"__name__", "m" + std::to_string(i)},
                            {"instance", instance},
                            {"g", generation}},
                 .time = time,
                 .histogram = {}};
    if (generation.empty())
      sample.labels = {{"__name__", "m" + std::to_string(i)}, {"instance", instance}};
    const auto count = static_cast<double>((time - kBegin) / 1000 / (i + 1) + OneIn(9));
    sample.bits = std::bit_cast<uint64_t>(i % 4 == 1 ? count / 7 : count);
    if (i % 5 == 4 && !OneIn(12)) {
      model::Histogram& h = sample.histogram.emplace(model::Histogram{.count = count, .sum = 0.1});
      h.positive_spans = {{0, 2}};
      h.positive_buckets = {1, count};
    }
    return sample;
  }

  Random& random_;
  std::vector<Target> targets_;
  std::set<std::pair<std::string, Timestamp>> seen_;
  Timestamp newest_ = kBegin;
};

// What is left of the input.
class Model {
 public:
  explicit Model(Input& input) : input_(input) {}

  void Add(const std::vector<GivenBlock>& blocks) {
    for (const GivenBlock& block : blocks) blocks_.push_back(block);
  }

  void Delete(const model::Matchers& matchers, model::TimeRange range) {
    std::map<store::TargetName, bool> whole;  // no other series
    for (const GivenBlock& block : blocks_) {
      bool& all = whole.try_emplace(block.head.target, true).first->second;
      for (const Given& sample : block.samples)
        all = all && model::MatchesAll(matchers, sample.labels);
    }
    EraseSamples([&](const Given& sample) {
      return range.Contains(sample.time) && model::MatchesAll(matchers, sample.labels);
    });
    EraseScrapes([&](const store::Block& head) {
      return whole[head.target] && range.Contains(head.time) && !HasSamplesAt(head);
    });
  }

  // Takes over which samples and scrapes there are, where the rules leave it open.
  void Expire(Store& store, const store::RetentionRules& rules, Timestamp now) {
    const auto left = store.Samples();
    std::map<store::TargetName, Timestamp> horizons;  // of the series that is kept the longest
    for (const GivenBlock& block : blocks_) {
      Timestamp& horizon = horizons.try_emplace(block.head.target, model::kMaxTime).first->second;
      for (const Given& sample : block.samples)
        horizon = std::min(horizon, Horizon(rules, sample.labels, now));
    }
    EraseSamples([&](const Given& sample) {
      const bool there = left.contains({sample.labels.ToString(), sample.time});
      const Timestamp horizon = Horizon(rules, sample.labels, now);
      EXPECT_TRUE(there || sample.time < horizon) << sample.labels.ToString() << sample.time;
      const Timestamp day_end = store::PeriodStart(store::Level::kDay, sample.time) + kDay;
      EXPECT_TRUE(!there || day_end > horizon) << sample.labels.ToString() << sample.time;
      return !there;
    });
    std::map<store::TargetName, std::set<Timestamp>> scrapes;
    for (const auto& [target, horizon] : horizons) scrapes[target] = store.Scrapes(target);
    EraseScrapes([&](const store::Block& head) {
      const bool there = scrapes[head.target].contains(head.time);
      EXPECT_TRUE(there || head.time < horizons[head.target]) << head.time;
      return !there;
    });
  }

  void Replay(Store& store) const {
    std::vector<GivenBlock> left;
    for (const GivenBlock& block : blocks_)
      if (block.head.scrape || !block.samples.empty()) left.push_back(block);
    store.Commit(left);
  }

 private:
  static Timestamp Horizon(const store::RetentionRules& rules, const Labels& labels,
                           Timestamp now) {
    for (const store::RetentionRule& rule : rules)
      if (model::MatchesAll(*ParseRuleSelector(rule.selector), labels))
        return rule.raw ? now - *rule.raw : model::kMinTime;
    return model::kMinTime;
  }

  template <typename Goes>
  void EraseSamples(Goes goes) {
    for (GivenBlock& block : blocks_)
      std::erase_if(block.samples, [&](const Given& sample) {
        const bool gone = goes(sample);
        if (gone) input_.Forget(sample);
        return gone;
      });
  }

  template <typename Goes>
  void EraseScrapes(Goes goes) {
    for (GivenBlock& block : blocks_) {
      if (!block.head.scrape || !goes(block.head)) continue;
      block.head.scrape = false;
      block.head.complete = block.head.failed = false;
    }
  }

  // Whether any block has a sample of the target at the time of the scrape.
  [[nodiscard]] bool HasSamplesAt(const store::Block& head) const {
    for (const GivenBlock& block : blocks_) {
      if (block.head.target != head.target) continue;
      for (const Given& sample : block.samples)
        if (sample.time == head.time) return true;
    }
    return false;
  }

  Input& input_;
  std::vector<GivenBlock> blocks_;
};

// The first difference of two answers; "" if they are the same.
std::string Difference(const Answer& wanted, const Answer& got) {
  Answer both = wanted;
  both.insert(got.begin(), got.end());
  for (const auto& [series, text] : both) {
    const auto lines = [&series = series](const Answer& answer) {
      const auto found = answer.find(series);
      return found == answer.end() ? std::string("nothing\n") : found->second;
    };
    const std::string a = lines(wanted);
    const std::string b = lines(got);
    if (a == b) continue;
    const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
    const size_t line = a.rfind('\n', static_cast<size_t>(at));
    const size_t from = line == std::string::npos ? 0 : line + 1;
    return fmt::format("{}: wanted\n{}\nnot\n{}", series, a.substr(from, 60), b.substr(from, 60));
  }
  return "";
}

class RemovalProperty : public ::testing::TestWithParam<unsigned> {
 protected:
  void Compare(int step) {
    store_.ExpectClean();
    Store fresh;
    model_.Replay(fresh);
    const Timestamp end = input_.newest() + kMinute;
    const model::TimeRange all{kBegin - kDay, end};
    ASSERT_EQ(Difference(fresh.Ask(all), store_.Ask(all)), "") << step;
    for (int i = 0; i < 6; ++i) {
      const Timestamp from =
          kBegin + static_cast<int64_t>(random_() % static_cast<uint64_t>(end - kBegin));
      const Timestamp to = from + static_cast<int64_t>(random_() % (3 * kHour));
      ASSERT_EQ(Difference(fresh.Ask({from, to}), store_.Ask({from, to})), "") << step;
    }
    if (store_.HasSuspects()) return;
    ASSERT_EQ(fresh.Listings(), store_.Listings()) << step;
  }

  void Delete() {
    static constexpr const char* kSelectors[] = {"m3",
                                                 R"({instance="web1"})",
                                                 R"({__name__=~"m[0-5]"})",
                                                 R"(m0{instance="shared"})",
                                                 R"({g=~".+"})",
                                                 R"({instance!=""})",
                                                 R"(m4{instance="web0"})",
                                                 "m10"};
    const auto matchers = *promql::ParseSelector(kSelectors[random_() % std::size(kSelectors)]);
    const auto span = static_cast<uint64_t>(input_.newest() - kBegin + kHour);
    const Timestamp from = kBegin + static_cast<int64_t>(random_() % span);
    model::TimeRange range{from, from + static_cast<int64_t>(random_() % (8 * kHour))};
    if (random_() % 4 == 0) range = {model::kMinTime, model::kMaxTime};
    const auto forecast = CountDeletion(store_.environment(), {matchers, range});
    ASSERT_TRUE(forecast.ok()) << forecast.error().message;
    ManualClock clock(input_.newest());
    const auto report = DeleteSamples(store_.environment(), clock, {matchers, range});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(forecast->counts.removed.samples, report->counts.removed.samples);
    deleted_ += report->counts.removed.samples;
    model_.Delete(matchers, range);
  }

  void Expire() {
    const store::RetentionRules rules = Rules();
    const Timestamp now = input_.newest() + static_cast<int64_t>(random_() % (12 * kHour));
    {
      auto write = *store_.environment().BeginWrite();
      ASSERT_TRUE(store::SaveRetentionRules(*write.txn, store_.environment().tables(), rules).ok());
      ASSERT_TRUE(write.txn->Commit().ok());
    }
    const auto forecast = ForecastExpiry(store_.environment(), now, rules);
    ASSERT_TRUE(forecast.ok()) << forecast.error().message;
    const size_t before = store_.Samples().size();
    ManualClock clock(now);
    const auto report = maintenance::Expire(store_.environment(), clock);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE(report->done);
    EXPECT_EQ(before - forecast->counts.removed.samples, store_.Samples().size());
    expired_ += forecast->counts.removed.samples;
    model_.Expire(store_, rules, now);
  }

  store::RetentionRules Rules() {
    store::RetentionRules rules;
    const auto keep = [&] {
      return random_() % 3 == 0 ? store::KeepTime()
                                : store::KeepTime(kHour * static_cast<int64_t>(2 + random_() % 40));
    };
    for (const char* selector : {R"({instance="web1"})", R"({__name__=~"m[3-8]"})", ""})
      if (random_() % 2 == 0) rules.push_back({.selector = selector, .raw = keep(), .rollups = {}});
    return rules;
  }

  Random random_{GetParam()};
  Store store_;
  Input input_{random_};
  Model model_{input_};
  uint64_t deleted_ = 0;
  uint64_t expired_ = 0;
};

TEST_P(RemovalProperty, WhatIsLeftReadsAsIfTheRestHadNeverCome) {
  for (int step = 0; step < 40 && !HasFatalFailure(); ++step) {
    const auto blocks = input_.Next();
    store_.Commit(blocks);
    model_.Add(blocks);
    if (random_() % 3 == 0)
      store_.Compact(input_.newest() - kHour + static_cast<int64_t>(random_() % (2 * kDay)),
                     random_() % 2 == 0 ? store::LateRows::kAny : store::LateRows::kEnough);
    const uint64_t what = random_() % 6;
    if (what == 0) Delete();
    if (what == 1) Expire();
    if (what == 2) {
      ManualClock clock(input_.newest());
      ASSERT_TRUE(RemoveDeadSeries(store_.environment(), clock).ok());
    }
    if (what < 3) Compare(step);
  }
  EXPECT_GT(deleted_ + expired_, 50u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RemovalProperty, ::testing::Range(1u, 13u));

}  // namespace
}  // namespace plumb::maintenance
