#include "formats/input_format.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "formats/foreign_bytes.h"
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
constexpr size_t kHead = 64u << 10;  // what is looked at: some lines of anything

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

// What is there; without `live`, so much that the first lines are whole.
Result<std::string> ReadHead(ByteInput& in, bool live) {
  std::string head(kHead, '\0');
  size_t used = 0;
  while (used < head.size()) {
    PLUMB_ASSIGN(const size_t got, in.Read(head.data() + used, head.size() - used));
    used += got;
    if (got == 0 || live) break;
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

Status Reading::UseIndexAxis() {
  facts.index_axis = true;
  if (!options.times_required) return Ok();
  return Error{Exit::kUsage, "numbers without times cannot be stored; give each line a time"};
}

Status Reading::StrictError() const {
  return Error{Exit::kNo, DescribeReject(rejects.first[0])};
}

Result<InputFacts> ReadInto(ByteInput& in, const ReadOptions& options, model::SampleSink& sink,
                            RejectLog& rejects) {
  const InputFormat* format = nullptr;
  if (!options.format.empty()) {
    PLUMB_ASSIGN(format, FindInputFormat(options.format));
  }
  PLUMB_ASSIGN(const std::string head, ReadHead(in, options.live));
  PLUMB_TRY(RefuseForeignBytes(head));
  if (format == nullptr) format = &Sniff(head);
  if (!format->table && !options.table.empty())
    return Error{Exit::kUsage,
                 fmt::format("columns were named, and the input is no table but '{}' (-f csv takes "
                             "it for one)",
                             format->name)};
  PushedBackInput whole(head, in);
  Reading reading{.options = options, .sink = sink, .rejects = rejects};
  reading.facts.format = format->name;
  PLUMB_TRY(format->read(whole, reading));
  return reading.facts;
}

}  // namespace plumb::formats
