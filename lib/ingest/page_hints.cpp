#include "ingest/page_hints.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"
#include "formats/comment_parser.h"
#include "formats/line_parser.h"

namespace plumb::ingest {

namespace {

using formats::PageHint;

// Counts up when the same line comes to mean other labels than in the version before.
constexpr uint64_t kReadingRules = 1;

static_assert(static_cast<int>(PageHint::Kind::kSample) ==
                  static_cast<int>(store::HintKind::kSample) &&
              static_cast<int>(PageHint::Kind::kTypedSample) ==
                  static_cast<int>(store::HintKind::kTypedSample) &&
              static_cast<int>(PageHint::Kind::kType) == static_cast<int>(store::HintKind::kType) &&
              static_cast<int>(PageHint::Kind::kComment) ==
                  static_cast<int>(store::HintKind::kComment));

// The labels of a kept hint's lines, all of them when the first is asked for.
class KeptLabels : public store::LabelSource {
 public:
  KeptLabels(std::string bytes, LineLabels labels)
      : bytes_(std::move(bytes)), line_labels_(std::move(labels)) {}
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

  model::Labels LabelsOf(uint32_t line) override {
    if (labels_.empty()) {
      std::string type;
      store::DecodeHint(bytes_, [&](const store::HintLine& kept) {
        if (kept.kind == store::HintKind::kType) type = kept.text;
        labels_.push_back(kept.IsSample() ? line_labels_(type, kept.text) : model::Labels());
      });
    }
    return labels_[line];
  }

 private:
  std::string bytes_;
  LineLabels line_labels_;
  std::vector<model::Labels> labels_;
};

store::HintForm FormOf(formats::Level level, const LabelRules& rules) {
  const auto counted = [](std::string_view text) {
    return fmt::format("{}:{}", text.size(), text);
  };
  std::string text =
      fmt::format("{} {} {}", kReadingRules, static_cast<int>(level), counted(rules.name));
  for (const auto& [name, value] : rules.labels) text += counted(name) + counted(value);
  return Hash64(text);
}

}  // namespace

PageHints PageHints::ForLines(store::StoreWriter* writer, formats::Level level, LabelRules rules) {
  const store::HintForm form = FormOf(level, rules);
  const auto labels = [level, rules = std::move(rules)](std::string_view type,
                                                        std::string_view text) {
    formats::LineParser parser(level);
    formats::CommentParser comment(level);
    if (!type.empty() && comment.Parse(type))
      parser.SetType(comment.metadata().metric, comment.metadata().type);
    // It was parsed before it was kept, with some value behind it.
    PLUMB_ASSERT(parser.Parse(std::string(text) + " 0"));
    return ApplyRules(rules, parser.sample().labels);
  };
  return PageHints(writer, form, labels);
}

PageHint* PageHints::ForBlock(const model::ScrapeBlock& block) {
  // What comes of a target that cannot be read is not its page.
  if (!block.failed) return ForTarget({block.job, block.instance, block.target});
  current_ = nullptr;
  return nullptr;
}

PageHint* PageHints::ForTarget(const store::TargetName& target) {
  if (current_ != nullptr) bytes_ += current_->hint.bytes();
  if (bytes_ > kMaxBytes) {
    pages_.clear();
    bytes_ = 0;
  }
  const auto [at, added] = pages_.try_emplace(target);
  current_ = &at->second;
  if (added) {
    current_->target = target;
    Load(*current_);
  } else {
    bytes_ -= std::min(bytes_, current_->hint.bytes());
  }
  return &current_->hint;
}

PageHint* PageHints::ForLoose() {
  return loose_ ? &loose_->hint : nullptr;
}

void PageHints::FoundLoose(const store::TargetName& target) {
  Page page;
  page.target = target;
  loose_ = std::move(page);
  loose_begin_ = static_cast<store::SeriesHandle>(writer_->interned());
  Load(*loose_);
  loose_end_ = static_cast<store::SeriesHandle>(writer_->interned());
}

void PageHints::Load(Page& page) {
  auto bytes = writer_->ReadHint(page.target, form_);
  // Without it everything is parsed; what is wrong with the store will be said when it is written
  // to.
  if (!bytes.ok() || bytes->empty()) return;
  const auto labels = std::make_shared<KeptLabels>(*std::move(bytes), labels_);
  uint32_t line = 0;
  const bool good = store::DecodeHint(labels->bytes(), [&](const store::HintLine& kept) {
    const uint32_t memo = kept.IsSample() ? writer_->Assume(kept.series, labels, line) + 1 : 0;
    page.hint.Append(static_cast<PageHint::Kind>(kept.kind), kept.text, memo);
    ++line;
  });
  if (!good) page.hint.Clear();
  page.kept = page.hint.page();
  page.kept_clears = page.hint.clears();
}

bool PageHints::IsWorthKeeping(const Page& page) const {
  const std::vector<PageHint::LineId>& lines = page.hint.page();
  if (lines.empty() || lines.size() > kMaxKeptLines) return false;
  // So many lines twice are several pages in a row, or history.
  if (lines.size() / 3 > page.hint.size() / 2) return false;
  if (page.kept_clears != page.hint.clears()) return true;
  if (lines == page.kept) return false;
  std::vector<PageHint::LineId> next(page.hint.size() + 1);
  PageHint::LineId last = PageHint::kNoLine;
  for (const PageHint::LineId id : page.kept) next[std::exchange(last, id)] = id;
  size_t missed = 0;
  last = PageHint::kNoLine;
  for (const PageHint::LineId id : lines)
    if (next[std::exchange(last, id)] != id) ++missed;
  return missed * kTolerated > lines.size();
}

std::optional<store::PendingHint> PageHints::End(Page& page) {
  if (!IsWorthKeeping(page)) return std::nullopt;
  store::PendingHint kept{.target = page.target, .form = form_};
  kept.lines.reserve(page.hint.page().size());
  for (const PageHint::LineId id : page.hint.page()) {
    store::PendingHint::Line line{.kind = static_cast<store::HintKind>(page.hint.kind(id)),
                                  .text = std::string(page.hint.text(id))};
    const uint32_t memo = *page.hint.memo(id);
    if (line.kind <= store::HintKind::kTypedSample) {
      // A line that was rejected.
      if (memo == 0) continue;
      line.series = memo - 1;
    }
    kept.lines.push_back(std::move(line));
  }
  page.kept = page.hint.page();
  page.kept_clears = page.hint.clears();
  return kept;
}

}  // namespace plumb::ingest
