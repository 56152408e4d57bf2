// Any bytes as CSV, TSV and bare numbers.
#include <cstdint>
#include <string>

#include "formats/read_any.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  for (const char* format : {"csv", "tsv", "numbers", ""}) {
    plumb::StringInput in(std::string(reinterpret_cast<const char*>(data), size));
    (void)plumb::formats::ReadAny(in, {.format = format, .now = 1'795'343'685'293}).ok();
  }
  return 0;
}
