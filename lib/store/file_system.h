// SPDX-License-Identifier: Apache-2.0
// What a store asks of the disk it lies on: the folder made with the right permissions, and a file
// system whose locks and memory maps work between processes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb::store {

// Makes `path` and the folders above it; it is no error if it is there. The store's own folder lets
// its group write and gives its group to the files made in it.
Status MakeStoreDirectory(const std::string& path);

// The name of a network file system by its number in statfs(2); "" for others.
std::string_view NetworkFileSystemName(uint32_t magic);

// An error if `path` lies on a network file system (NFS, SMB, 9p, FUSE, Ceph, Lustre, AFS): LMDB's
// locks and maps do not work across machines.
Status CheckFileSystem(const std::string& path);

// Lets owner and group read and write a file that this process made, whatever its umask. Does not
// open it: closing a descriptor would drop LMDB's locks.
void ShareWithGroup(const std::string& path);

}  // namespace plumb::store
