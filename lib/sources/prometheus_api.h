// SPDX-License-Identifier: Apache-2.0
// The Prometheus query API of a server (Prometheus, Thanos, Mimir, VictoriaMetrics): one call, its
// answer as JSON, and in plain words why there is none.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "fetch/fetcher.h"
#include "fetch/form.h"
#include "json/document.h"
#include "model/query_result.h"

namespace plumb::sources {

struct ApiOptions {
  std::string url;  // as the user wrote it
  fetch::Identity identity;
  DurationMs timeout = 0;   // 0: as long as Prometheus lets a query run, see kQueryTimeout
  uint64_t max_answer = 0;  // bytes of one answer; 0: no limit
};

// Prometheus' --query.timeout; a server that gives up says so itself before we do.
inline constexpr DurationMs kQueryTimeout = 2 * kMinute;

// What people paste: a path that leads to the API is kept (`http://h/prometheus`), the pages and
// the API itself are cut off (`/`, `/graph?…`, `/query`, `/vmui/…`, `/api/v1/…`).
std::string BaseUrl(std::string_view url);

struct ApiAnswer {
  json::Document document;
  uint64_t bytes = 0;  // of its text
  std::vector<model::Annotation> annotations;
  [[nodiscard]] json::Value data() const { return document.root().Get("data"); }
};

// May be called by several threads; they wait for each other.
class PrometheusApi {
 public:
  enum class Method { kGet, kPost };

  PrometheusApi(ApiOptions options, std::unique_ptr<fetch::Fetcher> fetcher);

  // Asks `/api/v1/<path>`. What the server calls wrong (400, 422) has Exit::kUsage and its words
  // alone; all else has Exit::kOutside, names the server and says what helps. `taken` bytes of the
  // limit are used up already. A POST that is not taken is asked again as GET.
  Result<ApiAnswer> Ask(Method method, const std::string& path, const fetch::Form& form,
                        uint64_t taken = 0) const;

  // For messages: 'http://h:9090', without user and password.
  [[nodiscard]] const std::string& name() const { return name_; }
  // What a timeout was given as; 0 if none was.
  [[nodiscard]] DurationMs timeout() const { return options_.timeout; }

 private:
  Result<fetch::Answer> Fetch(Method method, const std::string& path, const fetch::Form& form,
                              uint64_t taken) const;
  ApiOptions options_;
  std::string base_;
  std::string name_;
  mutable std::mutex mutex_;
  std::unique_ptr<fetch::Fetcher> fetcher_;
};

// A time as the API takes it: seconds, up to three decimals.
std::string ApiTime(Timestamp time);

}  // namespace plumb::sources
