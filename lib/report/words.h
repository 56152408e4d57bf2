// SPDX-License-Identifier: Apache-2.0
// The words that the formats for people share. All of them are one line without control characters
// and without what the log of a CI job takes for a command, whatever a label value holds.
#pragma once

#include <string>

#include "report/verdict.h"

namespace plumb::report {

// "ok", "FAIL", "warn", "no data", "error".
std::string_view OutcomeWord(const Verdict& verdict);
// "14 elements", "2 of 14 elements fail", "fails" (of one), "no data".
std::string Summary(const Verdict& verdict);
// "2 of 5 expectations fail", "5 expectations hold", with what has no data or could not be asked.
std::string Summary(const Report& report);

// "p99: histogram_quantile(…) < 0.3"; once where the name is the expression.
std::string Title(const Verdict& verdict);
// `up{job="a"}`; "" for no labels.
std::string LabelsText(const model::Labels& labels);
// "is 0, expected == 1: off by 1 (100 %); for 12m"
std::string Finding(const Element& element, const Report& report);
// The same behind its labels.
std::string FindingWithLabels(const Element& element, const Report& report);
// The reason and the cure, a line each.
std::vector<std::string> ReasonLines(const Verdict& verdict);

// A text of any kind on one line: white space runs as one space, nothing that moves a cursor.
std::string OneLine(std::string_view text);
// The text cut to at most `bytes`, at a character, with "…" where it was cut.
std::string Shortened(std::string text, size_t bytes);

// A number for people: six significant digits, integers whole.
std::string ShortNumber(double value);
// "14:01:00 UTC", with the date where that is not the day of the report.
std::string TimeText(Timestamp time, const Report& report);

}  // namespace plumb::report
