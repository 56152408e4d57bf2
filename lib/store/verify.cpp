#include "store/verify.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "encoding/fixed.h"
#include "encoding/histogram.h"
#include "store/family_table.h"
#include "store/hash_bucket.h"
#include "store/hint_table.h"
#include "store/packed_tables.h"
#include "store/postings.h"
#include "store/retention_rules.h"
#include "store/rollup_marks.h"
#include "store/segment_check.h"
#include "store/target_table.h"

namespace plumb::store {

namespace {

constexpr size_t kMaxProblems = 100;

class Verifier {
 public:
  Verifier(Snapshot& snapshot, const Progress& progress) : s_(snapshot), progress_(progress) {}

  Result<VerifyReport> Run() {
    PLUMB_ASSIGN(next_, LoadNextIds(*s_.txn, s_.tables()));
    PLUMB_TRY(CountWork());
    if (s_.txn->packed() != nullptr) PLUMB_TRY(CheckBlocks());
    PLUMB_TRY(CheckRetention());
    PLUMB_TRY(CheckLabels());
    PLUMB_TRY(CheckTargets());
    PLUMB_TRY(CheckSeries());
    PLUMB_TRY(CheckPostings());
    PLUMB_TRY(CheckLayouts());
    PLUMB_TRY(CheckRows());
    PLUMB_TRY(CheckAllSegments());
    PLUMB_TRY(CheckFamilies());
    if (s_.tables().roll != 0) PLUMB_TRY(CheckMarks());
    if (s_.tables().hint != 0) PLUMB_TRY(CheckHints());
    return report_;
  }

 private:
  using Visit = std::function<Status(std::string_view key, std::string_view value)>;

  template <typename... Parts>
  void Problem(fmt::format_string<Parts...> text, Parts&&... parts) {
    ++report_.problem_count;
    if (report_.problems.size() < kMaxProblems)
      report_.problems.push_back(fmt::format(text, std::forward<Parts>(parts)...));
  }

  // Entries are the measure: a segment has many more samples than a row, and there are fewer.
  Status CountWork() {
    if (!progress_) return Ok();
    const Tables& t = s_.tables();
    for (const MDB_dbi table :
         {t.pack, t.label, t.target, t.series, t.post, t.layout, t.row, t.seg, t.fam, t.hint}) {
      if (table == 0) continue;
      PLUMB_ASSIGN(const uint64_t entries, s_.txn->Count(table));
      work_ += entries;
    }
    return Ok();
  }

  void Step() {
    // A damaged table may have more entries than it says.
    if (progress_) progress_(std::min(++done_, work_), work_);
  }

  static uintptr_t PageOf(std::string_view key) {
    constexpr uintptr_t kSmallestPage = 4096;
    return reinterpret_cast<uintptr_t>(key.data()) / kSmallestPage;
  }

  // LMDB looks at more of a page when it comes to it from above than from the page before.
  Status LookUp(MDB_dbi table, std::string_view key) {
    PLUMB_ASSIGN(const auto found, s_.txn->Get(table, key));
    if (!found) Problem("an entry of a table is not found by its key");
    return Ok();
  }

  // Pages that are lost, or lie in another's place, show by the order and the number of entries.
  Status Walk(MDB_dbi table, const Visit& visit) {
    PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*s_.txn, table));
    PLUMB_ASSIGN(bool more, cursor.First());
    std::string before;
    uintptr_t page = 0;
    uint64_t entries = 0;
    while (more) {
      if (entries++ > 0 && cursor.key() <= before) Problem("entries of a table are out of order");
      before = cursor.key();
      if (std::exchange(page, PageOf(cursor.key())) != PageOf(cursor.key()))
        PLUMB_TRY(LookUp(table, cursor.key()));
      Step();
      PLUMB_TRY(visit(cursor.key(), cursor.value()));
      PLUMB_ASSIGN(more, cursor.Next());
    }
    PLUMB_ASSIGN(const uint64_t recorded, s_.txn->Count(table));
    if (entries != recorded) Problem("a table has {} entries instead of {}", entries, recorded);
    return Ok();
  }

  // As Walk, for tables whose keys are ids below `limit`.
  Status WalkIds(MDB_dbi table, std::string_view what, uint32_t limit,
                 const std::function<Status(uint32_t id, std::string_view value)>& visit) {
    return Walk(table, [&](std::string_view key, std::string_view value) -> Status {
      const uint32_t id = key.size() == 4 ? encoding::LoadBig32(key.data()) : 0;
      if (id == 0 || id >= limit) {
        Problem("{} {} is beyond the counter", what, id);
        return Ok();
      }
      return visit(id, value);
    });
  }

  // A table whose blocks are lost would look as if it were empty.
  Status CheckBlocks() {
    return Walk(s_.tables().pack, [&](std::string_view key, std::string_view value) -> Status {
      if (s_.txn->packed()->TableOf(key) == 0 || !PackedBlock::Decode(key, value))
        Problem("a block of packed entries makes no sense");
      return Ok();
    });
  }

  Status CheckRetention() {
    PLUMB_ASSIGN(const bool sound, HasSoundRetentionRules(*s_.txn, s_.tables()));
    if (!sound) Problem("the rules of retention make no sense");
    return Ok();
  }

  Status CheckLabels() {
    return Walk(s_.tables().label, [&](std::string_view key, std::string_view value) -> Status {
      const SymbolId symbol = value.size() == 4 ? encoding::LoadLittle<uint32_t>(value.data()) : 0;
      if (key.size() < 5 || symbol == 0 || symbol >= next_.symbol) {
        Problem("a label's entry makes no sense");
        return Ok();
      }
      if (!name_of_.emplace(symbol, encoding::LoadBig32(key.data())).second)
        Problem("symbol {} stands for two texts", symbol);
      PLUMB_ASSIGN(const auto text, s_.txn->Get(s_.tables().symbol, IdKey(symbol)));
      const std::string_view start = key.substr(4);
      const bool same = text && (text->size() <= kLongestPlainText
                                     ? *text == start
                                     : start.starts_with(text->substr(0, kLongestPlainText)));
      if (!same) Problem("symbol {} has another text than its entry", symbol);
      return Ok();
    });
  }

  Status CheckTargets() {
    return WalkIds(s_.tables().target, "target", next_.target,
                   [&](uint32_t id, std::string_view value) -> Status {
                     ++report_.targets;
                     const auto record = DecodeTarget(value);
                     if (!record) Problem("target {} makes no sense", id);
                     targets_.emplace(id, record && record->spread);
                     return Ok();
                   });
  }

  Status CheckSeries() {
    return WalkIds(s_.tables().series, "series", next_.series,
                   [&](uint32_t id, std::string_view value) { return CheckOneSeries(id, value); });
  }

  Status CheckOneSeries(SeriesId id, std::string_view value) {
    ++report_.series;
    auto record = DecodeSeries(value);
    if (!record || record->labels.empty() || record->targets.empty()) {
      Problem("series {} makes no sense", id);
      return Ok();
    }
    for (const TargetId target : record->targets)
      if (!targets_.contains(target))
        Problem("series {} is under target {}, which is not there", id, target);
    for (const auto& [name, symbol] : record->labels) {
      const auto known = name_of_.find(symbol);
      if (known == name_of_.end() || known->second != name || name == 0 ||
          !name_of_.contains(name)) {
        Problem("series {} has a label that is not in the index", id);
        return Ok();
      }
    }
    PLUMB_ASSIGN(const model::Labels labels, s_.series.LabelsOf(*s_.txn, *record));
    PLUMB_ASSIGN(const auto bucket,
                 LoadBucket(*s_.txn, s_.tables().shash, SeriesHashKey(labels.bytes())));
    if (std::find(bucket.begin(), bucket.end(), id) == bucket.end())
      Problem("series {} {} is not found by its hash", id, labels.ToString());
    label_count_ += record->labels.size();
    series_.emplace(id, *std::move(record));
    return Ok();
  }

  Status CheckPostings() {
    SymbolId value_before = 0;
    SeriesId last = 0;
    PLUMB_TRY(Walk(s_.tables().post, [&](std::string_view key, std::string_view blob) -> Status {
      std::vector<SeriesId> ids;
      if (key.size() != 8 || !DecodePostings(encoding::LoadBig32(key.data() + 4), blob, ids) ||
          blob.size() > kLargestPostingBlob) {
        Problem("a list of series makes no sense");
        return Ok();
      }
      const SymbolId value = encoding::LoadBig32(key.data());
      if (value == value_before && ids[0] <= last)
        Problem("the lists of series of symbol {} overlap", value);
      value_before = value;
      last = ids.back();
      report_.postings += ids.size();
      for (const SeriesId id : ids) CheckPosting(value, id);
      return Ok();
    }));
    // Each entry is right and none is there twice: then as many entries as labels are all of them.
    if (report_.postings != label_count_)
      Problem("the index has {} entries for {} labels of series", report_.postings, label_count_);
    return Ok();
  }

  void CheckPosting(SymbolId value, SeriesId id) {
    const auto series = series_.find(id);
    const auto name = name_of_.find(value);
    if (series == series_.end() || name == name_of_.end() ||
        series->second.Value(name->second) != value)
      Problem("the index says that series {} has symbol {}, which it has not", id, value);
  }

  Status CheckLayouts() {
    return WalkIds(s_.tables().layout, "layout", next_.layout,
                   [&](uint32_t id, std::string_view value) -> Status {
                     ++report_.layouts;
                     auto layout = DecodeLayout(value);
                     if (!layout) {
                       Problem("layout {} makes no sense", id);
                       return Ok();
                     }
                     for (const SeriesId series : layout->series)
                       if (!series_.contains(series))
                         Problem("layout {} has series {}, which is not there", id, series);
                     layouts_.emplace(id, *std::move(layout));
                     return Ok();
                   });
  }

  Status CheckRows() {
    layouts_.emplace(0, Layout{});
    return Walk(s_.tables().row, [&](std::string_view key, std::string_view value) -> Status {
      ++report_.rows;
      const auto row = RowView::Parse(value);
      if (key.size() != kRowKeySize || !row || !row->Verify(DecodeRowKey(key))) {
        Problem("a row's bytes or its checksum are wrong");
        return Ok();
      }
      CheckRow(DecodeRowKey(key), *row);
      return Ok();
    });
  }

  void CheckRow(const RowKey& key, const RowView& row) {
    const auto target = targets_.find(key.target);
    if (target == targets_.end())
      return Problem("a row is under target {}, which is not there", key.target);
    if (row.Has(kRowSpread) && (!target->second || key.time % kSpread != 0))
      Problem("target {} has a spread row where none may be", key.target);
    const auto found = layouts_.find(row.header().layout);
    if (found == layouts_.end() || found->second.series.size() != row.header().columns)
      return Problem("a row of target {} at {} does not fit its layout", key.target, key.time);
    const Layout& layout = found->second;
    for (size_t i = 0; i < row.header().columns; ++i) {
      if (!row.IsPresent(i)) continue;
      ++report_.samples;
      CheckSample(key, row, layout, i);
    }
  }

  void CheckSample(const RowKey& key, const RowView& row, const Layout& layout, size_t column) {
    const auto series = series_.find(layout.series[column]);
    if (series == series_.end()) return;  // told with the layout
    const auto& targets = series->second.targets;
    if (!std::binary_search(targets.begin(), targets.end(), key.target))
      Problem("series {} has samples under target {} and does not know it", series->first,
              key.target);
    if (layout.kinds[column] != ColumnKind::kHistogram) return;
    const auto bytes = row.HistogramBytes(column);
    if (!bytes || !encoding::DecodeHistogram(*bytes))
      Problem("a histogram of series {} at {} makes no sense", series->first, key.time);
  }

  Status CheckAllSegments() {
    const SegmentSurroundings known{targets_, series_};
    PLUMB_ASSIGN(const SegmentCounts counts,
                 CheckSegments(
                     s_, known, [this](const std::string& text) { Problem("{}", text); },
                     [this] { Step(); }));
    report_.segments = counts.segments;
    report_.samples += counts.samples;
    return Ok();
  }

  Status CheckMarks() {
    if (const auto state = LoadRollupState(*s_.txn, s_.tables()); !state.ok())
      Problem("what is known of the rollups makes no sense");
    return Walk(s_.tables().roll, [&](std::string_view key, std::string_view value) -> Status {
      if (key.size() != kRollupKeySize || value.size() != sizeof(uint64_t) ||
          encoding::LoadBiased64(key.data() + sizeof(TargetId)) % kDay != 0)
        Problem("a mark of the rollups makes no sense");
      return Ok();
    });
  }

  Status CheckFamilies() {
    return Walk(s_.tables().fam, [&](std::string_view, std::string_view value) -> Status {
      if (!DecodeFamily(value)) Problem("a metric family makes no sense");
      return Ok();
    });
  }

  Status CheckHints() {
    return Walk(s_.tables().hint, [&](std::string_view key, std::string_view value) -> Status {
      const TargetId target =
          key.size() == kHintKeySize ? encoding::LoadBig32(key.data()) : TargetId{0};
      if (!targets_.contains(target)) {
        Problem("a page hint is for target {}, which is not there", target);
        return Ok();
      }
      const bool good = DecodeHint(value, [&](const HintLine& line) {
        if (line.IsSample() && !series_.contains(line.series))
          Problem("a page hint of target {} has series {}, which is not there", target,
                  line.series);
      });
      if (!good) Problem("a page hint of target {} makes no sense", target);
      return Ok();
    });
  }

  Snapshot& s_;
  const Progress& progress_;
  uint64_t done_ = 0;
  uint64_t work_ = 0;
  VerifyReport report_;
  NextIds next_;
  std::unordered_map<SymbolId, SymbolId> name_of_;  // of each symbol; 0 of the names themselves
  std::unordered_map<TargetId, bool> targets_;      // whether it has spread rows
  std::unordered_map<SeriesId, SeriesRecord> series_;
  std::unordered_map<LayoutId, Layout> layouts_;
  uint64_t label_count_ = 0;
};

}  // namespace

Result<VerifyReport> Verify(Snapshot& snapshot, const Progress& progress) {
  const std::lock_guard guard(snapshot.mutex);
  return Verifier(snapshot, progress).Run();
}

}  // namespace plumb::store
