// SPDX-License-Identifier: Apache-2.0
// The page hints of an ingest: one for each target, and one for lines outside blocks.
#pragma once

#include <map>

#include "formats/page_hint.h"
#include "store/target_table.h"

namespace plumb::ingest {

class PageHints : public formats::HintSource {
 public:
  formats::PageHint* ForBlock(const model::ScrapeBlock& block) override;
  formats::PageHint* ForLoose() override { return &loose_; }

  // When the lines of all targets take more than that, they are forgotten and learned again.
  static constexpr size_t kMaxBytes = 256u << 20;

 private:
  std::map<store::TargetName, formats::PageHint> pages_;
  formats::PageHint* current_ = nullptr;
  formats::PageHint loose_;
  size_t bytes_ = 0;  // of pages_, without the current one
};

}  // namespace plumb::ingest
