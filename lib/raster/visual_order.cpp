#include "raster/visual_order.h"

#include <fribidi.h>

#include <algorithm>
#include <vector>

#include "text/utf8.h"

namespace plumb::raster {
namespace {

// Hebrew is the first block that runs from right to left; what lies before needs no look.
constexpr FriBidiChar kFirst = 0x0590;
// What is left where two letters have become one.
constexpr FriBidiChar kFill = 0xfeff;

}  // namespace

std::string InVisualOrder(std::string_view text) {
  std::vector<FriBidiChar> letters;
  for (size_t position = 0; position < text.size();)
    letters.push_back(text::DecodeUtf8(text, position));
  const auto is_late = [](FriBidiChar letter) { return letter >= kFirst; };
  constexpr size_t kMost = 1u << 20;
  if (std::none_of(letters.begin(), letters.end(), is_late) || letters.size() > kMost)
    return std::string(text);
  FriBidiParType direction = FRIBIDI_PAR_ON;
  std::vector<FriBidiChar> seen(letters.size() + 1);
  if (fribidi_log2vis(letters.data(), static_cast<FriBidiStrIndex>(letters.size()), &direction,
                      seen.data(), nullptr, nullptr, nullptr) == 0)
    return std::string(text);
  seen.resize(letters.size());
  std::string order;
  for (const FriBidiChar letter : seen)
    if (letter != kFill) text::AppendUtf8(order, static_cast<char32_t>(letter));
  return order;
}

}  // namespace plumb::raster
