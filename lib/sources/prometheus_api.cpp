#include "sources/prometheus_api.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "sources/api_failure.h"

namespace plumb::sources {

namespace {

// Pages of Prometheus 2 and 3 and of VictoriaMetrics, whose address is what people copy.
constexpr std::array<std::string_view, 4> kPages = {"/graph", "/query", "/vmui", "/-/ready"};

void StripSlashes(std::string_view& url) {
  while (url.ends_with('/')) url.remove_suffix(1);
}

std::vector<model::Annotation> AnnotationsOf(const json::Value& root) {
  using Level = model::Annotation::Level;
  std::vector<model::Annotation> annotations;
  for (const auto& [key, level] :
       {std::pair{"warnings", Level::kWarning}, std::pair{"infos", Level::kInfo}}) {
    const json::Value texts = root.Get(key);
    for (size_t i = 0; texts.is_array() && i < texts.size(); ++i)
      annotations.push_back({level, std::string(texts.element(i).string())});
  }
  return annotations;
}

}  // namespace

std::string BaseUrl(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  if (const size_t api = url.find("/api/v1"); api != std::string_view::npos) {
    const std::string_view behind = url.substr(api + std::string_view("/api/v1").size());
    if (behind.empty() || behind.front() == '/') url = url.substr(0, api);
  }
  StripSlashes(url);
  for (const std::string_view page : kPages)
    if (url.ends_with(page)) {
      url.remove_suffix(page.size());
      break;
    }
  StripSlashes(url);
  return std::string(url);
}

std::string ApiTime(Timestamp time) {
  const Timestamp magnitude = time < 0 ? -time : time;
  return fmt::format("{}{}.{:03}", time < 0 ? "-" : "", magnitude / 1000, magnitude % 1000);
}

PrometheusApi::PrometheusApi(ApiOptions options, std::unique_ptr<fetch::Fetcher> fetcher)
    : options_(std::move(options)),
      base_(BaseUrl(options_.url)),
      name_(fmt::format("'{}'", fetch::WithoutUserInfo(base_))),
      fetcher_(std::move(fetcher)) {}

Result<fetch::Answer> PrometheusApi::Fetch(Method method, const std::string& path,
                                           const fetch::Form& form, uint64_t taken) const {
  fetch::Request request = {.url = fmt::format("{}/api/v1/{}", base_, path),
                            .headers = {{"Accept", "application/json"}},
                            .identity = options_.identity,
                            .timeout = options_.timeout > 0 ? options_.timeout : kQueryTimeout};
  if (options_.max_answer > 0)
    request.max_body =
        std::max<uint64_t>(options_.max_answer - std::min(taken, options_.max_answer), 1);
  const std::string parameters = fetch::FormText(form);
  if (method == Method::kPost) {
    request.method = "POST";
    request.headers.emplace_back("Content-Type", fetch::kFormType);
    request.body = parameters;
  } else if (!parameters.empty()) {
    request.url.append("?").append(parameters);
  }
  const std::lock_guard lock(mutex_);
  return fetcher_->Fetch(request);
}

Result<ApiAnswer> PrometheusApi::Ask(Method method, const std::string& path,
                                     const fetch::Form& form, uint64_t taken) const {
  constexpr int kMethodNotAllowed = 405;
  constexpr int kNotImplemented = 501;
  PLUMB_ASSIGN(fetch::Answer answer, Fetch(method, path, form, taken));
  if (method == Method::kPost &&
      (answer.status == kMethodNotAllowed || answer.status == kNotImplemented)) {
    PLUMB_ASSIGN(answer, Fetch(Method::kGet, path, form, taken));
  }
  if (!answer.ok()) return NoAnswer(name_, answer, options_.max_answer);
  auto document = json::Document::Parse(answer.body);
  const bool success = document.ok() && document->root().Get("status").string() == "success";
  if (answer.status != 200 || !success)
    return NoSuccess(name_, path, answer, document.ok() ? document->root() : json::Value(),
                     document.ok() ? "" : document.error().message);
  std::vector<model::Annotation> annotations = AnnotationsOf(document->root());
  return ApiAnswer{*std::move(document), answer.body.size(), std::move(annotations)};
}

}  // namespace plumb::sources
