// SPDX-License-Identifier: Apache-2.0
// Page hints in the store: the lines of a target's last page, each sample's with its series, so
// that a process that begins reads its first page by comparing bytes.
//
// A cache. What a hint says of a series is checked against the series itself when samples are
// written; a hint that is damaged or missing is ignored and written anew.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "store/schema.h"

namespace plumb::store {

// DO NOT CHANGE: on disk.
enum class HintKind : uint8_t {
  kSample = 0,       // the text is a line up to the end of its labels
  kTypedSample = 1,  // the same; what its labels mean depends on the kType before it
  kType = 2,         // a TYPE line
  kComment = 3,      // another comment
};

struct HintLine {
  HintKind kind = HintKind::kComment;
  std::string_view text;
  SeriesId series = 0;  // of a sample
  [[nodiscard]] bool IsSample() const { return kind <= HintKind::kTypedSample; }
  bool operator==(const HintLine&) const = default;
};

std::string EncodeHint(std::span<const HintLine> lines);
// Calls `take` with each line, whose text is valid during the call only. False if the bytes make no
// sense; some lines may have been taken.
bool DecodeHint(std::string_view bytes, const std::function<void(const HintLine&)>& take);

// The same page may be read in several ways (as the stream or as a target serves it, with or
// without labels that the user adds), and then means other series: a number for all that plays a
// part.
using HintForm = uint64_t;

// The bytes of a hint; nullopt if there is none. The view is valid until the next write or the end.
Result<std::optional<std::string_view>> LoadHint(const Transaction& txn, const Tables& tables,
                                                 TargetId target, HintForm form);
// A target keeps kMaxHintForms: a form that nobody uses any more goes in time.
inline constexpr size_t kMaxHintForms = 4;
Status SaveHint(Transaction& txn, const Tables& tables, TargetId target, HintForm form,
                std::string_view bytes);

// Takes away those hints of a target that name one of the series; without a list, all. REQUIRES: a
// write transaction; ascending
Status RemoveHints(Transaction& txn, const Tables& tables, TargetId target,
                   std::optional<std::span<const SeriesId>> series);

inline constexpr size_t kHintKeySize = 12;
std::string EncodeHintKey(TargetId target, HintForm form);

}  // namespace plumb::store
