#include "scene/picture_order.h"

#include <array>
#include <cstring>

#include "base/byte_fields.h"
#include "scene/scene_bytes.h"

namespace plumb::scene {
namespace {

constexpr std::string_view kMagic = "plumbr";
constexpr char kVersion = 2;
constexpr size_t kPrefixSize = kMagic.size() + 1 + sizeof(uint64_t);
constexpr uint64_t kMostBytes = 1u << 30;  // past this a size is damage

Error Damaged() {
  return {Exit::kOutside,
          "plumb-raster and this program do not understand each other: they are of different "
          "versions"};
}

Status WriteMessage(const std::string& body, ByteOutput& out) {
  std::string prefix(kMagic);
  prefix += kVersion;
  const uint64_t size = body.size();
  prefix.append(reinterpret_cast<const char*>(&size), sizeof size);
  PLUMB_TRY(out.Write(prefix));
  return out.Write(body);
}

Result<std::optional<std::string>> ReadMessage(ByteInput& in) {
  std::array<char, kPrefixSize> prefix;
  PLUMB_ASSIGN(const size_t got, ReadFully(in, prefix.data(), prefix.size()));
  if (got == 0) return std::optional<std::string>();
  uint64_t size = 0;
  std::memcpy(&size, prefix.data() + kMagic.size() + 1, sizeof size);
  const bool ours = got == prefix.size() &&
                    std::string_view(prefix.data(), kMagic.size()) == kMagic &&
                    prefix[kMagic.size()] == kVersion && size <= kMostBytes;
  if (!ours) return Damaged();
  PLUMB_ASSIGN(std::string body, ReadUpTo(in, size));
  if (body.size() < size) return Damaged();
  return std::optional<std::string>(std::move(body));
}

}  // namespace

Status WriteOrder(const PictureOrder& order, ByteOutput& out) {
  FieldWriter body;
  body.Text(order.format);
  body.Real(order.scale);
  body.Number(static_cast<uint64_t>(order.ground));
  PutScene(order.scene, body);
  return WriteMessage(body.bytes(), out);
}

Result<std::optional<PictureOrder>> ReadOrder(ByteInput& in) {
  PLUMB_ASSIGN(const auto bytes, ReadMessage(in));
  if (!bytes) return std::optional<PictureOrder>();
  FieldReader body(*bytes);
  PictureOrder order;
  order.format = body.Text();
  order.scale = body.Real();
  const uint64_t ground = body.Number();
  order.scene = GetScene(body);
  if (!body.done() || ground > static_cast<uint64_t>(Ground::kUnknown)) return Damaged();
  order.ground = static_cast<Ground>(ground);
  return std::optional<PictureOrder>(std::move(order));
}

Status WritePicture(const Result<std::string>& picture, ByteOutput& out) {
  FieldWriter body;
  body.Number(static_cast<uint64_t>(picture.ok() ? Exit::kYes : picture.error().code));
  body.Text(picture.ok() ? *picture : picture.error().message);
  return WriteMessage(body.bytes(), out);
}

Result<std::string> ReadPicture(ByteInput& in) {
  PLUMB_ASSIGN(const auto bytes, ReadMessage(in));
  if (!bytes) return Damaged();
  FieldReader body(*bytes);
  const uint64_t exit = body.Number();
  std::string text = body.Text();
  if (!body.done() || exit > static_cast<uint64_t>(Exit::kStore)) return Damaged();
  if (exit != static_cast<uint64_t>(Exit::kYes)) return Error{static_cast<Exit>(exit), text};
  return text;
}

}  // namespace plumb::scene
