#include "store/writer.h"

#include "store/family_table.h"

#include <algorithm>

namespace plumb::store {

StoreWriter::StoreWriter(std::shared_ptr<Environment> environment, DuplicatePolicy policy)
    : environment_(std::move(environment)),
      dictionary_(environment_->tables()),
      series_table_(environment_->tables(), dictionary_),
      layouts_(environment_->tables()),
      rows_(environment_->tables(), layouts_, policy) {}

SeriesHandle StoreWriter::Intern(const model::Labels& labels) {
  // A page is scraped again and again in the same order: the next one is almost always the right
  // one.
  const SeriesHandle guess = last_ + 1 < entries_.size() ? last_ + 1 : 0;
  if (guess < entries_.size() && entries_[guess].labels == labels) return last_ = guess;
  if (const auto known = handles_.find(labels.bytes()); known != handles_.end())
    return last_ = known->second;
  const auto handle = static_cast<SeriesHandle>(entries_.size());
  entries_.push_back({.labels = labels});
  handles_.emplace(entries_.back().labels.bytes(), handle);
  return last_ = handle;
}

// Another process has written, or our own transaction failed: what we know of the store may be
// wrong. Handles stay.
void StoreWriter::Forget() {
  for (Entry& entry : entries_) {
    entry.id = 0;
    entry.targets.clear();
  }
  dictionary_.Forget();
  postings_.Forget();
  layouts_.Forget();
  rows_.Forget();
  families_.clear();
  targets_.clear();
}

Result<CommitReport> StoreWriter::Commit(const Batch& batch) {
  PLUMB_ASSIGN(Environment::Write write, environment_->BeginWrite());
  Transaction& txn = *write.txn;
  const uint64_t id = txn.id();
  if (id != expected_id_) Forget();
  expected_id_ = 0;
  auto report = CommitInside(txn, batch);
  const bool wrote = txn.wrote();
  if (report.ok()) {
    if (const Status committed = txn.Commit(); !committed.ok()) report = committed.error();
  }
  if (!report.ok()) {
    Forget();
    return report;
  }
  // An empty commit does not make a new state, so the next transaction has the same number again.
  expected_id_ = wrote ? id + 1 : id;
  return report;
}

Result<CommitReport> StoreWriter::CommitInside(Transaction& txn, const Batch& batch) {
  const Tables& tables = environment_->tables();
  PLUMB_ASSIGN(next_, LoadNextIds(txn, tables));
  const NextIds before = next_;
  CommitReport report;
  for (const Block& block : batch.blocks) PLUMB_TRY(WriteBlock(txn, batch, block, report));
  PLUMB_TRY(rows_.Finish(txn));
  PLUMB_TRY(MergeFamilies(txn, batch.families));
  PLUMB_TRY(postings_.Flush(txn, tables));
  if (before != next_) PLUMB_TRY(SaveNextIds(txn, tables, next_));
  return report;
}

Status StoreWriter::WriteBlock(Transaction& txn, const Batch& batch, const Block& block,
                               CommitReport& report) {
  PLUMB_ASSIGN(TargetEntry * target, FindTarget(txn, block.target));
  Destination to{.target = target->id, .record = &target->record};
  at_time_.clear();
  elsewhen_.clear();
  for (const PendingSample& sample : block.samples) {
    Entry& entry = entries_[sample.series];
    if (entry.id == 0 || entry.targets.size() != 1 || entry.targets[0] != to.target)
      PLUMB_TRY(Resolve(txn, entry, to, report));
    Cell cell{.series = entry.id, .line = sample.line, .time = sample.time, .bits = sample.bits};
    if (sample.histogram != kNoHistogram) cell.histogram = &batch.histograms[sample.histogram];
    (block.scrape && sample.time == block.time ? at_time_ : elsewhen_).push_back(cell);
  }
  if (block.scrape) PLUMB_TRY(rows_.WriteScrape(txn, to, block, at_time_, next_, report));
  return rows_.WriteLoose(txn, to, elsewhen_, next_, report);
}

// Makes sure that the series has its number and is known under the target, and notes where else it
// was.
Status StoreWriter::Resolve(Transaction& txn, Entry& entry, Destination& to, CommitReport& report) {
  SeriesRecord record;
  if (entry.id == 0) {
    PLUMB_ASSIGN(SeriesTable::Found found,
                 series_table_.FindOrAdd(txn, entry.labels, next_, postings_));
    entry.id = found.id;
    entry.targets = found.record.targets;
    record = std::move(found.record);
    if (found.added) ++report.new_series;
  }
  const auto place = std::lower_bound(entry.targets.begin(), entry.targets.end(), to.target);
  if (place == entry.targets.end() || *place != to.target) {
    if (record.labels.empty()) {
      PLUMB_ASSIGN(record, series_table_.Load(txn, entry.id));
    }
    entry.targets.insert(place, to.target);
    record.targets = entry.targets;
    PLUMB_TRY(series_table_.Save(txn, entry.id, record));
  }
  for (const TargetId other : entry.targets) {
    if (other == to.target) continue;
    if (std::find(to.elsewhere.begin(), to.elsewhere.end(), other) == to.elsewhere.end())
      to.elsewhere.push_back(other);
  }
  return Ok();
}

Result<StoreWriter::TargetEntry*> StoreWriter::FindTarget(Transaction& txn,
                                                          const TargetName& name) {
  if (const auto known = targets_.find(name); known != targets_.end()) return &known->second;
  PLUMB_ASSIGN(auto found, FindOrAddTarget(txn, environment_->tables(), name, next_));
  return &targets_.emplace(name, TargetEntry{found.first, std::move(found.second)}).first->second;
}

Status StoreWriter::MergeFamilies(Transaction& txn, const std::vector<model::Metadata>& families) {
  for (const model::Metadata& family : families) {
    // Each scrape repeats its own: compare with the last before asking the store.
    const auto [known, added] = families_.try_emplace(family.metric, family);
    if (!added && known->second == family) continue;
    known->second = family;
    PLUMB_TRY(MergeFamily(txn, environment_->tables(), family));
  }
  return Ok();
}

}  // namespace plumb::store
