#include "store/reader.h"

#include <algorithm>
#include <set>

#include "encoding/fixed.h"
#include "store/family_table.h"
#include "store/series_set.h"
#include "store/target_extent.h"
#include "store/target_table.h"

namespace plumb::store {

Result<std::unique_ptr<Reader>> Reader::Open(const std::string& path, OpenOptions options) {
  options.mode = OpenMode::kRead;
  PLUMB_ASSIGN(auto environment, Environment::Open(path, options));
  return Of(std::move(environment));
}

Result<std::unique_ptr<Reader>> Reader::Of(std::shared_ptr<Environment> environment) {
  PLUMB_ASSIGN(auto snapshot, Snapshot::Take(std::move(environment)));
  return std::unique_ptr<Reader>(new Reader(std::move(snapshot)));
}

Status Reader::Renew() {
  PLUMB_ASSIGN(snapshot_, Snapshot::Take(snapshot_->environment));
  reading_ = std::make_shared<SeriesReading>(snapshot_);
  return Ok();
}

Result<std::unique_ptr<model::SeriesSet>> Reader::Select(const model::Selection& selection) const {
  PLUMB_ASSIGN(auto set, StoreSeriesSet::Make(reading_, selection));
  return std::unique_ptr<model::SeriesSet>(std::move(set));
}

Result<std::optional<model::Extent>> Reader::FindExtent() const {
  const std::lock_guard guard(snapshot_->mutex);
  std::optional<model::Extent> all;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*snapshot_->txn, snapshot_->tables().target));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    const auto record = DecodeTarget(cursor.value());
    if (!record || cursor.key().size() != 4)
      return DamagedError(snapshot_->environment->path(), "a target makes no sense");
    const TargetId target = encoding::LoadBig32(cursor.key().data());
    PLUMB_ASSIGN(const auto extent, FindTargetExtent(*snapshot_, target, record->spread));
    const auto widen = [&all](Timestamp oldest, Timestamp newest) {
      all = all ? model::Extent{std::min(all->oldest, oldest), std::max(all->newest, newest)}
                : model::Extent{oldest, newest};
    };
    if (extent) widen(extent->oldest, extent->newest);
    for (const Tier& tier : kTiers) {
      PLUMB_ASSIGN(const auto ends, FindTierEnds(snapshot_->state(), tier, target));
      if (ends) widen(ends->from, extent ? extent->newest : ends->to);
    }
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return all;
}

Result<std::vector<model::Metadata>> Reader::ListMetadata() const {
  const std::lock_guard guard(snapshot_->mutex);
  return LoadFamilies(*snapshot_->txn, snapshot_->tables());
}

Result<std::vector<std::string>> Reader::ListTexts(SymbolId name) const {
  std::vector<std::string> texts;
  PLUMB_TRY(snapshot_->dictionary.Walk(*snapshot_->txn, name, "",
                                       [&](SymbolId, std::string_view text) -> Result<bool> {
                                         texts.emplace_back(text);
                                         return true;
                                       }));
  // The index is in order but for texts too long for a key.
  std::sort(texts.begin(), texts.end());
  return texts;
}

Result<std::vector<std::string>> Reader::TextsOf(const std::vector<SymbolId>& symbols) const {
  const std::lock_guard guard(snapshot_->mutex);
  std::vector<std::string> texts;
  texts.reserve(symbols.size());
  for (const SymbolId symbol : symbols) {
    PLUMB_ASSIGN(const std::string_view text, snapshot_->dictionary.Text(*snapshot_->txn, symbol));
    texts.emplace_back(text);
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

Result<std::vector<std::string>> Reader::ListLabelNames(const model::Selection& selection) const {
  if (!selection.matchers.empty()) {
    std::set<SymbolId> names;
    PLUMB_TRY(StoreSeriesSet::Visit(snapshot_, selection, [&](SeriesId, const SeriesView& record) {
      record.ForEachLabel([&](SymbolId name, SymbolId) { names.insert(name); });
      return Ok();
    }));
    return TextsOf({names.begin(), names.end()});
  }
  const std::lock_guard guard(snapshot_->mutex);
  return ListTexts(kNames);
}

Result<std::vector<std::string>> Reader::ListLabelValues(const std::string& name,
                                                         const model::Selection& selection) const {
  SymbolId symbol = 0;
  {
    const std::lock_guard guard(snapshot_->mutex);
    PLUMB_ASSIGN(symbol, snapshot_->dictionary.Find(*snapshot_->txn, kNames, name));
    if (symbol == 0) return std::vector<std::string>();
    if (selection.matchers.empty()) return ListTexts(symbol);
  }
  std::vector<SymbolId> values;
  PLUMB_TRY(StoreSeriesSet::Visit(snapshot_, selection, [&](SeriesId, const SeriesView& record) {
    const SymbolId value = record.Value(symbol);
    if (value != 0 && (values.empty() || values.back() != value)) values.push_back(value);
    return Ok();
  }));
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return TextsOf(values);
}

}  // namespace plumb::store
