// Any bytes as the `data` of a server's answer.
#include <cstdint>
#include <string_view>

#include "formats/json_result.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto document = plumb::json::Document::Parse({reinterpret_cast<const char*>(data), size});
  if (document.ok()) (void)plumb::formats::ReadJsonResult(document->root()).ok();
  return 0;
}
