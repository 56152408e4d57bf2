// A server with the Prometheus query API, asked through plumb-fetch.

#include "fetch/fetcher.h"
#include "sources/api_expressions.h"
#include "sources/api_series.h"
#include "sources/prometheus_api.h"
#include "sources/source.h"

namespace plumb::sources {

namespace {

bool Claims(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

// Nothing is asked yet: a server that is not there says so at the first question.
Result<OpenSource> OpenUrl(const std::string& text, OpenContext& context) {
  const auto api =
      std::make_shared<const PrometheusApi>(ApiOptions{.url = text,
                                                       .identity = context.identity,
                                                       .timeout = context.timeout,
                                                       .max_answer = context.max_answer},
                                            fetch::MakeHelperFetcher());
  return OpenSource{
      .series = MakeApiSeries(api), .expressions = MakeApiExpressions(api), .name = api->name()};
}

}  // namespace

extern const SourceKind source_url = {
    .name = "url",
    .help = "http(s)://…: a server with the Prometheus query API",
    .claims = Claims,
    .open = OpenUrl,
    .evaluates = true,
};

}  // namespace plumb::sources
