// Any bytes as what stands between a tool and plumb-fetch.
#include <cstdint>
#include <string>

#include "fetch/protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  plumb::StringInput answers(bytes);
  while (plumb::fetch::ReadAnswer(answers).ok()) continue;
  plumb::StringInput requests(bytes);
  for (auto request = plumb::fetch::ReadRequest(requests); request.ok() && request->has_value();
       request = plumb::fetch::ReadRequest(requests))
    continue;
  return 0;
}
