// SPDX-License-Identifier: Apache-2.0
// Inputs that are no text of ours: compressed, or in another encoding than UTF-8.
#pragma once

#include <string_view>

#include "base/result.h"

namespace plumb::formats {

// The Error of an input that begins so says which command makes text of it. Only what is certain:
// the first bytes of gzip, zstd, xz, bzip2 and of UTF-16.
Status RefuseForeignBytes(std::string_view head);

}  // namespace plumb::formats
