#include "store/tier.h"

namespace plumb::store {

const Tier* TierOf(Level level) {
  for (const Tier& tier : kTiers)
    for (const TierColumn column : kTierColumns)
      if (tier.LevelOf(column) == level) return &tier;
  return nullptr;
}

std::span<const Level> TierLevels() {
  static constexpr std::array kLevels = {
      Level::k5mCount, Level::k5mSamples, Level::k5mMin, Level::k5mMax, Level::k5mSum,
      Level::k1hCount, Level::k1hSamples, Level::k1hMin, Level::k1hMax, Level::k1hSum};
  static_assert(kLevels.size() == kTiers.size() * kTierColumns.size());
  return kLevels;
}

const Tier* FindTier(DurationMs resolution) {
  for (const Tier& tier : kTiers)
    if (tier.resolution == resolution) return &tier;
  return nullptr;
}

}  // namespace plumb::store
