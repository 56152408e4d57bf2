// openmetrics: OpenMetrics 1.0; times are seconds, as the Prometheus server reads it.
#include "formats/exposition_input.h"

namespace plumb::formats {

extern const InputFormat input_openmetrics = {.name = "openmetrics",
                                              .help = "OpenMetrics 1.0; times are seconds",
                                              .read = [](ByteInput& in, Reading& reading) {
                                                return ReadExpositionInput(in, Level::kOpenMetrics,
                                                                           reading);
                                              }};

}  // namespace plumb::formats
