#include "scene/text_width.h"

#include <array>
#include <cstddef>
#include <vector>

#include "scene/scene.h"
#include "text/utf8.h"

namespace plumb::scene {
namespace {

// Widths of ASCII 0x20..0x7e in hundredths of the text size, digits as tabular ones.
constexpr std::array<unsigned char, 95> kAscii = {
    29, 34, 42, 70, 64, 86, 72, 24, 36, 36, 46, 66, 29, 40, 29,
    36,  // space ! " # $ % & ' ( ) * + , - . /
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 29, 29, 66, 66, 66,
    54,  // 0-9 : ; < = > ?
    94, 68, 67, 70, 73, 61, 58, 75, 74, 28, 52, 67, 57, 87, 75,
    78,  // @ A-O
    64, 78, 66, 64, 62, 74, 67, 95, 66, 64, 64, 36, 36, 36, 60,
    54,  // P-Z [ \ ] ^ _
    54, 57, 62, 57, 62, 60, 36, 62, 61, 26, 26, 56, 26, 88, 61,
    62,                                                           // ` a-o
    62, 62, 40, 54, 38, 61, 55, 79, 54, 55, 52, 40, 34, 40, 66};  // p-z { | } ~
constexpr double kOther = 64;  // Latin, Greek, Cyrillic beyond ASCII
constexpr double kWide = 100;  // CJK; emoji are drawn a little wider
constexpr double kEmoji = 120;
constexpr double kReserve = 1.05;
constexpr std::string_view kEllipsis = "…";

double PointWidth(char32_t point, std::string_view bytes) {
  if (point >= 0x20 && point < 0x7f) return kAscii[point - 0x20];
  const size_t cells = text::DisplayWidth(bytes);
  if (cells == 0) return 0;
  if (cells == 1) return kOther;
  return point >= 0x1f000 ? kEmoji : kWide;
}

// A character with the marks that combine with it.
struct Piece {
  size_t begin = 0;
  size_t end = 0;
  double width = 0;
};

std::vector<Piece> Split(Medium medium, std::string_view text, double size) {
  std::vector<Piece> pieces;
  for (size_t position = 0; position < text.size();) {
    const size_t begin = position;
    const char32_t point = text::DecodeUtf8(text, position);
    const std::string_view bytes = text.substr(begin, position - begin);
    const double width = medium == Medium::kCells
                             ? static_cast<double>(text::DisplayWidth(bytes)) * kCellWidth
                             : PointWidth(point, bytes) / 100 * size * kReserve;
    if (width == 0 && !pieces.empty()) {
      pieces.back().end = position;
    } else {
      pieces.push_back({begin, position, width});
    }
  }
  return pieces;
}

}  // namespace

double TextWidth(Medium medium, std::string_view text, double size) {
  if (medium == Medium::kCells) return static_cast<double>(text::DisplayWidth(text)) * kCellWidth;
  double sum = 0;
  for (size_t position = 0; position < text.size();) {
    const size_t begin = position;
    const char32_t point = text::DecodeUtf8(text, position);
    sum += PointWidth(point, text.substr(begin, position - begin));
  }
  return sum / 100 * size * kReserve;
}

std::string FitMiddle(Medium medium, std::string_view text, double size, double width) {
  if (TextWidth(medium, text, size) <= width) return std::string(text);
  double room = width - TextWidth(medium, kEllipsis, size);
  if (room < 0) return "";
  const std::vector<Piece> pieces = Split(medium, text, size);
  size_t head = 0;
  size_t tail = 0;
  double head_width = 0;
  double tail_width = 0;
  while (head + tail < pieces.size()) {
    const bool front = head_width <= tail_width;
    const Piece& next = front ? pieces[head] : pieces[pieces.size() - 1 - tail];
    if (next.width > room) break;
    room -= next.width;
    (front ? head_width : tail_width) += next.width;
    ++(front ? head : tail);
  }
  std::string out(text.substr(0, head == 0 ? 0 : pieces[head - 1].end));
  out += kEllipsis;
  if (tail > 0) out += text.substr(pieces[pieces.size() - tail].begin);
  return out;
}

}  // namespace plumb::scene
