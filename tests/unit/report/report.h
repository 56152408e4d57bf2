// Reports for tests: one of each outcome, and one whose texts are hostile.
#pragma once

#include <limits>
#include <string>

#include "report/verdict.h"

namespace plumb::report {

inline Element Failing(model::Labels labels, double value, double threshold) {
  const double distance = value > threshold ? value - threshold : threshold - value;
  return {.labels = std::move(labels),
          .failed = true,
          .value = value,
          .time = 1'700'000'000'000,
          .threshold = threshold,
          .distance = distance,
          .share = distance / threshold,
          .says = "is too much"};
}

inline Verdict Breach(std::string name, std::vector<Element> failing) {
  const size_t failed = failing.size();
  return {.name = std::move(name),
          .expression = "x < 3",
          .outcome = Outcome::kBreach,
          .exit = Exit::kNo,
          .elements = std::move(failing),
          .failed = failed,
          .comparison = "<"};
}

inline Report MakeReport(std::vector<Verdict> verdicts) {
  Report report;
  report.source = "'t.plumb'";
  report.asked = report.start = report.end = 1'700'000'000'000;
  report.verdicts = std::move(verdicts);
  return report;
}

inline Verdict Pass() {
  return {.name = "fine",
          .expression = "up == 1",
          .elements = {{.labels = {{"job", "a"}}, .value = 1, .threshold = 1}},
          .comparison = "=="};
}
inline Verdict NoData(Weight weight) {
  return {.name = "empty",
          .expression = "y < 1",
          .outcome = Outcome::kNoData,
          .weight = weight,
          .exit = weight == Weight::kCounts ? Exit::kNoData : Exit::kYes,
          .reason = "there is none",
          .cure = weight == Weight::kCounts ? "make some" : ""};
}
inline Verdict Broken(Exit exit) {
  return {.name = "broken",
          .expression = "z < 1",
          .outcome = Outcome::kError,
          .exit = exit,
          .reason = "gone\nreally"};
}

// Everything that means something to one of the formats.
inline const std::string kHostile =
    "a\n::error::x\r%0A`b```|c' <script>\"&]]> @all [l](http://x) # SKIP \\ ##[add-mask]x = "
    "\x1b[31m\x01\xff\xe2\x80\xae ok 1\n...";

inline Report HostileReport() {
  Verdict verdict = Breach(kHostile, {Failing({{"l", kHostile}, {"n\n::x", "v"}}, 5, 3)});
  verdict.expression = "x{l=~\"" + kHostile + "\"} < 3";
  verdict.elements[0].says = kHostile;
  verdict.place = {.file = kHostile, .line = 7};
  Verdict broken = Broken(Exit::kOutside);
  broken.reason = kHostile;
  broken.cure = kHostile;
  broken.notes = {kHostile};
  Verdict warned = verdict;
  warned.weight = Weight::kWarns;
  warned.exit = Exit::kYes;
  return MakeReport({verdict, broken, warned});
}

}  // namespace plumb::report
