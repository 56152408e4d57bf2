#include "model/metadata.h"

#include <array>

namespace plumb::model {

std::string_view MetricTypeText(MetricType type) {
  constexpr std::array<std::string_view, 8> kTexts = {
      "unknown", "counter", "gauge", "histogram", "summary", "gaugehistogram", "info", "stateset"};
  return kTexts[static_cast<size_t>(type)];
}

}  // namespace plumb::model
