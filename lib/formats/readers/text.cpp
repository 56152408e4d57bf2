// text: exposition text 0.0.4; times are milliseconds, as the Prometheus server reads it.
#include "formats/exposition_input.h"

namespace plumb::formats {

extern const InputFormat input_text = {.name = "text",
                                       .help = "exposition text 0.0.4; times are milliseconds",
                                       .read = [](ByteInput& in, Reading& reading) {
                                         return ReadExpositionInput(in, Level::kText, reading);
                                       }};

}  // namespace plumb::formats
