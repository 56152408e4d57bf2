// Any bytes as CSV, TSV, columns of words, JSON objects, answers of ping and bare numbers, with and
// without the user's word on the columns.
#include <cstdint>
#include <string>

#include "formats/read_any.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const char* format : {"csv", "tsv", "numbers", "columns", "objects", "ping", ""}) {
    plumb::StringInput in(text);
    (void)plumb::formats::ReadAny(in, {.format = format, .now = 1'795'343'685'293}).ok();
  }
  plumb::StringInput named(text);
  (void)plumb::formats::ReadAny(named, {.format = "csv",
                                        .table = {.time = "1",
                                                  .values = {"2=m"},
                                                  .labels = {"3"},
                                                  .time_format = "%d.%m.%y %I:%M:%S.%f %p %z %b %j",
                                                  .no_header = true}})
      .ok();
  // The first bytes as a format of times.
  plumb::StringInput timed(text);
  (void)plumb::formats::ReadAny(
      timed, {.format = "csv", .table = {.time = "1", .time_format = text.substr(0, 8)}})
      .ok();
  return 0;
}
