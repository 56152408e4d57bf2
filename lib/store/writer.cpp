#include "store/writer.h"

#include "store/family_table.h"
#include "store/room.h"

#include <algorithm>

namespace plumb::store {

StoreWriter::StoreWriter(std::shared_ptr<Environment> environment, DuplicatePolicy policy)
    : environment_(std::move(environment)),
      dictionary_(environment_->tables()),
      series_table_(environment_->tables(), dictionary_),
      series_maker_(environment_->tables(), dictionary_, series_table_),
      layouts_(environment_->tables()),
      rows_(environment_->tables(), layouts_, policy),
      policy_(policy) {}

SeriesHandle StoreWriter::Intern(const model::Labels& labels) {
  // A page is scraped again and again in the same order: the next one is almost always the right
  // one.
  const std::string_view bytes = labels.bytes();
  const SeriesHandle guess = last_ + 1 < entries_.size() ? last_ + 1 : 0;
  if (guess < entries_.size() && KnownLabels(entries_[guess]) == bytes) return last_ = guess;
  const auto place =
      label_sets_.Find(bytes, [this](uint32_t handle) { return KnownLabels(entries_[handle]); });
  if (place.there) return last_ = place.number;
  const auto handle = static_cast<SeriesHandle>(entries_.size());
  SetLabels(entries_.emplace_back(), label_sets_.Put(place, bytes, handle));
  return last_ = handle;
}

SeriesHandle StoreWriter::Assume(SeriesId id, const std::shared_ptr<LabelSource>& source,
                                 uint32_t line) {
  const auto handle = static_cast<SeriesHandle>(entries_.size());
  entries_.push_back({.source_line = line, .id = id, .assumed = true});
  if (sources_.empty() || sources_.back().second != source) sources_.emplace_back(handle, source);
  return handle;
}

void StoreWriter::SetLabels(Entry& entry, std::string_view kept) {
  entry.labels = kept.data();
  entry.labels_size = static_cast<uint32_t>(kept.size());
}

std::string_view StoreWriter::LabelsOf(SeriesHandle series) {
  Entry& entry = entries_[series];
  if (entry.labels == nullptr) {
    const auto behind =
        std::upper_bound(sources_.begin(), sources_.end(), series,
                         [](SeriesHandle wanted, const auto& at) { return wanted < at.first; });
    const model::Labels labels = std::prev(behind)->second->LabelsOf(entry.source_line);
    SetLabels(entry, label_sets_.Keep(labels.bytes()));
  }
  return KnownLabels(entry);
}

// Another process has written, or our own transaction failed: what we know of the store may be
// wrong. Handles stay, and so do the numbers of series that were committed.
void StoreWriter::Forget() {
  ++checks_;
  dictionary_.Forget();
  series_table_.Forget();
  wanted_.clear();
  wanted_handles_.clear();
  postings_.Forget();
  layouts_.Forget();
  rows_.Forget();
  families_.clear();
  targets_.clear();
}

// Some were given in a transaction that failed, and will be given to others.
void StoreWriter::ForgetIds() {
  for (Entry& entry : entries_)
    if (entry.labels != nullptr) entry.id = 0;
}

// Notes which series of a target have no number yet, for MakeWanted.
template <typename List>
Status StoreWriter::Want(Transaction& txn, const TargetName& target, const List& list) {
  PLUMB_ASSIGN(const TargetEntry* entry_of_target, FindTarget(txn, target));
  for (const auto& each : list) {
    Entry& entry = entries_[each.series];
    if (entry.id != 0) continue;
    // Stands for the number until there is one.
    entry.id = UINT32_MAX;
    wanted_.push_back({.labels = KnownLabels(entry), .target = entry_of_target->id});
    wanted_handles_.push_back(each.series);
  }
  return Ok();
}

// Finds or makes them, all at once.
Status StoreWriter::MakeWanted(Transaction& txn, CommitReport& report) {
  if (wanted_.empty()) return Ok();
  PLUMB_TRY(series_maker_.FindOrAdd(txn, wanted_, next_, postings_));
  for (size_t i = 0; i < wanted_.size(); ++i) {
    Entry& entry = entries_[wanted_handles_[i]];
    entry.id = wanted_[i].id;
    if (!wanted_[i].added) continue;
    ++report.new_series;
    entry.checked = checks_;
    entry.sole_target = wanted_[i].target;
  }
  wanted_.clear();
  wanted_handles_.clear();
  return Ok();
}

Result<CommitReport> StoreWriter::Commit(const Batch& batch) {
  return CommitWork(
      [&](Transaction& txn, CommitReport& report) { return CommitBatch(txn, batch, report); });
}

Result<CommitReport> StoreWriter::CommitBackfill(BackfillBatch& batch, Timestamp now) {
  return CommitWork([&](Transaction& txn, CommitReport& report) -> Status {
    for (const BackfillBatch::Hour& hour : batch.hours)
      PLUMB_TRY(Want(txn, hour.target, hour.series));
    PLUMB_TRY(MakeWanted(txn, report));
    std::vector<ClosedHour> hours;
    for (const BackfillBatch::Hour& hour : batch.hours) {
      PLUMB_ASSIGN(ClosedHour closed, ResolveHour(txn, batch, hour, report));
      hours.push_back(std::move(closed));
    }
    return WriteBackfill(txn, environment_->tables(), layouts_, rows_, hours, batch.histograms,
                         policy_, now, next_, report);
  });
}

Result<CommitReport> StoreWriter::CommitWork(const Work& work) {
  PLUMB_ASSIGN(Environment::Write write, environment_->BeginWrite());
  PLUMB_TRY(CheckRoom(*environment_));
  Transaction& txn = *write.txn;
  const uint64_t id = txn.id();
  if (id != expected_id_) Forget();
  expected_id_ = 0;
  const Tables& tables = environment_->tables();
  CommitReport report;
  const auto inside = [&]() -> Status {
    PLUMB_ASSIGN(next_, LoadNextIds(txn, tables));
    const NextIds before = next_;
    PLUMB_TRY(work(txn, report));
    PLUMB_TRY(postings_.Flush(txn, tables));
    return before != next_ ? SaveNextIds(txn, tables, next_) : Ok();
  };
  Status done = inside();
  const bool wrote = txn.wrote();
  if (done.ok()) done = txn.Commit();
  if (!done.ok()) {
    Forget();
    ForgetIds();
    return done.error();
  }
  // An empty commit does not make a new state, so the next transaction has the same number again.
  expected_id_ = wrote ? id + 1 : id;
  return report;
}

Result<CompactionReport> StoreWriter::Compact(Clock& clock, const CompactionBudget& budget) {
  if (written_.empty()) return CompactionReport{};
  const std::vector<TargetId> targets(written_.begin(), written_.end());
  return CompactDue(*environment_, clock, budget, targets);
}

Status StoreWriter::CommitBatch(Transaction& txn, const Batch& batch, CommitReport& report) {
  for (const Block& block : batch.blocks) PLUMB_TRY(Want(txn, block.target, block.samples));
  PLUMB_TRY(MakeWanted(txn, report));
  for (const Block& block : batch.blocks) PLUMB_TRY(WriteBlock(txn, batch, block, report));
  PLUMB_TRY(rows_.Finish(txn));
  PLUMB_TRY(MergeFamilies(txn, batch.families));
  for (const PendingHint& hint : batch.hints) PLUMB_TRY(KeepHint(txn, hint, report));
  return Ok();
}

Status StoreWriter::WriteBlock(Transaction& txn, const Batch& batch, const Block& block,
                               CommitReport& report) {
  PLUMB_ASSIGN(TargetEntry * target, FindTarget(txn, block.target));
  written_.insert(target->id);
  Destination to{.target = target->id, .record = &target->record};
  PLUMB_TRY(CheckSoleTargets(txn, block.samples, to.target));
  at_time_.clear();
  elsewhen_.clear();
  for (const PendingSample& sample : block.samples) {
    Entry& entry = entries_[sample.series];
    if (entry.checked != checks_ || entry.sole_target != to.target)
      PLUMB_TRY(Resolve(txn, sample.series, to, report));
    Cell cell{.series = entry.id, .line = sample.line, .time = sample.time, .bits = sample.bits};
    if (sample.histogram != kNoHistogram) cell.histogram = &batch.histograms[sample.histogram];
    (block.scrape && sample.time == block.time ? at_time_ : elsewhen_).push_back(cell);
  }
  if (block.scrape) PLUMB_TRY(rows_.WriteScrape(txn, to, block, at_time_, next_, report));
  return rows_.WriteLoose(txn, to, elsewhen_, next_, report);
}

// The samples of an hour with the numbers of their series, in the order of these.
Result<ClosedHour> StoreWriter::ResolveHour(Transaction& txn, BackfillBatch& batch,
                                            const BackfillBatch::Hour& hour, CommitReport& report) {
  PLUMB_ASSIGN(TargetEntry * target, FindTarget(txn, hour.target));
  written_.insert(target->id);
  ClosedHour closed{.to = {.target = target->id, .record = &target->record}, .start = hour.start};
  PLUMB_TRY(CheckSoleTargets(txn, hour.series, target->id));
  closed.series.reserve(hour.series.size());
  for (const BackfillBatch::Series& series : hour.series) {
    Entry& entry = entries_[series.series];
    if (entry.checked != checks_ || entry.sole_target != target->id)
      PLUMB_TRY(Resolve(txn, series.series, closed.to, report));
    closed.series.push_back(
        {entry.id, std::span(batch.samples).subspan(series.begin, series.end - series.begin)});
  }
  closed.Sort();
  return closed;
}

// Sees of all series whose number is known, but not what became of them, whether they are as most
// are: under this target and no other.
template <typename List>
Status StoreWriter::CheckSoleTargets(Transaction& txn, const List& list, TargetId target) {
  PLUMB_ASSIGN(auto check, SoleTargetCheck::Open(txn, environment_->tables(), target));
  for (const auto& each : list) {
    Entry& entry = entries_[each.series];
    if (entry.id == 0 || entry.checked == checks_) continue;
    PLUMB_ASSIGN(const bool sole, check.Holds(entry.id));
    if (!sole) continue;
    entry.sole_target = target;
    // Of an earlier check: a series may have left some since.
    if (!several_targets_.empty()) several_targets_.erase(each.series);
    entry.checked = checks_;
  }
  return Ok();
}

// Makes sure that the series is there and known under the target, and notes where else it was.
Status StoreWriter::Resolve(Transaction& txn, SeriesHandle series, Destination& to,
                            CommitReport& report) {
  Entry& entry = entries_[series];
  const auto is_under = [&](const std::vector<TargetId>& targets) {
    return std::binary_search(targets.begin(), targets.end(), to.target);
  };
  const auto known = several_targets_.find(series);
  if (entry.checked != checks_ || known == several_targets_.end() || !is_under(known->second)) {
    PLUMB_ASSIGN(SeriesRecord record, LoadOrAdd(txn, series, to.target, report));
    if (!is_under(record.targets)) {
      // Another handle of this series would not know.
      if (!record.targets.empty()) ++checks_;
      record.targets.insert(
          std::lower_bound(record.targets.begin(), record.targets.end(), to.target), to.target);
      PLUMB_TRY(series_table_.Save(txn, entry.id, record));
    }
    entry.checked = checks_;
    entry.sole_target = record.targets.size() == 1 ? to.target : TargetId{0};
    if (entry.sole_target != 0) {
      several_targets_.erase(series);
      return Ok();
    }
    several_targets_[series] = std::move(record.targets);
  }
  for (const TargetId other : several_targets_[series]) {
    if (other == to.target) continue;
    if (std::find(to.elsewhere.begin(), to.elsewhere.end(), other) == to.elsewhere.end())
      to.elsewhere.push_back(other);
  }
  return Ok();
}

// The record of the series as it is in the store now; made if there is none (any more).
Result<SeriesRecord> StoreWriter::LoadOrAdd(Transaction& txn, SeriesHandle series, TargetId target,
                                            CommitReport& report) {
  Entry& entry = entries_[series];
  PLUMB_ASSIGN(auto record, series_table_.LoadIfThere(txn, entry.id));
  if (record) return *std::move(record);
  SeriesMaker::Wanted made{.labels = LabelsOf(series), .target = target};
  PLUMB_TRY(series_maker_.FindOrAdd(txn, {&made, 1}, next_, postings_));
  entry.id = made.id;
  if (made.added) ++report.new_series;
  return series_table_.Load(txn, made.id);
}

// The number of a series; 0 if it has none, or somebody has removed it since it was stored.
Result<SeriesId> StoreWriter::CurrentId(const Transaction& txn, const Entry& entry) {
  if (entry.id == 0 || entry.checked == checks_) return entry.id;
  PLUMB_ASSIGN(const auto record, series_table_.LoadIfThere(txn, entry.id));
  return record ? entry.id : SeriesId{0};
}

Status StoreWriter::KeepHint(Transaction& txn, const PendingHint& hint, CommitReport& report) {
  PLUMB_ASSIGN(const TargetEntry* target, FindTarget(txn, hint.target));
  std::vector<HintLine> lines;
  lines.reserve(hint.lines.size());
  for (const PendingHint::Line& line : hint.lines) {
    HintLine kept{.kind = line.kind, .text = line.text};
    if (kept.IsSample()) {
      PLUMB_ASSIGN(kept.series, CurrentId(txn, entries_[line.series]));
    }
    // A series that another commit was to store has no number if that failed.
    if (!kept.IsSample() || kept.series != 0) lines.push_back(kept);
  }
  const std::string bytes = EncodeHint(lines);
  report.hint_bytes += bytes.size();
  return SaveHint(txn, environment_->tables(), target->id, hint.form, bytes);
}

Result<std::string> StoreWriter::ReadHint(const TargetName& target, HintForm form) {
  const Tables& tables = environment_->tables();
  PLUMB_ASSIGN(const auto txn, environment_->BeginRead());
  PLUMB_ASSIGN(const TargetId id, store::FindTarget(*txn, tables, target));
  if (id == 0) return std::string();
  PLUMB_ASSIGN(const auto bytes, LoadHint(*txn, tables, id, form));
  return std::string(bytes.value_or(std::string_view()));
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
