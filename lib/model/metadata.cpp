#include "model/metadata.h"

#include <algorithm>
#include <array>

namespace plumb::model {

namespace {

constexpr std::array<std::string_view, 8> kWords = {
    "unknown", "counter", "gauge", "histogram", "summary", "gaugehistogram", "info", "stateset"};

}  // namespace

std::string_view MetricTypeText(MetricType type) {
  return kWords[static_cast<size_t>(type)];
}

MetricType MetricTypeOf(std::string_view word) {
  const auto* const at = std::find(kWords.begin(), kWords.end(), word);
  return at == kWords.end() ? MetricType::kUnknown : static_cast<MetricType>(at - kWords.begin());
}

}  // namespace plumb::model
