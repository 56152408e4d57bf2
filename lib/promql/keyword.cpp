#include "promql/keyword.h"

#include <algorithm>

namespace plumb::promql {

namespace {

#define PLUMB_A_IS_X "label_replace(vector(1), \"a\", \"x\", \"\", \"\")"

constexpr KeywordRow kRows[] = {
    {"^", "left ^ right", "power; binds to the right", "2 ^ 3 ^ 2 => 512"},
    {"*", "left * right", "product; of a histogram and a number: all its counts",
     "vector(2) * 3 => 6"},
    {"/", "left / right", "quotient; by zero it is ±Inf, or NaN for 0 / 0",
     "vector(1) / 0 => +Inf"},
    {"%", "left % right", "rest of the division, with the sign of the left side", "-7 % 4 => -3"},
    {"atan2", "left atan2 right", "the angle of the point (right, left), in radians",
     "vector(0) atan2 vector(1) => 0"},
    {"+", "left + right", "sum; elements of two vectors meet by their labels",
     "vector(1) + 2 => 3"},
    {"-", "left - right", "difference; in front of one expression: its negative",
     "-vector(1) - 2 => -3"},
    {"==", "left == [bool] right", "keeps the elements of the left side that are equal",
     "vector(1) == 1 => 1"},
    {"!=", "left != [bool] right", "keeps the elements of the left side that differ",
     "vector(1) != 1 => empty"},
    {">", "left > [bool] right", "keeps the elements of the left side that are greater",
     "vector(2) > 1 => 2"},
    {">=", "left >= [bool] right", "keeps the elements of the left side that are not less",
     "vector(2) >= 2 => 2"},
    {"<", "left < [bool] right", "keeps the elements of the left side that are less",
     "vector(2) < 1 => empty"},
    {"<=", "left <= [bool] right", "keeps the elements of the left side that are not greater",
     "vector(2) <= 2 => 2"},
    {"</", "histogram </ scalar", "a histogram without what is above a value; floats give nothing",
     "vector(1) </ 2 => empty", true},
    {">/", "histogram >/ scalar", "a histogram without what is below a value; floats give nothing",
     "vector(1) >/ 2 => empty", true},
    {"and", "left and [on|ignoring (label…)] right",
     "elements of the left side that have a match on the right", "vector(1) and vector(2) => 1"},
    {"unless", "left unless [on|ignoring (label…)] right",
     "elements of the left side that have no match on the right",
     "vector(1) unless vector(2) => empty"},
    {"or", "left or [on|ignoring (label…)] right",
     "the left side, and of the right what has no match there; for a value where there is none",
     "absent(vector(1)) or vector(2) => 2"},
    {"bool", "left > bool right", "a comparison gives 1 or 0 and keeps all elements",
     "vector(1) > bool 2 => 0"},
    {"on", "left + on (label…) right", "elements match by these labels only",
     PLUMB_A_IS_X " + on () vector(2) => 3"},
    {"ignoring", "left + ignoring (label…) right", "elements match by all labels but these",
     PLUMB_A_IS_X " + ignoring (a) vector(2) => 3"},
    {"group_left", "left * on (label…) group_left (label…) right",
     "many on the left may match one on the right, of which the named labels are copied",
     PLUMB_A_IS_X " + on () group_left () vector(2) => {a=\"x\"} 3"},
    {"group_right", "left * on (label…) group_right (label…) right",
     "many on the right may match one on the left",
     "vector(2) + on () group_right () " PLUMB_A_IS_X " => {a=\"x\"} 3"},
    {"fill", "left + fill (number) right",
     "the value of an element that is missing on either side; fill_left, fill_right: on that side",
     "vector(1) + fill (0) (vector(2) > 5) => 1", true},
    {"by", "sum by (label…) (vector)", "one group for each combination of these labels",
     "sum by (a) (" PLUMB_A_IS_X ") => {a=\"x\"} 1"},
    {"without", "sum without (label…) (vector)", "groups by all labels but these",
     "sum without (a) (" PLUMB_A_IS_X ") => 1"},
    {"offset", "selector offset duration", "looks so much earlier; negative: later",
     "max_over_time(vector(time())[1m:1m] offset 5m) => 300"},
    {"@", "selector @ time", "looks at this time (seconds since 1970, start() or end())",
     "max_over_time(vector(time())[1m:1m] @ 120) => 120"},
    {"start", "selector @ start()", "the first instant of the query",
     "max_over_time(vector(time())[1m:1m] @ start()) => 600"},
    {"end", "selector @ end()", "the last instant of the query",
     "max_over_time(vector(time())[1m:1m] @ end()) => 600"},
    {"step", "selector[5 * step()]", "in a duration: the distance of the query's instants",
     "max_over_time(vector(time())[1m + step():1m]) => 600", true},
    {"range", "selector[range()]", "in a duration: from the first instant of the query to the last",
     "max_over_time(vector(time())[1m + range():1m]) => 600", true},
    {"min_of", "selector[min_of(5m, step())]", "in a duration: the shorter of two",
     "count_over_time(vector(1)[min_of(5m, 2m):1m]) => 2", true},
    {"max_of", "selector[max_of(5m, step())]", "in a duration: the longer of two",
     "count_over_time(vector(1)[max_of(5m, 2m):1m]) => 5", true},
    {"anchored", "rate(selector[duration] anchored)",
     "from the sample at or before the start of the range to the last: no extrapolation",
     "increase(x[5m] anchored) => empty", true},
    {"smoothed", "rate(selector[duration] smoothed)",
     "values at both ends of the range are on the line between the samples around them",
     "increase(x[5m] smoothed) => empty", true},
};

#undef PLUMB_A_IS_X

bool SameWord(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [lower](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::span<const KeywordRow> AllKeywords() {
  return kRows;
}

const KeywordRow* FindKeyword(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kRows), std::end(kRows),
                   [name](const KeywordRow& row) { return SameWord(row.name, name); });
  return found == std::end(kRows) ? nullptr : found;
}

}  // namespace plumb::promql
