// SPDX-License-Identifier: Apache-2.0
#include "second_opinion/scraped_data.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "random_histogram.h"

namespace plumb::tests {

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

struct Target {
  TargetName name;
  DurationMs interval;
  DurationMs jitter;
};

const std::vector<Target>& Targets() {
  static const std::vector<Target> targets = {
      {{"api", "a1", "http://a1"}, 15 * kSecond, 20},
      {{"api", "b1", "http://b1"}, 30 * kSecond, 0},
      {{"db", "c1", "http://c1"}, kMinute, 3 * kSecond},
  };
  return targets;
}

class Generator {
 public:
  Generator(uint64_t seed, Content content)
      : random_(seed), small_random_(seed), content_(content) {}

  ScrapedData Make() {
    for (const Target& target : Targets()) AddTarget(target);
    if (content_ == Content::kEverything) AddLoose();
    std::stable_sort(
        data_.blocks.begin(), data_.blocks.end(),
        [](const GivenBlock& a, const GivenBlock& b) { return a.head.time < b.head.time; });
    return std::move(data_);
  }

 private:
  bool OneIn(uint64_t n) { return random_() % n == 0; }
  double Below(uint64_t n) { return static_cast<double>(random_() % n); }
  [[nodiscard]] bool regular() const { return content_ == Content::kRegular; }

  void AddTarget(const Target& target) {
    const DurationMs interval = regular() ? 15 * kSecond : target.interval;
    // A window begins and ends at whole seconds: half a second away from them there is no doubt
    // what lies in it.
    Timestamp time = kDataBegin + (regular() ? 500 : 0);
    std::set<model::Labels> before;
    values_.clear();
    for (; time < kDataEnd; time += interval) {
      if (OneIn(90)) time += interval * static_cast<DurationMs>(random_() % 40);
      const Timestamp at =
          regular() || target.jitter == 0
              ? time
              : time + static_cast<DurationMs>(random_() % static_cast<uint64_t>(target.jitter));
      AddScrape(target, at, before);
    }
  }

  void AddScrape(const Target& target, Timestamp at, std::set<model::Labels>& before) {
    GivenBlock block{.head = {.target = target.name, .scrape = true, .time = at, .complete = true}};
    block.head.failed = !regular() && OneIn(60);
    if (!block.head.failed) FillPage(target, block);
    std::set<model::Labels> now;
    for (const Given& sample : block.samples) {
      now.insert(sample.labels);
      data_.samples.push_back(sample);
    }
    for (const model::Labels& labels : before) {
      if (now.contains(labels) || regular()) continue;
      data_.samples.push_back({labels, at, model::kStaleBits, std::nullopt});
    }
    before = std::move(now);
    data_.blocks.push_back(std::move(block));
  }

  // A series that is away stays away for some scrapes.
  bool IsAway(const std::string& key) {
    int& away = away_[key];
    if (away > 0) --away;
    if (OneIn(60)) away = 1 + static_cast<int>(random_() % 12);
    return away > 0;
  }

  void Put(const Target& target, GivenBlock& block, const std::string& name,
           const std::string& label, const std::string& value, double number,
           std::optional<model::Histogram> histogram = std::nullopt) {
    if (IsAway(target.name.instance + name + value)) return;
    block.samples.push_back({{{"__name__", name},
                              {"job", target.name.job},
                              {"instance", target.name.instance},
                              {label, value}},
                             block.head.time,
                             std::bit_cast<uint64_t>(number),
                             std::move(histogram)});
  }

  void FillPage(const Target& target, GivenBlock& block) {
    Put(target, block, "up", "zone", "", OneIn(15) ? 0 : 1);
    for (const char* code : {"200", "500"}) {
      Put(target, block, "c_total", "code", code, Counter(std::string("c") + code, Below(40)));
      Put(target, block, "f_total", "code", code, Counter(std::string("f") + code, Below(99) / 7));
    }
    for (const char* zone : {"x", "y"}) Put(target, block, "g", "zone", zone, Gauge());
    Put(target, block, "level", "zone", "x", 20 + Below(8) / 4);
    PutBuckets(target, block);
    if (!regular()) PutHistograms(target, block);
  }

  double Counter(const std::string& key, double step) {
    double& value = values_[key];
    value = OneIn(50) ? std::floor(step) : value + step;
    return value;
  }

  double Gauge() {
    if (OneIn(40)) return std::numeric_limits<double>::quiet_NaN();
    if (OneIn(60)) return OneIn(2) ? kInf : -kInf;
    return (Below(80) - 40) / 8;
  }

  void PutBuckets(const Target& target, GivenBlock& block) {
    double sum = 0;
    for (const char* bound : {"0.1", "0.5", "1.0", "5.0", "+Inf"}) {
      sum += Counter(std::string("b") + bound, Below(5));
      Put(target, block, "b_bucket", "le", bound, sum);
    }
  }

  void PutHistograms(const Target& target, GivenBlock& block) {
    model::Histogram& counter = histograms_[target.name.instance];
    counter.positive_spans = {{-2, 3}, {1, 2}};
    counter.positive_buckets.resize(5);
    if (OneIn(40)) counter.positive_buckets.assign(5, 0);
    for (double& bucket : counter.positive_buckets) bucket += Below(6);
    counter.zero_threshold = 0.001;
    counter.count = counter.zero_count;
    for (const double bucket : counter.positive_buckets) counter.count += bucket;
    counter.sum = counter.count / 4;
    Put(target, block, "h", "zone", "x", 0, counter);
    Put(target, block, "h", "zone", "y", 0, RandomExponential(small_random_, 1, 0.001));
    Put(target, block, "custom", "zone", "x", 0, RandomCustom(small_random_));
    if ((block.head.time / kMinute) % 12 < 6)
      Put(target, block, "mixed", "zone", "x", 0, counter);
    else
      Put(target, block, "mixed", "zone", "x", counter.count);
  }

  // At any times, with markers of their own.
  void AddLoose() {
    for (const char* zone : {"x", "y"}) {
      GivenBlock block{.head = {.target = {"batch", "", ""}, .time = kDataEnd}};
      Timestamp time = kDataBegin;
      while (time < kDataEnd) {
        time += 1 + static_cast<Timestamp>(random_() % 70'000);
        if (OneIn(25)) time += static_cast<Timestamp>(random_() % 600'000);
        if (OneIn(5)) time -= time % kMinute;
        double value = OneIn(20)       ? 1e300 * (Below(5) - 2)
                       : Below(3) == 0 ? -0.0
                                       : (1 + Below(60)) / 16;
        if (OneIn(25)) value = model::StaleMarker();
        const Given sample{{{"__name__", "loose"}, {"job", "batch"}, {"zone", zone}},
                           time,
                           std::bit_cast<uint64_t>(value),
                           std::nullopt};
        if (!block.samples.empty() && block.samples.back().time >= time) continue;
        block.samples.push_back(sample);
        data_.samples.push_back(sample);
      }
      data_.blocks.push_back(std::move(block));
    }
  }

  Random random_;
  std::mt19937 small_random_;
  Content content_;
  ScrapedData data_;
  std::map<std::string, double> values_;
  std::map<std::string, int> away_;
  std::map<std::string, model::Histogram> histograms_;
};

}  // namespace

ScrapedData MakeScrapedData(uint64_t seed, Content content) {
  return Generator(seed, content).Make();
}

std::unique_ptr<model::MemorySource> InMemory(const ScrapedData& data) {
  auto source = std::make_unique<model::MemorySource>();
  for (const Given& sample : data.samples) {
    if (sample.histogram)
      source->AddHistogram(sample.labels, sample.time, *sample.histogram);
    else
      source->Add(sample.labels, sample.time, std::bit_cast<double>(sample.bits));
  }
  source->Finish();
  return source;
}

}  // namespace plumb::tests
