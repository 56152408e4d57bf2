// SPDX-License-Identifier: Apache-2.0
// Messages between our own programs, as fields one after the other: numbers of 8 bytes,
// little-endian, texts as their size and bytes. Nothing in them is kept on disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "base/result.h"

namespace plumb {

class FieldWriter {
 public:
  void Number(uint64_t value);
  void Real(double value);
  void Text(std::string_view text);
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Reads what FieldWriter wrote. After a field that is not there everything is empty, and done()
// false; so a reader asks once, at its end.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) {}

  uint64_t Number();
  double Real();
  std::string Text();
  // A number of things of at least `size` bytes each. One that the rest has no room for is a field
  // that is not there, so that a number alone makes nobody allocate.
  uint64_t Count(size_t size);
  // Makes this a message that is not whole: a field has a value that there is not.
  void Spoil() { short_ = true; }

  // Whether nothing is missing so far.
  [[nodiscard]] bool ok() const { return !short_; }
  // Whether nothing was missing and nothing is left.
  [[nodiscard]] bool done() const { return !short_ && rest_.empty(); }

 private:
  std::string_view Take(uint64_t size);
  std::string_view rest_;
  bool short_ = false;
};

// Fills `size` bytes; how many came before the end.
Result<size_t> ReadFully(ByteInput& in, char* to, size_t size);

// `size` bytes, or fewer where the input ends before. Memory grows as they come.
Result<std::string> ReadUpTo(ByteInput& in, uint64_t size);

}  // namespace plumb
