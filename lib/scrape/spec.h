// SPDX-License-Identifier: Apache-2.0
// How the targets of one job are scraped: what a scrape_config of prometheus.yml says of limits,
// times and formats, under its names and with its defaults.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "fetch/request.h"
#include "model/labels.h"

namespace plumb::scrape {

// A format that a target may be asked for.
enum class Protocol {
  kOpenMetricsText1,    // OpenMetricsText1.0.0
  kOpenMetricsText001,  // OpenMetricsText0.0.1
  kPrometheusText1,     // PrometheusText1.0.0
  kPrometheusText004,   // PrometheusText0.0.4
};

// Reaching one fails the whole scrape. 0 is no limit.
struct Limits {
  uint64_t body_size = 0;  // bytes after decompression; a body of as many is too large
  uint64_t samples = 0;    // after metric relabelling
  uint64_t labels = 0;     // of a sample, its name and the target's labels included
  uint64_t label_name_length = 0;
  uint64_t label_value_length = 0;
};

struct ScrapeSpec {
  std::string job;
  DurationMs interval = 0;  // 0: once
  DurationMs timeout = 10 * kSecond;
  Limits limits;
  // A label of the page that the target has too: true keeps the page's, false renames it to
  // exported_….
  bool honor_labels = false;
  bool honor_timestamps = true;  // false: every sample has the time of the scrape
  bool enable_compression = true;
  bool follow_redirects = true;
  std::vector<Protocol> protocols = {Protocol::kOpenMetricsText1, Protocol::kOpenMetricsText001,
                                     Protocol::kPrometheusText1, Protocol::kPrometheusText004};
  // Taken where Content-Type is missing or names no format we know.
  std::optional<Protocol> fallback_protocol;
  fetch::Identity identity;
  // metric_relabel_configs: changes the labels of a sample, which have the target's in them; false
  // drops it. Not called again for lines that were in the page before.
  std::function<bool(model::Labels&)> relabel;
};

}  // namespace plumb::scrape
