// PNG: 8 bits a channel, with an alpha channel only where the ground is unknown.
#include <libdeflate.h>

#include <cmath>
#include <cstddef>
#include <memory>

#include "raster/image.h"
#include "raster/picture.h"
#include "text/escape.h"

namespace plumb::raster {
namespace {

// Level 6 of libdeflate takes 3 ms for a chart of 900 x 300, and level 12 saves no more than a
// twentieth.
constexpr int kLevel = 6;

void AppendBig(std::string& out, uint32_t number) {
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(number >> shift & 255);
}

void AppendChunk(std::string& out, std::string_view type, std::string_view data) {
  AppendBig(out, static_cast<uint32_t>(data.size()));
  const size_t begin = out.size();
  out += type;
  out += data;
  AppendBig(out, libdeflate_crc32(0, out.data() + begin, out.size() - begin));
}

std::string Header(const Image& image, bool alpha) {
  std::string data;
  AppendBig(data, static_cast<uint32_t>(image.width));
  AppendBig(data, static_cast<uint32_t>(image.height));
  data += '\x08';                   // bits a channel
  data += alpha ? '\x06' : '\x02';  // RGBA or RGB
  data.append(3, '\0');             // deflate, filters a row, not interlaced
  return data;
}

// Pixels a metre: a unit of the scene is 1/96 inch.
std::string Resolution(double scale) {
  constexpr double kUnitsPerMetre = 96 / 0.0254;
  std::string data;
  const auto pixels = static_cast<uint32_t>(std::lround(std::min(kUnitsPerMetre * scale, 1e9)));
  AppendBig(data, pixels);
  AppendBig(data, pixels);
  data += '\x01';  // the unit is the metre
  return data;
}

// Keyword, not compressed, no language, UTF-8.
std::string Words(std::string_view keyword, std::string_view text) {
  std::string data(keyword);
  data.append(5, '\0');
  return data + text::ForTerminal(text);
}

// A colour without its alpha.
unsigned Plain(unsigned channel, unsigned alpha) {
  return alpha == 0 ? 0 : (channel * 255 + alpha / 2) / alpha;
}

// Rows as they are (filter "none"): thin lines on plain ground repeat as they are, and filters
// make half as much again of a chart.
std::string Rows(const Image& image, bool alpha) {
  std::string bytes;
  bytes.resize((static_cast<size_t>(image.width) * (alpha ? 4 : 3) + 1) *
               static_cast<size_t>(image.height));
  char* at = bytes.data();
  const uint32_t* pixel = image.pixels.data();
  for (int y = 0; y < image.height; ++y) {
    *at++ = '\0';
    for (int x = 0; x < image.width; ++x, ++pixel) {
      const unsigned opacity = *pixel >> 24;
      for (const int shift : {16, 8, 0}) {
        const unsigned channel = *pixel >> shift & 255;
        *at++ = static_cast<char>(alpha ? Plain(channel, opacity) : channel);
      }
      if (alpha) *at++ = static_cast<char>(opacity);
    }
  }
  return bytes;
}

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const {
    libdeflate_free_compressor(compressor);
  }
};

std::string Compress(const std::string& bytes) {
  const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(
      libdeflate_alloc_compressor(kLevel));
  std::string out(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), out.data(),
                                      out.size()));
  return out;
}

Result<std::string> DrawPng(const scene::PictureOrder& order) {
  PLUMB_ASSIGN(const Image image, DrawImage(order));
  const bool alpha = order.ground == scene::Ground::kUnknown;
  std::string out = "\x89PNG\r\n\x1a\n";
  AppendChunk(out, "IHDR", Header(image, alpha));
  AppendChunk(out, "pHYs", Resolution(order.scale));
  AppendChunk(out, "iTXt", Words("Title", order.scene.title));
  AppendChunk(out, "iTXt", Words("Description", order.scene.description));
  AppendChunk(out, "IDAT", Compress(Rows(image, alpha)));
  AppendChunk(out, "IEND", "");
  return out;
}

}  // namespace

extern const PictureFormat picture_png = {"png", DrawPng};

}  // namespace plumb::raster
