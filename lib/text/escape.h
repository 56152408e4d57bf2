// SPDX-License-Identifier: Apache-2.0
// Text made safe for where it goes. Label values are hostile input everywhere.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb::text {

// \\ \" \n as in a label value of the exposition formats; everything else as it is.
void AppendLabelValue(std::string& out, std::string_view value);
// \\ \n as in HELP of text 0.0.4.
void AppendHelp(std::string& out, std::string_view help);
// A Go string literal with quotes, as strconv.Quote writes it (PromQL text, promtool output).
std::string GoQuote(std::string_view value);
// The value of a Go string literal including its quotes ('…', "…" or `…`).
Result<std::string> GoUnquote(std::string_view literal);

void AppendJsonString(std::string& out,
                      std::string_view value);  // with quotes; invalid UTF-8 as U+FFFD
void AppendCsvField(std::string& out, std::string_view value,
                    char separator);  // quoted where needed, RFC 4180
void AppendXml(std::string& out,
               std::string_view value);  // & < > " ' escaped, characters XML forbids dropped
// Control characters (C0, DEL, C1) and bidirectional overrides replaced by visible stand-ins, so
// that a value cannot move the cursor or change the colour of a terminal; invalid UTF-8 as U+FFFD.
std::string ForTerminal(std::string_view value);

}  // namespace plumb::text
