// SPDX-License-Identifier: Apache-2.0
// What is in a store as text for other programs: the formats that `plumb-store export -o` names,
// one file each in types/. However much it is, memory holds a few millions of values at once.
//
// Each piece is read from one state of the store and written when nothing of the store is held any
// more: whoever is slow to take the text keeps no pages from being used again. What is written to
// the store meanwhile may be missing in part; nothing comes twice.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/byte_stream.h"
#include "formats/family_writer.h"
#include "store/environment.h"
#include "transfer/dump.h"

namespace plumb::transfer {

struct Export {
  std::shared_ptr<store::Environment> environment;
  DumpSelection selection;
  ByteOutput& out;
  formats::Dropped& dropped;  // what the format could not say
  uint64_t samples = 0;       // that were written
};

struct ExportFormat {
  std::string_view name;
  std::string_view help;  // one line, lower case, no full stop
  Status (*write)(Export&) = nullptr;
};

// All formats, by name.
std::span<const ExportFormat* const> ExportFormats();
// The error of an unknown name says the nearest.
Result<const ExportFormat*> FindExportFormat(std::string_view name);

}  // namespace plumb::transfer
