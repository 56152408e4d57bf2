#include "node/filters.h"

#include <fmt/core.h>

namespace plumb::node {

namespace {

std::string Key(std::string_view collector, std::string_view name) {
  return fmt::format("{}.{}", collector, name);
}

}  // namespace

Status Filters::Set(std::string_view collector, std::string_view name, std::string_view pattern) {
  const std::string key = Key(collector, name);
  compiled_.erase(key);
  if (pattern.empty()) return Ok();
  // Compiled alone first, so that the message is about the pattern as it was written.
  auto alone = text::Regex::Compile(pattern);
  if (!alone.ok())
    return Error{Exit::kUsage, fmt::format("filter '{}': {}", key, alone.error().message)};
  PLUMB_ASSIGN(auto anywhere, text::Regex::Compile(fmt::format("(?s:.*)(?:{})(?s:.*)", pattern)));
  compiled_.emplace(key, std::move(anywhere));
  return Ok();
}

bool Filters::Matches(std::string_view collector, std::string_view name,
                      std::string_view value) const {
  const auto found = compiled_.find(Key(collector, name));
  return found != compiled_.end() && found->second.Matches(value);
}

}  // namespace plumb::node
