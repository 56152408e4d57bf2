#include "formats/read_any.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "text/suggest.h"

namespace plumb::formats {

#define PLUMB_ENTRY(type, name) extern const type name;
#include "input_registry.inc"
#undef PLUMB_ENTRY

namespace {

#define PLUMB_ENTRY(type, name) &name,
constexpr const InputFormat* kFormats[] = {
#include "input_registry.inc"
};
#undef PLUMB_ENTRY

constexpr std::string_view kFallback = "prom";
constexpr size_t kHead = 16u << 10;  // what is looked at: some lines of anything

// Bytes that were read already, and then the rest.
class PushedBackInput : public ByteInput {
 public:
  PushedBackInput(std::string_view head, ByteInput& rest) : head_(head), rest_(rest) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    if (head_.empty()) return rest_.Read(buffer, size);
    const size_t n = std::min(size, head_.size());
    std::memcpy(buffer, head_.data(), n);
    head_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view head_;
  ByteInput& rest_;
};

Result<std::string> ReadHead(ByteInput& in) {
  std::string head(kHead, '\0');
  size_t used = 0;
  while (used < head.size()) {
    PLUMB_ASSIGN(const size_t got, in.Read(head.data() + used, head.size() - used));
    if (got == 0) break;
    used += got;
  }
  head.resize(used);
  return head;
}

}  // namespace

std::span<const InputFormat* const> InputFormats() {
  return kFormats;
}

Result<const InputFormat*> FindInputFormat(std::string_view name) {
  std::vector<std::string_view> names;
  std::string known;
  for (const InputFormat* format : kFormats) {
    if (format->name == name) return format;
    names.push_back(format->name);
    known += fmt::format("{}{}", known.empty() ? "" : ", ", format->name);
  }
  return Error{Exit::kUsage, fmt::format("unknown input format '{}'{}\nformats: {}", name,
                                         text::DidYouMean(name, names), known)};
}

const InputFormat& Sniff(std::string_view head) {
  const InputFormat* found = nullptr;
  const InputFormat* fallback = nullptr;
  for (const InputFormat* format : kFormats) {
    if (format->name == kFallback) fallback = format;
    if (format->looks == nullptr || (found != nullptr && found->order <= format->order)) continue;
    if (format->looks(head)) found = format;
  }
  return found != nullptr ? *found : *fallback;
}

Result<ReadInput> ReadAny(ByteInput& in, const ReadOptions& options) {
  ReadInput input;
  input.source = std::make_unique<model::MemorySource>(options.now);
  const InputFormat* format = nullptr;
  std::string head;
  if (!options.format.empty()) {
    PLUMB_ASSIGN(format, FindInputFormat(options.format));
  } else {
    PLUMB_ASSIGN(head, ReadHead(in));
    format = &Sniff(head);
  }
  PushedBackInput whole(head, in);
  input.format = format->name;
  PLUMB_TRY(format->read(whole, options, input));
  input.source->Finish();
  return input;
}

}  // namespace plumb::formats
