// SPDX-License-Identifier: Apache-2.0
// Floating point numbers and their text, as Go (and so Prometheus) writes and reads them.
// Independent of the locale. All forms round-trip: reading what was written gives the same bits
// (NaN payloads aside; see model/sample.h for the stale marker).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plumb {

// Appends the shortest text that reads back as `v`.
// Specials are `NaN`, `+Inf`, `-Inf` in all three.
void AppendGeneral(std::string& out, double v);  // Go 'g',-1: 1e+06, 0.25; exposition formats
void AppendFixed(std::string& out,
                 double v);  // Go 'f',-1: never an exponent; engine text, label values
void AppendJson(std::string& out,
                double v);  // fixed; exponent if |v| < 1e-6 or >= 1e21; API values
// Label values of `le` and `quantile`: general form with `.0` where integral (OpenMetrics): 1.0,
// 0.5, 1000.0.
void AppendOpenMetrics(std::string& out, double v);

std::string FormatGeneral(double v);
std::string FormatFixed(double v);

// Parses the whole of `text` as Go's strconv.ParseFloat does for the exposition formats: decimal
// with optional sign, fraction and exponent; Inf, Infinity, NaN in any case with optional sign; no
// hex, no underscores, no surrounding space. Overflow gives +Inf or -Inf, underflow 0.
std::optional<double> ParseFloat(std::string_view text);

std::optional<int64_t> ParseInt(
    std::string_view text);  // decimal, optional leading -, the whole text

void AppendInt(std::string& out, int64_t v);

}  // namespace plumb
