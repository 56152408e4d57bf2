// Any bytes as an expression (first line), a value (second line) and a replacement (the rest).
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "text/regex.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto take_line = [&rest] {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : line.size());
    return line;
  };
  const std::string_view pattern = take_line();
  const std::string_view value = take_line();
  const auto regex = plumb::text::Regex::Compile(pattern);
  if (!regex) return 0;
  const bool matches = regex->Matches(value);
  PLUMB_ASSERT(regex->Expand(value, rest).has_value() == matches);
  PLUMB_ASSERT(!matches || value.starts_with(regex->prefix()) || regex->prefix().empty());
  for (const std::string& literal : regex->literals()) PLUMB_ASSERT(regex->Matches(literal));
  return 0;
}
