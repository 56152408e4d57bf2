// What stands on a command line as a target, and the Content-Type of whatever answers: nothing of
// either may crash, and an address that was taken is taken again by its canonical name.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "scrape/content_type.h"
#include "scrape/target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plumb::scrape;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)LevelOf(text, {}).ok();
  (void)LevelByContent(text);
  const auto address = ParseAddress(text);
  if (!address.ok()) return 0;
  const auto again = ParseAddress(address->name);
  if (!again.ok() || again->place != address->place || again->name != address->name ||
      again->unix_socket != address->unix_socket)
    std::abort();
  return 0;
}
