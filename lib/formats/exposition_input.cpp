#include "formats/exposition_input.h"

#include "formats/exposition.h"
#include "formats/scan_ahead.h"

namespace plumb::formats {

namespace {

// An input that was larger than that, up to here, is worth a second thread.
constexpr size_t kLarge = 1u << 20;

// Reads lines as long as the input is not large, or has to be read one by one; false at its end.
Result<bool> ReadLines(LineReader& lines, bool all, ExpositionReader& reader, Reading& reading) {
  std::string_view line;
  for (size_t bytes = 0; all || bytes < kLarge; bytes += line.size()) {
    PLUMB_ASSIGN(const bool more, lines.Next(line));
    if (!more || (!lines.terminated() && reading.IsCut())) return false;
    PLUMB_TRY(reader.Read(line, lines.terminated()));
    if (reading.options.strict) PLUMB_TRY(reading.Check());
  }
  return true;
}

Status ReadPieces(ScanAhead& ahead, ExpositionReader& reader, Reading& reading) {
  while (true) {
    PLUMB_ASSIGN(const LinePiece* piece, ahead.Next(reader.lines()));
    if (piece == nullptr) return Ok();
    for (const ScannedLine& line : piece->lines) {
      const bool terminated = piece->terminated || &line != &piece->lines.back();
      if (!terminated && reading.IsCut()) return Ok();
      PLUMB_TRY(reader.ReadScanned(line, terminated));
    }
  }
}

}  // namespace

Status ReadExpositionInput(ByteInput& in, Level level, Reading& reading) {
  HintSource* hints = reading.options.hints ? reading.options.hints(level) : nullptr;
  ExpositionReader reader({.level = level, .hints = hints, .known_metadata = hints == nullptr},
                          reading.sink, reading.rejects);
  LineReader lines(in);
  const bool one_by_one = reading.options.strict || IsStrict(level);
  PLUMB_ASSIGN(const bool more, ReadLines(lines, one_by_one, reader, reading));
  if (more) {
    ScanAhead ahead(lines.rest(), in, DialectOf(level).time);
    PLUMB_TRY(ReadPieces(ahead, reader, reading));
  }
  PLUMB_TRY(reader.Finish());
  return reading.Check();
}

}  // namespace plumb::formats
