// SPDX-License-Identifier: Apache-2.0
// Files and folders. Errors name the path and the system's reason.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"
#include "base/result.h"

namespace plumb::system {

Result<std::string> ReadFile(const std::string& path);
// Opens for reading; the stream owns the descriptor.
Result<std::unique_ptr<ByteInput>> OpenInput(const std::string& path);

// Writes the whole file so that a reader sees the old or the new one, never a part: a temporary
// file in the same folder, synced and renamed. A path that is not a regular file (/dev/stdout, a
// pipe) is written to.
Status WriteFileAtomically(const std::string& path, std::string_view bytes);

// Behind what the file holds; makes it if it is not there.
Status AppendToFile(const std::string& path, std::string_view bytes);

// Names in a folder, sorted, without . and ..; an error if it cannot be read.
Result<std::vector<std::string>> ListDirectory(const std::string& path);

bool Exists(const std::string& path);
bool IsDirectory(const std::string& path);

// "no such file or directory" for ENOENT and so on.
std::string ErrnoText(int error);

}  // namespace plumb::system
