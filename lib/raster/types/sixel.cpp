// Sixels: six rows of pixels a character, colour after colour, of at most 256 colours.
#include <algorithm>
#include <cstddef>
#include <map>

#include "fmt/format.h"
#include "raster/image.h"
#include "raster/picture.h"

namespace plumb::raster {
namespace {

constexpr int kBand = 6;  // rows of pixels in a sixel

// A picture has a few colours and their mixtures at the edges: 6 levels of red and blue and 7 of
// green are 252 colours, near enough to any.
struct Levels {
  unsigned red = 6;
  unsigned green = 7;
  unsigned blue = 6;
};
constexpr Levels kLevels;

unsigned Level(unsigned channel, unsigned levels) {
  return (channel * (levels - 1) + 127) / 255;
}

// The colours that come most often keep their own registers, so that lines have their true colour;
// the others take the nearest of the cube.
class Colors {
 public:
  explicit Colors(const Image& image) {
    std::map<uint32_t, size_t> counts;
    for (const uint32_t pixel : image.pixels) ++counts[pixel];
    std::vector<std::pair<size_t, uint32_t>> order;
    for (const auto& [pixel, count] : counts) order.emplace_back(count, pixel);
    std::sort(order.begin(), order.end(), std::greater<>());
    constexpr size_t kMost = 256;
    const bool all = order.size() <= kMost;
    // Half of the registers for exact colours, the rest for mixtures as they come.
    for (const auto& [count, pixel] : order) {
      const bool exact = all || registers_.size() < kMost / 2;
      number_of_[pixel] = exact ? Add(pixel) : Nearest(pixel, kMost);
    }
  }

  [[nodiscard]] int NumberOf(uint32_t pixel) const { return number_of_.at(pixel); }
  [[nodiscard]] const std::vector<uint32_t>& registers() const { return registers_; }

 private:
  int Add(uint32_t pixel) {
    registers_.push_back(pixel);
    return static_cast<int>(registers_.size() - 1);
  }

  // A mixture's place in the cube, while there are registers; else the nearest register.
  int Nearest(uint32_t pixel, size_t most) {
    const unsigned red = Level(pixel >> 16 & 255, kLevels.red);
    const unsigned green = Level(pixel >> 8 & 255, kLevels.green);
    const unsigned blue = Level(pixel & 255, kLevels.blue);
    const uint32_t place = 0xff000000u | red * 255 / (kLevels.red - 1) << 16 |
                           green * 255 / (kLevels.green - 1) << 8 | blue * 255 / (kLevels.blue - 1);
    if (const auto at = cube_.find(place); at != cube_.end()) return at->second;
    if (registers_.size() < most) return cube_[place] = Add(place);
    return cube_[place] = NearestRegister(place);
  }

  [[nodiscard]] int NearestRegister(uint32_t wanted) const {
    const auto distance = [wanted](uint32_t color) {
      int sum = 0;
      for (const int shift : {16, 8, 0}) {
        const int difference =
            static_cast<int>(wanted >> shift & 255) - static_cast<int>(color >> shift & 255);
        sum += difference * difference;
      }
      return sum;
    };
    const auto at =
        std::min_element(registers_.begin(), registers_.end(),
                         [&](uint32_t a, uint32_t b) { return distance(a) < distance(b); });
    return static_cast<int>(at - registers_.begin());
  }

  std::vector<uint32_t> registers_;
  std::map<uint32_t, int> cube_;
  std::map<uint32_t, int> number_of_;
};

// `count` times the same character; "!n" from four on.
void AppendRepeated(std::string& out, char sixel, int count) {
  if (count > 3)
    out += fmt::format("!{}{}", count, sixel);
  else
    out.append(static_cast<size_t>(count), sixel);
}

// The sixels of one colour in a band.
void AppendRow(std::string& out, const std::vector<int>& numbers, int width, int rows, int number) {
  char before = 0;
  int count = 0;
  for (int x = 0; x < width; ++x) {
    int bits = 0;
    for (int y = 0; y < rows; ++y)
      if (numbers[static_cast<size_t>(y * width + x)] == number) bits |= 1 << y;
    const char sixel = static_cast<char>('?' + bits);
    if (sixel != before) {
      AppendRepeated(out, before, count);
      before = sixel;
      count = 0;
    }
    ++count;
  }
  if (before != '?') AppendRepeated(out, before, count);
}

void AppendBand(std::string& out, const Image& image, const Colors& colors, int top) {
  const int rows = std::min(kBand, image.height - top);
  const auto begin = image.pixels.begin() + std::ptrdiff_t{top} * image.width;
  std::vector<int> numbers;
  std::vector<bool> used(colors.registers().size());
  for (auto at = begin; at != begin + std::ptrdiff_t{rows} * image.width; ++at) {
    // Where nothing is drawn the terminal's ground stays.
    const bool drawn = *at >> 24 >= 128;
    numbers.push_back(drawn ? colors.NumberOf(*at) : -1);
    if (drawn) used[static_cast<size_t>(numbers.back())] = true;
  }
  bool first = true;
  for (size_t number = 0; number < used.size(); ++number) {
    if (!used[number]) continue;
    if (!first) out += '$';  // back to the left end of the band
    first = false;
    out += fmt::format("#{}", number);
    AppendRow(out, numbers, image.width, rows, static_cast<int>(number));
  }
  out += '-';  // the next band
}

Result<std::string> DrawSixel(const scene::PictureOrder& order) {
  PLUMB_ASSIGN(const Image image, DrawImage(order));
  const Colors colors(image);
  // P2 = 1: pixels that are not set keep the ground; then the aspect and the size.
  std::string out = fmt::format("\x1bP0;1q\"1;1;{};{}", image.width, image.height);
  for (size_t i = 0; i < colors.registers().size(); ++i) {
    const uint32_t color = colors.registers()[i];
    const auto percent = [color](int shift) { return ((color >> shift & 255) * 100 + 127) / 255; };
    out += fmt::format("#{};2;{};{};{}", i, percent(16), percent(8), percent(0));
  }
  for (int top = 0; top < image.height; top += kBand) AppendBand(out, image, colors, top);
  return out + "\x1b\\";
}

}  // namespace

extern const PictureFormat picture_sixel = {"sixel", DrawSixel};

}  // namespace plumb::raster
