#include "maintenance/cardinality.h"

#include <algorithm>

#include "store/label_counts.h"
#include "store/postings.h"
#include "store/series_search.h"

namespace plumb::maintenance {

namespace {

using store::SeriesId;
using store::Snapshot;
using store::SymbolId;

// One candidate, still by numbers: texts are looked up for those that stay.
struct Candidate {
  SymbolId name = 0;
  SymbolId value = 0;
  uint64_t weight = 0;
  uint64_t series = 0;
  uint64_t values = 0;
  uint64_t value_bytes = 0;
};

class Search {
 public:
  Search(Snapshot& snapshot, const TopRequest& request) : s_(snapshot), request_(request) {}

  Result<TopReport> Run() {
    PLUMB_ASSIGN(newest_, store::FindNewestSeriesBefore(s_, request_.since));
    PLUMB_ASSIGN(metric_name_, s_.dictionary.Find(*s_.txn, store::kNames, model::kMetricName));
    PLUMB_TRY(CountSeries());
    PLUMB_ASSIGN(std::vector<Candidate> candidates, FindCandidates());
    report_.entries = candidates.size();
    PLUMB_TRY(NameTop(std::move(candidates)));
    return std::move(report_);
  }

 private:
  // counts_, and how many series there are and are new.
  Status CountSeries() {
    if (!request_.matchers.empty()) return CountSelected();
    PLUMB_ASSIGN(counts_, store::CountSeriesOfValues(s_));
    PLUMB_ASSIGN(report_.series, s_.txn->Count(s_.tables().series));
    PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(*s_.txn, s_.tables().series));
    PLUMB_ASSIGN(bool more, cursor.Seek(store::IdKey(newest_ + 1)));
    while (more) {
      ++report_.fresh;
      PLUMB_ASSIGN(more, cursor.Next());
    }
    return Ok();
  }

  Status CountSelected() {
    PLUMB_ASSIGN(const store::NextIds next, store::LoadNextIds(*s_.txn, s_.tables()));
    PLUMB_ASSIGN(const auto found, store::SearchSeries(s_, request_.matchers));
    counts_.resize(next.symbol);
    fresh_.resize(next.symbol);
    report_.series = found.size();
    for (const store::FoundSeries& series : found) {
      const bool fresh = series.id > newest_;
      report_.fresh += fresh ? 1 : 0;
      for (const auto& [name, value] : series.record.labels) {
        if (value >= counts_.size())
          return store::DamagedError(s_.txn->path(), "a series makes no sense");
        ++counts_[value];
        if (fresh && name == metric_name_) ++fresh_[value];
      }
    }
    return Ok();
  }

  Result<std::vector<Candidate>> FindCandidates() {
    SymbolId only = request_.by == TopBy::kMetric ? metric_name_ : SymbolId{0};
    if (request_.by == TopBy::kValue) {
      PLUMB_ASSIGN(only, s_.dictionary.Find(*s_.txn, store::kNames, request_.label));
    }
    const bool one_name = request_.by == TopBy::kMetric || request_.by == TopBy::kValue;
    std::vector<Candidate> candidates;
    const auto visit = [&](const store::LabelValue& label) {
      const uint64_t series = label.value < counts_.size() ? counts_[label.value] : 0;
      if (series == 0 || (one_name && label.name != only)) return;
      if (request_.by != TopBy::kLabel) {
        candidates.push_back(
            {.name = label.name, .value = label.value, .weight = series, .series = series});
        return;
      }
      // Values of a name come one after the other.
      if (candidates.empty() || candidates.back().name != label.name)
        candidates.push_back({.name = label.name});
      Candidate& of_name = candidates.back();
      ++of_name.weight;
      ++of_name.values;
      of_name.series += series;
      of_name.value_bytes += label.text_bytes;
    };
    PLUMB_TRY(store::WalkLabelValues(s_, visit));
    return candidates;
  }

  Status NameTop(std::vector<Candidate> candidates) {
    size_t count = candidates.size();
    if (request_.limit > 0) count = std::min(count, request_.limit);
    // Of equals the one that came first: an order that does not depend on how much is asked for.
    std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count),
                      candidates.end(), [](const Candidate& a, const Candidate& b) {
                        if (a.weight != b.weight) return a.weight > b.weight;
                        return a.name != b.name ? a.name < b.name : a.value < b.value;
                      });
    candidates.resize(count);
    for (const Candidate& candidate : candidates) {
      TopEntry entry{.series = candidate.series,
                     .values = candidate.values,
                     .value_bytes = candidate.value_bytes};
      PLUMB_ASSIGN(entry.name,
                   Text(request_.by == TopBy::kMetric ? candidate.value : candidate.name));
      if (request_.by == TopBy::kPair || request_.by == TopBy::kValue) {
        PLUMB_ASSIGN(entry.value, Text(candidate.value));
      }
      if (request_.by == TopBy::kMetric) {
        PLUMB_ASSIGN(entry.fresh, CountFresh(candidate.value));
      }
      report_.top.push_back(std::move(entry));
    }
    return Ok();
  }

  Result<std::string> Text(SymbolId symbol) {
    PLUMB_ASSIGN(const std::string_view text, s_.dictionary.Text(*s_.txn, symbol));
    return std::string(text);
  }

  Result<uint64_t> CountFresh(SymbolId metric) {
    if (!request_.matchers.empty()) return uint64_t{fresh_[metric]};
    std::vector<SeriesId> ids;
    PLUMB_TRY(store::LoadPostings(*s_.txn, s_.tables(), metric, ids));
    return static_cast<uint64_t>(ids.end() - std::upper_bound(ids.begin(), ids.end(), newest_));
  }

  Snapshot& s_;
  const TopRequest& request_;
  SeriesId newest_ = 0;  // of those that are not new
  SymbolId metric_name_ = 0;
  std::vector<uint32_t> counts_;  // by the symbol of a value: the series that have it
  std::vector<uint32_t> fresh_;   // with a selector, by metric: those that are new
  TopReport report_;
};

std::string Part(uint64_t part, uint64_t all) {
  if (all == 0) return "0";
  const uint64_t permille = (part * 1000 + all / 2) / all;
  return std::to_string(permille / 10) + "." + std::to_string(permille % 10);
}

}  // namespace

Result<TopReport> FindTop(Snapshot& snapshot, const TopRequest& request) {
  return Search(snapshot, request).Run();
}

model::Table TopTable(const TopReport& report, TopBy by) {
  const model::TableColumn series{.title = "series", .right = true};
  const model::TableColumn percent{.title = "percent", .right = true};
  model::Table table;
  switch (by) {
    case TopBy::kMetric:
      table.columns = {{.title = "metric"}, series, percent, {.title = "new", .right = true}};
      break;
    case TopBy::kLabel:
      table.columns = {{.title = "label"},
                       {.title = "values", .right = true},
                       {.title = "value bytes", .right = true},
                       series,
                       percent};
      break;
    case TopBy::kPair:
    case TopBy::kValue:
      table.columns = {{.title = "label"}, {.title = "value"}, series, percent};
      break;
  }
  for (const TopEntry& entry : report.top) {
    const std::string count = std::to_string(entry.series);
    const std::string part = Part(entry.series, report.series);
    if (by == TopBy::kMetric)
      table.rows.push_back({entry.name, count, part, std::to_string(entry.fresh)});
    else if (by == TopBy::kLabel)
      table.rows.push_back({entry.name, std::to_string(entry.values),
                            std::to_string(entry.value_bytes), count, part});
    else
      table.rows.push_back({entry.name, entry.value, count, part});
  }
  return table;
}

}  // namespace plumb::maintenance
