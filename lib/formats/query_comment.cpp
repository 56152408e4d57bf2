#include "formats/query_comment.h"

#include <cmath>

#include "base/number.h"
#include "formats/time_scan.h"

namespace plumb::formats {

std::optional<Timestamp> ReadCommentTime(std::string_view text) {
  const char* p = text.data();
  const char* end = p + text.size();
  Timestamp time = 0;
  if (!ScanTime(p, end, TimeRule::kGuess, time) || p != end) return std::nullopt;
  return time;
}

QueryFacts ReadQueryComment(const model::StreamComment& comment) {
  QueryFacts facts;
  facts.expression = comment.Get("expr");
  facts.start = ReadCommentTime(comment.Get("start"));
  facts.end = ReadCommentTime(comment.Get("end"));
  constexpr double kLongestStep = 1e12;  // seconds; more is no step
  const double step = ParseFloat(comment.Get("step")).value_or(0);
  if (step >= 0 && step < kLongestStep) facts.step = std::llround(step * 1000);
  return facts;
}

}  // namespace plumb::formats
