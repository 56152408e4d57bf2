// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "second_opinion/opinions.h"
#include "store/reader.h"

namespace plumb::tests {

namespace {

// The series of another set, each in a batch of its own.
class SplitSet : public model::SeriesSet {
 public:
  explicit SplitSet(std::unique_ptr<model::SeriesSet> whole) : whole_(std::move(whole)) {
    for (const Batch& batch : whole_->batches()) {
      for (size_t i = 0; i < batch.count; ++i) {
        Batch one = batch;
        one.first = batch.first + i;
        one.count = 1;
        batches_.push_back(one);
        origins_.push_back(batch);
      }
    }
  }
  [[nodiscard]] size_t size() const override { return whole_->size(); }
  [[nodiscard]] const model::Labels& labels(size_t index) const override {
    return whole_->labels(index);
  }
  [[nodiscard]] const std::vector<Batch>& batches() const override { return batches_; }
  Result<std::vector<model::SampleColumn>> Read(const Batch& batch,
                                                model::TimeRange range) const override {
    for (const Batch& origin : origins_) {
      if (batch.first < origin.first || batch.first >= origin.first + origin.count) continue;
      PLUMB_ASSIGN(std::vector<model::SampleColumn> columns, whole_->Read(origin, range));
      std::vector<model::SampleColumn> one;
      one.push_back(std::move(columns[batch.first - origin.first]));
      return one;
    }
    return Error{Exit::kOutside, "no such batch"};
  }

 private:
  std::unique_ptr<model::SeriesSet> whole_;
  std::vector<Batch> batches_;
  std::vector<Batch> origins_;  // one a batch
};

class SplitSource : public model::SeriesSource {
 public:
  explicit SplitSource(std::unique_ptr<model::SeriesSource> whole) : whole_(std::move(whole)) {}
  Result<std::unique_ptr<model::SeriesSet>> Select(
      const model::Selection& selection) const override {
    PLUMB_ASSIGN(auto set, whole_->Select(selection));
    return std::unique_ptr<model::SeriesSet>(std::make_unique<SplitSet>(std::move(set)));
  }
  Result<std::optional<model::Extent>> FindExtent() const override { return whole_->FindExtent(); }
  [[nodiscard]] bool closed() const override { return whole_->closed(); }
  Result<std::vector<model::Metadata>> ListMetadata() const override {
    return whole_->ListMetadata();
  }

 private:
  std::unique_ptr<model::SeriesSource> whole_;
};

std::unique_ptr<GeneratedStore> StoreOf(const ScrapedData& data) {
  auto store = std::make_unique<GeneratedStore>();
  store->Commit(data.blocks, DuplicatePolicy::kKeepFirst);
  return store;
}

// Compacts all that is due at a time; an hour before it there are rows still.
void CompactAt(GeneratedStore& store, Timestamp now) {
  const CompactionReport report = store.Compact(now, {.time = kHour, .bytes = uint64_t{1} << 30});
  PLUMB_ASSERT(report.done && report.segments > 0);
}

}  // namespace

Places::Places(const ScrapedData& data) {
  auto memory = InMemory(data);
  tracks_ = reference::TracksOf(memory->series());
  Add("memory", std::move(memory));
  Add("memory, batches of one", std::make_unique<SplitSource>(InMemory(data)));
  const struct {
    const char* name;
    std::optional<Timestamp> compacted;
  } kinds[] = {{"rows", std::nullopt},
               {"rows and segments", kFullHour + kHour / 2},
               {"segments", kFullHour + 3 * kDay}};
  for (const auto& kind : kinds) {
    auto store = StoreOf(data);
    if (kind.compacted) CompactAt(*store, *kind.compacted);
    Add(kind.name, *store::Reader::Of(store->environment()));
    stores_.push_back(std::move(store));
  }
}

Places::~Places() {
  sources_.clear();  // readers before the stores that they read
}

void Places::Add(const std::string& name, std::unique_ptr<model::SeriesSource> source) {
  for (const unsigned threads : {1U, 2U})
    settings_.push_back({name + (threads == 1 ? "" : ", 2 threads"), source.get(), threads});
  sources_.push_back(std::move(source));
}

}  // namespace plumb::tests
