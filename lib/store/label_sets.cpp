#include "store/label_sets.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"

namespace plumb::store {

namespace {

constexpr size_t kFewestSlots = 1024;
// A block wastes at most its end, and a program that stores one page takes one.
constexpr size_t kBlockSize = size_t{64} << 10;

}  // namespace

uint32_t LabelSets::TagOf(std::string_view bytes) {
  return static_cast<uint32_t>(Hash64(bytes));
}

std::string_view LabelSets::Keep(std::string_view bytes) {
  if (bytes.size() > left_) {
    left_ = std::max(kBlockSize, bytes.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
    free_ = blocks_.back().get();
  }
  std::memcpy(free_, bytes.data(), bytes.size());
  const std::string_view kept(free_, bytes.size());
  free_ += bytes.size();
  left_ -= bytes.size();
  return kept;
}

void LabelSets::Grow() {
  std::vector<Slot> larger(std::max(kFewestSlots, slots_.size() * 2));
  for (const Slot& slot : slots_) {
    if (slot.number == 0) continue;
    size_t at = slot.tag & (larger.size() - 1);
    while (larger[at].number != 0) at = (at + 1) & (larger.size() - 1);
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

std::string_view LabelSets::Put(const Place& place, std::string_view bytes, uint32_t number) {
  size_t slot = place.slot;
  // Three of four slots may be taken.
  if ((used_ + 1) * 4 > slots_.size() * 3) {
    Grow();
    slot = place.tag & (slots_.size() - 1);
    while (slots_[slot].number != 0) slot = (slot + 1) & (slots_.size() - 1);
  }
  slots_[slot] = {.tag = place.tag, .number = number + 1};
  ++used_;
  return Keep(bytes);
}

}  // namespace plumb::store
