// Standard input and text files, in any format that can be read; all of it is held in memory.

#include <fmt/core.h>

#include "formats/read_any.h"
#include "sources/source.h"
#include "system/files.h"

namespace plumb::sources {

namespace {

bool Claims(std::string_view text) {
  const std::string path(text);
  return text == "-" || (system::Exists(path) && !system::IsDirectory(path));
}

Result<OpenSource> OpenText(const std::string& text, OpenContext& context) {
  const bool standard_input = text == "-";
  std::unique_ptr<ByteInput> file;
  if (!standard_input) {
    PLUMB_ASSIGN(file, system::OpenInput(text));
  }
  ByteInput& in = standard_input ? context.standard_input : *file;
  OpenSource source{.name = standard_input ? "standard input" : fmt::format("'{}'", text)};
  auto read = formats::ReadAny(in, {.format = context.format, .now = context.now});
  if (!read.ok()) return read.error().In(source.name);
  if (read->rejects.count > 0)
    source.remark =
        fmt::format("{}: {}", source.name,
                    formats::SayWhatIsWrong(*read, read->rejects, !read->source->series().empty()));
  source.series = std::move(read->source);
  return source;
}

}  // namespace

extern const SourceKind source_text = {
    .name = "text",
    .help = "- or a file: the stream, exposition text, Prometheus API JSON, ndjson, CSV, TSV",
    .claims = Claims,
    .open = OpenText,
};

}  // namespace plumb::sources
