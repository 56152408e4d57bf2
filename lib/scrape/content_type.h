// SPDX-License-Identifier: Apache-2.0
// Which format a page is in: what we ask for, and what the answer's Content-Type says, by the rules
// of Prometheus 3 (scrape/scrape.go acceptHeader, model/textparse/interface.go New).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/dialect.h"
#include "scrape/spec.h"

namespace plumb::scrape {

// The names of the configuration: "PrometheusText0.0.4", …
std::vector<std::string> ProtocolNames();
// REQUIRES: name is one of ProtocolNames()
Protocol ProtocolOf(std::string_view name);

// The value of Accept: the protocols in the order of our liking.
std::string AcceptHeader(const std::vector<Protocol>& protocols);

// The level to read a page with. A Content-Type that is missing, malformed or of no format we know
// is an error unless there is a fallback: an HTML page that says 200 is not a page without samples.
Result<formats::Level> LevelOf(std::string_view content_type, std::optional<Protocol> fallback);

// The level of a page that came without a Content-Type from a file or a command: OpenMetrics if it
// ends with `# EOF`, which that format requires and the text format has no use for.
formats::Level LevelByContent(std::string_view page);

}  // namespace plumb::scrape
