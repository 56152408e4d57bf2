#include "tools/ingest/progress.h"

#include <fmt/format.h>

namespace plumb {

std::function<void(const ingest::SinkProgress&)> IngestProgress::Listener() {
  if (!line_.visible()) return {};
  return [this](const ingest::SinkProgress& at) { Show(at); };
}

void IngestProgress::Show(const ingest::SinkProgress& at) {
  if (!line_.due()) return;
  if (at.writing) {
    line_.Show(fmt::format("{} samples read, {} hours of targets written, {} samples to go",
                           at.samples, at.hours, at.waiting));
    return;
  }
  const double seconds = static_cast<double>(io_.clock.MonotonicNs() - begun_ns_) / 1e9;
  line_.Show(fmt::format("{} samples read, {:.2f} million a second", at.samples,
                         static_cast<double>(at.samples) / 1e6 / seconds));
}

}  // namespace plumb
