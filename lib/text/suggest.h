// SPDX-License-Identifier: Apache-2.0
// "did you mean": the nearest right word to a wrong one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plumb::text {

// The candidate with the smallest edit distance (insert, delete, replace, swap neighbours; case
// ignored), if it is near enough that a person would agree: at most a third of the word, at
// least 1. Of equally near ones that which goes on with what was typed, else the first.
std::optional<std::string> Nearest(std::string_view word,
                                   std::span<const std::string_view> candidates);

// ", did you mean 'x'?" or "".
std::string DidYouMean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace plumb::text
