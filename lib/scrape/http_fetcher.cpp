#include "scrape/http_fetcher.h"

#include "base/number.h"
#include "scrape/content_type.h"

namespace plumb::scrape {

fetch::Request RequestOf(const Target& target) {
  const ScrapeSpec& spec = *target.spec;
  fetch::Request request{.url = target.address.place,
                         .unix_socket = target.address.unix_socket,
                         .headers = {{"Accept", AcceptHeader(spec.protocols)},
                                     {"X-Prometheus-Scrape-Timeout-Seconds",
                                      FormatFixed(static_cast<double>(spec.timeout) / 1000)}},
                         .identity = spec.identity,
                         .timeout = spec.timeout,
                         .max_body = spec.limits.body_size,
                         .compress = spec.enable_compression,
                         .follow_redirects = spec.follow_redirects};
  if (!spec.enable_compression) request.headers.emplace_back("Accept-Encoding", "identity");
  return request;
}

void HttpFetcher::Start(const Target& target, Done done) {
  client_->Start(RequestOf(target), std::move(done));
}

}  // namespace plumb::scrape
