// SPDX-License-Identifier: Apache-2.0
// What plumb-raster is asked for and what it answers, as bytes on its standard input and output.
//
//   order   "plumbr", version u8, size u64, then that many bytes: format, scale, ground, scene
//   answer  "plumbr", version u8, size u64, then that many bytes: exit status, bytes or message
//
// Fields are those of base/byte_fields.h. Both sides are of one build; the version is there for
// when they are not.
#pragma once

#include <optional>
#include <string>

#include "base/byte_stream.h"
#include "base/result.h"
#include "scene/palette.h"
#include "scene/scene.h"

namespace plumb::scene {

struct PictureOrder {
  std::string format;  // "png"
  double scale = 1;    // pixels a unit of the scene
  Ground ground = Ground::kLight;
  Scene scene;
};

// The caller flushes.
Status WriteOrder(const PictureOrder& order, ByteOutput& out);
Status WritePicture(const Result<std::string>& picture, ByteOutput& out);

// nullopt at the end of the input.
Result<std::optional<PictureOrder>> ReadOrder(ByteInput& in);
// The bytes of the picture, or the error that the other side had.
Result<std::string> ReadPicture(ByteInput& in);

}  // namespace plumb::scene
