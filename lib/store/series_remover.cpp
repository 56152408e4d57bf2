#include "store/series_remover.h"

#include <algorithm>

#include "store/family_table.h"
#include "store/hash_bucket.h"
#include "store/postings.h"

namespace plumb::store {

namespace {

constexpr std::string_view kMetricLabel = "__name__";
// What the name of a series may have behind the name of its family.
constexpr std::string_view kSuffixes[] = {"",         "_bucket", "_count",  "_sum", "_total",
                                          "_created", "_info",   "_gcount", "_gsum"};

}  // namespace

Result<bool> SeriesRemover::Leave(SeriesId series, TargetId target) {
  PLUMB_ASSIGN(auto record, series_table_.LoadIfThere(*txn_, series));
  if (!record) return false;
  std::erase(record->targets, target);
  if (!record->targets.empty()) {
    PLUMB_TRY(series_table_.Save(*txn_, series, *record));
    return false;
  }
  PLUMB_ASSIGN(const model::Labels labels, series_table_.LabelsOf(*txn_, *record));
  PLUMB_TRY(RemoveFromBucket(*txn_, tables_->shash, SeriesHashKey(labels.bytes()), series));
  PLUMB_TRY(txn_->Delete(tables_->series, IdKey(series)));
  for (const auto& label : record->labels) values_[label].push_back(series);
  ++removed_;
  return true;
}

Status SeriesRemover::Finish() {
  for (auto& [label, series] : values_) {
    std::sort(series.begin(), series.end());
    PLUMB_ASSIGN(const bool none, RemovePostings(*txn_, *tables_, label.second, series));
    if (none) PLUMB_TRY(RemoveValue(label.first, label.second));
  }
  values_.clear();
  return RemoveFamilies();
}

// Nobody has this value; perhaps nobody has the label.
Status SeriesRemover::RemoveValue(SymbolId name, SymbolId value) {
  PLUMB_ASSIGN(const std::string_view name_text, dictionary_.Text(*txn_, name));
  const std::string label(name_text);
  PLUMB_ASSIGN(const std::string_view value_text, dictionary_.Text(*txn_, value));
  if (label == kMetricLabel) metrics_.emplace(value_text);
  PLUMB_TRY(dictionary_.Remove(*txn_, name, value_text));
  {
    PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*txn_, tables_->label));
    PLUMB_ASSIGN(const bool more, cursor.Seek(IdKey(name)));
    if (more && cursor.key().starts_with(IdKey(name))) return Ok();
  }
  return dictionary_.Remove(*txn_, kNames, label);
}

Status SeriesRemover::RemoveFamilies() {
  std::set<std::string> families;
  for (const std::string& metric : metrics_)
    for (const std::string_view suffix : kSuffixes)
      if (metric.ends_with(suffix))
        families.insert(metric.substr(0, metric.size() - suffix.size()));
  metrics_.clear();
  for (const std::string& family : families) {
    PLUMB_ASSIGN(const bool used, HasMetricOf(family));
    if (!used) PLUMB_TRY(RemoveFamily(*txn_, *tables_, family));
  }
  return Ok();
}

Result<bool> SeriesRemover::HasMetricOf(std::string_view family) {
  PLUMB_ASSIGN(const SymbolId name, dictionary_.Find(*txn_, kNames, kMetricLabel));
  if (name == 0) return false;
  for (const std::string_view suffix : kSuffixes) {
    PLUMB_ASSIGN(const SymbolId metric,
                 dictionary_.Find(*txn_, name, std::string(family) + std::string(suffix)));
    if (metric != 0) return true;
  }
  return false;
}

}  // namespace plumb::store
