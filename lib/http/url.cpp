#include "http/url.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <memory>

namespace plumb::http {

namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string Part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return "";
  std::string copy = text;
  curl_free(text);
  return copy;
}

std::string Lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

Result<Url> ParseUrl(const std::string& text) {
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, text.c_str(),
                                      CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE);
  if (code != CURLUE_OK) {
    std::string why = curl_url_strerror(code);
    return Error{Exit::kUsage, fmt::format("the URL is malformed: {}", Lower(std::move(why)))};
  }
  Url parsed;
  parsed.scheme = Lower(Part(url.get(), CURLUPART_SCHEME));
  if (parsed.scheme != "http" && parsed.scheme != "https")
    return Error{Exit::kUsage, fmt::format("'{}' is neither http nor https", parsed.scheme)};
  parsed.host = Lower(Part(url.get(), CURLUPART_HOST));
  parsed.port = Part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  parsed.user = Part(url.get(), CURLUPART_USER, CURLU_URLDECODE);
  parsed.password = Part(url.get(), CURLUPART_PASSWORD, CURLU_URLDECODE);
  curl_url_set(url.get(), CURLUPART_USER, nullptr, 0);
  curl_url_set(url.get(), CURLUPART_PASSWORD, nullptr, 0);
  parsed.text = Part(url.get(), CURLUPART_URL);
  return parsed;
}

bool MayShareIdentity(const Url& from, const Url& to) {
  if (from.host != to.host) return false;
  if (from.scheme == to.scheme && from.port == to.port) return true;
  return from.scheme == "http" && from.port == "80" && to.scheme == "https" && to.port == "443";
}

bool NeedsLookup(std::string_view host) {
  if (host.starts_with('[') || host == "localhost" || host.ends_with(".localhost")) return false;
  // A name in other letters is translated by curl, which then looks it up.
  if (std::any_of(host.begin(), host.end(), [](char c) { return (c & 0x80) != 0; })) return false;
  return host.find_first_not_of("0123456789.") != std::string_view::npos;
}

}  // namespace plumb::http
