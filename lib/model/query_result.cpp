#include "model/query_result.h"

#include <array>

namespace plumb::model {

std::string_view ResultTypeText(ResultType type) {
  constexpr std::array<std::string_view, 4> kTexts = {"scalar", "string", "vector", "matrix"};
  return kTexts[static_cast<size_t>(type)];
}

}  // namespace plumb::model
