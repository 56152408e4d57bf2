// Any bytes as lines of JSON, whole and byte by byte: both ways the same samples and rejects.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "formats/input_format.h"

namespace {

class ByteByByte : public plumb::ByteInput {
 public:
  explicit ByteByByte(std::string_view bytes) : bytes_(bytes) {}
  plumb::Result<size_t> Read(char* buffer, size_t size) override {
    const size_t n = bytes_.copy(buffer, size > 0 ? 1 : 0);
    bytes_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view bytes_;
};

class Count : public plumb::model::SampleSink {
 public:
  plumb::Status OnSample(const plumb::model::StreamSample& sample) override {
    if (sample.memo != nullptr) *sample.memo = 1;
    ++samples;
    lines += sample.line;
    return plumb::Ok();
  }
  size_t samples = 0;
  size_t lines = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  plumb::StringInput whole(text);
  ByteByByte bytes(text);
  Count one;
  Count two;
  plumb::formats::RejectLog rejects_one;
  plumb::formats::RejectLog rejects_two;
  const bool good = plumb::formats::ReadInto(whole, {.format = "ndjson"}, one, rejects_one).ok();
  const bool same = plumb::formats::ReadInto(bytes, {.format = "ndjson"}, two, rejects_two).ok();
  if (good != same || one.samples != two.samples || one.lines != two.lines ||
      rejects_one.Summary() != rejects_two.Summary())
    std::abort();
  return 0;
}
