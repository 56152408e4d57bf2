#include "ingest/page_hints.h"

#include <algorithm>

namespace plumb::ingest {

formats::PageHint* PageHints::ForBlock(const model::ScrapeBlock& block) {
  if (current_ != nullptr) bytes_ += current_->bytes();
  if (bytes_ > kMaxBytes) {
    pages_.clear();
    bytes_ = 0;
  }
  current_ = &pages_[{block.job, block.instance, block.target}];
  bytes_ -= std::min(bytes_, current_->bytes());
  return current_;
}

}  // namespace plumb::ingest
