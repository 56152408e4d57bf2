// SPDX-License-Identifier: Apache-2.0
// What was demanded and what was found, as data: one verdict a demand, with the elements it is
// about. Formats write it (report/format.h); who judges is no matter here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "model/labels.h"

namespace plumb::report {

enum class Outcome {
  kPass,
  kBreach,
  kNoData,  // there was nothing to judge
  kError,   // it could not be asked
};

// What an outcome other than kPass weighs.
enum class Weight {
  kCounts,   // it decides the exit status
  kWarns,    // it is said, and no more
  kIgnored,  // as good as a pass: no data where that is fine
};

// How it was over a range of steps.
struct History {
  size_t failed = 0;  // steps at which the element breached
  size_t steps = 0;   // steps at which it was there
  Timestamp first = 0;
  bool at_end = false;  // still breached at its last step
};

// An alert or breach that goes on: its start, as far as it was looked for.
struct Since {
  Timestamp time = 0;
  bool or_longer = false;  // it was so already where the search began
};

// One element of a vector that was judged.
struct Element {
  model::Labels labels;
  bool failed = false;
  // Of a range: the worst, where it failed, else the last.
  double value = 0;
  Timestamp time = 0;
  std::optional<double> threshold;  // absent: there was nothing to compare with
  // How far the value is from what was demanded, and that as a share of the threshold; infinite
  // where no number says it. Only of failed elements; decides what is worst.
  double distance = 0;
  double share = 0;
  std::string says;  // "is 0.31, expected < 0.3: over by 0.01 (3.3 %)"; "" unless it failed
  std::optional<Since> since;
  std::optional<History> history;  // of a range, where it failed
};

// Where the demand is written.
struct Place {
  std::string file;  // "": on the command line
  size_t line = 0;
};

struct Verdict {
  std::string name;  // what people call it; the expression where nobody named it
  std::string expression;
  Place place;
  Outcome outcome = Outcome::kPass;
  Weight weight = Weight::kCounts;
  Exit exit = Exit::kYes;         // what it leads to alone
  std::vector<Element> elements;  // those that failed first, worst first; then by labels
  size_t failed = 0;              // how many of them
  std::string reason;             // kNoData, kError: the cause; may have several lines
  std::string cure;               // what to do about that; "" for nothing
  std::vector<std::string> notes;
  std::string unit;  // Prometheus' base unit of the values, "seconds", "bytes"; "" if not known
  std::string comparison;  // "<": what is expected between a value and its threshold
  double seconds = 0;      // how long it took to ask
};

struct Report {
  std::string source;   // "'t.plumb'"
  std::string remark;   // what was wrong with lines of the source that were left out; "" if none
  Timestamp asked = 0;  // the clock's time
  // The instant judged (start == end, step 0), or the range.
  Timestamp start = 0;
  Timestamp end = 0;
  DurationMs step = 0;
  TimeZone zone = TimeZone::Utc();
  double seconds = 0;
  std::vector<Verdict> verdicts;  // in the order asked
};

// The exit status of all together: the first of 2, 4, 5, 1, 3 that one of them leads to; lines that
// were left out lead to 1.
Exit ExitOf(const Report& report);
// Whether it is to be shown as a failure, or as a warning.
bool IsFailure(const Verdict& verdict);
bool IsWarning(const Verdict& verdict);

struct Counts {
  size_t passed = 0;  // with those that are as good as a pass
  size_t warned = 0;
  size_t breached = 0;
  size_t no_data = 0;
  size_t errors = 0;
};
Counts CountOf(const Report& report);

// Failures, the worst first: what could not be asked, then breaches by their worst element, then
// what has no data; then warnings, then the others. Those alike stay in their order.
std::vector<const Verdict*> WorstFirst(const Report& report);

// Whether `a` is worse than `b`.
bool IsWorse(const Element& a, const Element& b);

}  // namespace plumb::report
