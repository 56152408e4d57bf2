#include "model/matcher.h"

#include <array>

#include "text/escape.h"

namespace plumb::model {

std::string_view MatchOpText(MatchOp op) {
  constexpr std::array<std::string_view, 4> kTexts = {"=", "!=", "=~", "!~"};
  return kTexts[static_cast<size_t>(op)];
}

Result<Matcher> Matcher::Make(std::string name, MatchOp op, std::string value) {
  Matcher matcher(std::move(name), op, std::move(value));
  if (op == MatchOp::kRegex || op == MatchOp::kNotRegex) {
    PLUMB_ASSIGN(matcher.regex_, text::Regex::Compile(matcher.value_));
  }
  return matcher;
}

bool Matcher::Matches(std::string_view value) const {
  switch (op_) {
    case MatchOp::kEqual:
      return value == value_;
    case MatchOp::kNotEqual:
      return value != value_;
    case MatchOp::kRegex:
      return regex_->Matches(value);
    case MatchOp::kNotRegex:
      return !regex_->Matches(value);
  }
  return false;
}

std::string Matcher::ToString() const {
  std::string out = IsLegacyLabelName(name_) ? name_ : text::GoQuote(name_);
  out += MatchOpText(op_);
  out += text::GoQuote(value_);
  return out;
}

bool MatchesAll(const Matchers& matchers, const Labels& labels) {
  for (const Matcher& matcher : matchers)
    if (!matcher.Matches(labels.Get(matcher.name()))) return false;
  return true;
}

}  // namespace plumb::model
