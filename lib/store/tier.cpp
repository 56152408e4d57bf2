#include "store/tier.h"

namespace plumb::store {

const Tier* TierOf(Level level) {
  for (const Tier& tier : kTiers)
    for (const TierColumn column : kTierColumns)
      if (tier.LevelOf(column) == level) return &tier;
  return nullptr;
}

const Tier* FindTier(DurationMs resolution) {
  for (const Tier& tier : kTiers)
    if (tier.resolution == resolution) return &tier;
  return nullptr;
}

}  // namespace plumb::store
