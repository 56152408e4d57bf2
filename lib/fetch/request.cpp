#include "fetch/request.h"

#include <algorithm>

#include "fetch/identity.h"

namespace plumb::fetch {

std::string_view Answer::Get(std::string_view name) const {
  for (const auto& [header, value] : headers)
    if (SameHeaderName(header, name)) return value;
  return {};
}

std::string WithoutUserInfo(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const size_t start = scheme + 3;
  const size_t end = std::min(url.find_first_of("/?#", start), url.size());
  const size_t at = url.substr(start, end - start).rfind('@');
  if (at == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, start)).append(url.substr(start + at + 1));
}

}  // namespace plumb::fetch
