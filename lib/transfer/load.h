// SPDX-License-Identifier: Apache-2.0
// Makes a store of a dump.
#pragma once

#include <string>

#include "base/byte_stream.h"
#include "store/environment.h"
#include "transfer/store_filler.h"

namespace plumb::transfer {

struct LoadOptions {
  // Into a store that has something already. What it has goes before what comes.
  bool merge = false;
  store::OpenOptions store;  // the mode does not matter
};

// Reads a dump, which messages call `name`, into the store at `path`. Where there is none yet it is
// made beside its place and put there when all of the dump is in it: whoever finds it has all of
// it. A store that has series is refused, unless they are to be merged; where that fails, the error
// says that a part is in it.
Result<FillReport> Load(ByteInput& in, const std::string& name, const std::string& path,
                        const LoadOptions& options);

}  // namespace plumb::transfer
