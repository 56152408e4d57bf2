// SPDX-License-Identifier: Apache-2.0
// The page hints of an ingest: one for each target, and one for lines outside blocks. They begin as
// the store kept them (store/hint_table.h), and are kept there again when they changed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/dialect.h"
#include "formats/page_hint.h"
#include "ingest/sample_rules.h"
#include "store/writer.h"

namespace plumb::ingest {

// The labels of a line's text, behind the TYPE line in force ("" for none), as they are stored.
using LineLabels = std::function<model::Labels(std::string_view type_line, std::string_view text)>;

// Memos of the lines (model::StreamSample::memo) are handles of the writer, plus one.
class PageHints : public formats::HintSource {
 public:
  // `form` stands for everything that decides what `labels` gives. REQUIRES: `writer` outlives this
  PageHints(store::StoreWriter* writer, store::HintForm form, LineLabels labels)
      : writer_(writer), form_(form), labels_(std::move(labels)) {}
  // For lines of the exposition formats, to which an ingest does what the rules say.
  static PageHints ForLines(store::StoreWriter* writer, formats::Level level, LabelRules rules);

  formats::PageHint* ForBlock(const model::ScrapeBlock& block) override;
  // nullptr until it is known to which target such lines belong.
  formats::PageHint* ForLoose() override;
  // The hint of a target's pages. Valid until the next call.
  formats::PageHint* ForTarget(const store::TargetName& target);
  // The first loose line was of that target. REQUIRES: !HasLoose()
  void FoundLoose(const store::TargetName& target);
  [[nodiscard]] bool HasLoose() const { return loose_.has_value(); }
  // Whether the series came from the hint of that target.
  [[nodiscard]] bool IsLoose(store::SeriesHandle series) const {
    return series >= loose_begin_ && series < loose_end_;
  }

  // The page of ForTarget (ForBlock) is over and came whole, or all loose lines have come: what is
  // to be kept of them, if it is worth writing.
  std::optional<store::PendingHint> EndPage() { return current_ ? End(*current_) : std::nullopt; }
  std::optional<store::PendingHint> EndLoose() { return loose_ ? End(*loose_) : std::nullopt; }

  // When the lines of all targets take more than that, they are forgotten and learned again.
  static constexpr size_t kMaxBytes = 256u << 20;
  // Hints of larger pages are not kept.
  static constexpr size_t kMaxKeptLines = 1u << 16;
  // A page that is as the kept one says but for one line in so many does not make it be written
  // again: to parse these few is cheaper.
  static constexpr size_t kTolerated = 32;

 private:
  struct Page {
    formats::PageHint hint;
    store::TargetName target;
    std::vector<formats::PageHint::LineId> kept;  // as the store has it
    uint32_t kept_clears = 0;                     // what PageHint::clears() was then
  };

  void Load(Page& page);
  [[nodiscard]] bool IsWorthKeeping(const Page& page) const;
  std::optional<store::PendingHint> End(Page& page);

  store::StoreWriter* writer_;
  store::HintForm form_;
  LineLabels labels_;
  std::map<store::TargetName, Page> pages_;
  Page* current_ = nullptr;  // in pages_
  size_t bytes_ = 0;         // of pages_, without the current one

  std::optional<Page> loose_;
  store::SeriesHandle loose_begin_ = 0;
  store::SeriesHandle loose_end_ = 0;
};

}  // namespace plumb::ingest
