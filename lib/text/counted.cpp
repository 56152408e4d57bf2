#include "text/counted.h"

#include <fmt/core.h>

namespace plumb::text {

std::string Counted(uint64_t count, std::string_view thing, std::string_view things) {
  if (count == 1) return fmt::format("1 {}", thing);
  return things.empty() ? fmt::format("{} {}s", count, thing) : fmt::format("{} {}", count, things);
}

}  // namespace plumb::text
