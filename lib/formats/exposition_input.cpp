#include "formats/exposition_input.h"

#include "formats/exposition.h"

namespace plumb::formats {

Status ReadExpositionInput(ByteInput& in, Level level, Reading& reading) {
  HintSource* hints = reading.options.hints ? reading.options.hints(level) : nullptr;
  ExpositionReader reader({.level = level, .hints = hints, .known_metadata = hints == nullptr},
                          reading.sink, reading.rejects);
  LineReader lines(in);
  std::string_view line;
  for (;;) {
    PLUMB_ASSIGN(const bool more, lines.Next(line));
    if (!more || (!lines.terminated() && reading.IsCut())) break;
    PLUMB_TRY(reader.Read(line, lines.terminated()));
    if (reading.options.strict) PLUMB_TRY(reading.Check());
  }
  PLUMB_TRY(reader.Finish());
  return reading.Check();
}

}  // namespace plumb::formats
