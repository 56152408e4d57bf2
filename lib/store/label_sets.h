// SPDX-License-Identifier: Apache-2.0
// Many label sets by number, in little memory: their bytes stand one behind the other in blocks,
// and are found by a table of hashes.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace plumb::store {

// Sets are given and kept as the bytes of model::Labels.
class LabelSets {
 public:
  // Where a set would go, for Put; `number` says which one is there.
  struct Place {
    uint32_t tag = 0;
    size_t slot = 0;
    uint32_t number = 0;
    bool there = false;
  };
  // Views of sets, by their numbers: what the numbers mean is the caller's.
  template <typename BytesOf>
  Place Find(std::string_view bytes, const BytesOf& bytes_of) const;
  // Keeps the bytes under a number that no other set has. REQUIRES: `place` was just found
  std::string_view Put(const Place& place, std::string_view bytes, uint32_t number);
  // Keeps the bytes, which are not to be found.
  std::string_view Keep(std::string_view bytes);

 private:
  struct Slot {
    uint32_t tag = 0;     // some bits of the hash, of which the last say where the slot is
    uint32_t number = 0;  // plus 1; 0: empty
  };
  static uint32_t TagOf(std::string_view bytes);
  void Grow();

  std::vector<Slot> slots_;  // a power of two
  size_t used_ = 0;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  size_t left_ = 0;
};

template <typename BytesOf>
LabelSets::Place LabelSets::Find(std::string_view bytes, const BytesOf& bytes_of) const {
  Place place{.tag = TagOf(bytes)};
  if (slots_.empty()) return place;
  place.slot = place.tag & (slots_.size() - 1);
  for (; slots_[place.slot].number != 0; place.slot = (place.slot + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[place.slot];
    place.number = slot.number - 1;
    if (slot.tag != place.tag || bytes_of(place.number) != bytes) continue;
    place.there = true;
    break;
  }
  return place;
}

}  // namespace plumb::store
