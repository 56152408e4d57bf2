// SPDX-License-Identifier: Apache-2.0
// Asks a terminal what colour its background has, in the one way that most of them answer (OSC 11).
#pragma once

#include <optional>
#include <string_view>

#include "base/duration.h"

namespace plumb::system {

// Whether the background is dark, from what a terminal sent: `ESC ] 11 ; rgb:RRRR/GGGG/BBBB` and
// its end, with anything before and behind. nullopt if there is no such answer.
std::optional<bool> ParseBackground(std::string_view answer);

// Asks the terminal behind `fd`, a descriptor that can be read and written, and waits for the
// answer to a question that every terminal answers, sent behind it; at most `patience`. Leaves the
// terminal as it was. What somebody typed meanwhile is lost.
std::optional<bool> AskBackground(int fd, DurationMs patience);

// The same of the controlling terminal, for 150 ms. Asks nothing where this program is in the
// background, or the terminal is known not to answer.
std::optional<bool> AskBackground();

}  // namespace plumb::system
