#include "fetch/request.h"

namespace plumb::fetch {

namespace {

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool SameName(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (Lower(a[i]) != Lower(b[i])) return false;
  return true;
}

}  // namespace

std::string_view Answer::Get(std::string_view name) const {
  for (const auto& [header, value] : headers)
    if (SameName(header, name)) return value;
  return {};
}

}  // namespace plumb::fetch
