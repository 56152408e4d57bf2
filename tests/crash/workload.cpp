#include "crash/workload.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/number.h"

namespace plumb::crash {

namespace {

constexpr uint32_t kSteadySeries = 60;
constexpr uint32_t kSharedSeries = 30;
constexpr uint32_t kNewSeries = 7;
constexpr uint32_t kLooseSeries = 12;
// Now and then a block has more columns than one row takes.
constexpr uint32_t kLargeEvery = 40;
constexpr uint32_t kLargeSeries = 2300;

// A counter, a decimal or a number of full precision: whatever it is, text carries it exactly.
double ValueOf(const Writer& writer, uint32_t block, uint32_t series) {
  const uint64_t hash =
      Hash64(fmt::format("{}/{}/{}/{}", writer.seed, writer.number, block, series));
  switch (series % 3) {
    case 0:
      return static_cast<double>(block) * 1000 + static_cast<double>(hash % 1000);
    case 1:
      return static_cast<double>(hash % 100'000) / 100;
    default:
      return static_cast<double>(hash >> 11) * 0x1p-53;
  }
}

std::string JobOf(const Writer& writer) {
  const bool shared = writer.load == Load::kShared || writer.load == Load::kChurn;
  return shared ? "shared" : fmt::format("own{}", writer.number);
}

class BlockMaker {
 public:
  BlockMaker(const Writer& writer, uint32_t block) : writer_(writer), block_(block) {}

  std::vector<Sample> Make() {
    Add({{"__name__", "crash_seq"}, {"job", job_}, {"writer", Number(writer_.number)}}, block_);
    switch (writer_.load) {
      case Load::kSteady:
        AddSeries("crash_steady", kSteadySeries);
        break;
      case Load::kShared:
        AddSeries("crash_shared", kSharedSeries);
        break;
      case Load::kLoose:
        AddSeries("crash_loose", kLooseSeries);
        break;
      case Load::kChurn:
        AddSeries("crash_shared", kSharedSeries);
        AddNewSeries();
        break;
    }
    if (writer_.load == Load::kSteady && block_ % kLargeEvery == kLargeEvery - 1)
      AddSeries("crash_large", kLargeSeries);
    return std::move(samples_);
  }

 private:
  static std::string Number(int64_t number) { return fmt::format("{}", number); }

  void Add(std::initializer_list<model::LabelView> labels, double value) {
    samples_.push_back({model::Labels(labels), BlockTime(writer_, block_), value});
  }

  void AddSeries(std::string_view name, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i)
      Add({{"__name__", name}, {"job", job_}, {"series", Number(i)}}, ValueOf(writer_, block_, i));
  }

  // Series that were never there; every other block has a label that is longer than LMDB's keys.
  void AddNewSeries() {
    const std::string filler(block_ % 2 == 0 ? 20 : 600, 'x');
    for (uint32_t i = 0; i < kNewSeries; ++i)
      Add({{"__name__", "crash_new"},
           {"id", fmt::format("{}{}-{}", filler, block_, i)},
           {"job", job_},
           {"shard", Number(i)}},
          ValueOf(writer_, block_, i));
  }

  const Writer& writer_;
  uint32_t block_;
  std::string job_ = JobOf(writer_);
  std::vector<Sample> samples_;
};

}  // namespace

Timestamp BlockTime(const Writer& writer, uint32_t block) {
  return kFirstTime + block * kBlockStep + writer.number;
}

std::vector<Sample> MakeBlock(const Writer& writer, uint32_t block) {
  return BlockMaker(writer, block).Make();
}

std::string BlockText(const Writer& writer, uint32_t block, uint64_t& lines) {
  const std::vector<Sample> samples = MakeBlock(writer, block);
  std::string text;
  if (writer.load != Load::kLoose)
    text = fmt::format("#! scrape job={} target=\"http://crash/{}\" time={} samples={} status=ok\n",
                       JobOf(writer), JobOf(writer), BlockTime(writer, block), samples.size());
  lines = samples.size() + (text.empty() ? 0 : 1);
  for (const Sample& sample : samples)
    text += fmt::format("{} {} {}\n", sample.labels.ToString(), FormatGeneral(sample.value),
                        sample.time);
  return text;
}

}  // namespace plumb::crash
