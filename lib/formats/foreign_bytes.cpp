#include "formats/foreign_bytes.h"

#include <fmt/core.h>

namespace plumb::formats {

namespace {

using namespace std::string_view_literals;

struct ForeignBytes {
  size_t at;
  std::string_view bytes;
  std::string_view what;
  std::string_view command;
};

constexpr ForeignBytes kForeign[] = {
    {0, "\x1F\x8B"sv, "compressed with gzip", "zcat"},
    {0, "\x28\xB5\x2F\xFD"sv, "compressed with zstd", "zstdcat"},
    {1, "7zXZ\0"sv, "compressed with xz", "xzcat"},
    {4, "1AY&SY"sv, "compressed with bzip2", "bzcat"},
    {0, "\xFF\xFE"sv, "UTF-16", "iconv -f UTF-16 -t UTF-8"},
    {0, "\xFE\xFF"sv, "UTF-16", "iconv -f UTF-16 -t UTF-8"},
};

}  // namespace

Status RefuseForeignBytes(std::string_view head) {
  for (const ForeignBytes& foreign : kForeign)
    if (head.size() > foreign.at && head.substr(foreign.at).starts_with(foreign.bytes))
      return Error{
          Exit::kUsage,
          fmt::format("the input is {}; make text of it first, as in: {} FILE | plumb-ingest",
                      foreign.what, foreign.command)};
  return Ok();
}

}  // namespace plumb::formats
