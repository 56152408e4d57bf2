#include "store/series_filter.h"

namespace plumb::store {

bool MatchesAllButEmpty(const model::Matcher& matcher) {
  using model::MatchOp;
  return (matcher.op() == MatchOp::kNotEqual && matcher.value().empty()) ||
         (matcher.op() == MatchOp::kRegex && matcher.value() == ".+");
}

Result<SeriesFilter> SeriesFilter::Make(Snapshot& s, const model::Matcher& matcher) {
  SeriesFilter filter(matcher);
  filter.empty_matches_ = matcher.MatchesEmpty();
  PLUMB_ASSIGN(filter.name_, s.dictionary.Find(*s.txn, kNames, matcher.name()));
  if (filter.name_ != 0 && matcher.regex() == nullptr && !matcher.value().empty()) {
    PLUMB_ASSIGN(filter.symbol_, s.dictionary.Find(*s.txn, filter.name_, matcher.value()));
  }
  return filter;
}

Result<bool> SeriesFilter::Accepts(Snapshot& s, const SeriesView& record) {
  const SymbolId value = name_ == 0 ? 0 : record.Value(name_);
  if (value == 0) return empty_matches_;
  if (matcher_->op() == model::MatchOp::kEqual) return value == symbol_;
  if (matcher_->op() == model::MatchOp::kNotEqual) return value != symbol_;
  if (value == last_) return last_verdict_;
  PLUMB_ASSIGN(last_verdict_, Judge(s, value));
  last_ = value;
  return last_verdict_;
}

Result<bool> SeriesFilter::Judge(Snapshot& s, SymbolId value) {
  if (MatchesAllButEmpty(*matcher_)) return true;
  if (const auto known = verdicts_.find(value); known != verdicts_.end()) return known->second;
  PLUMB_ASSIGN(const std::string_view text, s.dictionary.Text(*s.txn, value));
  const bool verdict = matcher_->Matches(text);
  verdicts_.emplace(value, verdict);
  return verdict;
}

}  // namespace plumb::store
