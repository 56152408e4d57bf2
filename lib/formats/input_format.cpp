#include "formats/input_format.h"

#include <fmt/core.h>

#include <vector>

#include "formats/foreign_bytes.h"
#include "formats/input_head.h"
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

const InputFormat* Sniff(std::string_view head) {
  const InputFormat* found = nullptr;
  for (const InputFormat* format : kFormats) {
    if (format->looks == nullptr || (found != nullptr && found->order <= format->order)) continue;
    if (format->looks(head)) found = format;
  }
  return found;
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
  if (format == nullptr) format = Sniff(head);
  const bool guessed = format == nullptr;
  if (guessed) {
    PLUMB_ASSIGN(format, FindInputFormat(kFallback));
  }
  if (!format->table && !options.table.empty())
    return Error{Exit::kUsage,
                 fmt::format("columns were named, and the input is no table but '{}' (-f csv takes "
                             "it for one)",
                             format->name)};
  PushedBackInput whole(head, in);
  Reading reading{.options = options, .sink = sink, .rejects = rejects};
  reading.facts.format = format->name;
  reading.facts.guessed = guessed;
  PLUMB_TRY(format->read(whole, reading));
  return reading.facts;
}

}  // namespace plumb::formats
