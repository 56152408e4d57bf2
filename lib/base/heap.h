// SPDX-License-Identifier: Apache-2.0
// How the process gets its memory from the system.
#pragma once

namespace plumb {

// For programs that take many megabytes, give them back, take them again, and end: memory that was
// given back is kept for the next use, and comes in large pages where the system has them. Touching
// new memory page by page is a quarter of a large query's time. Call once, before much is allocated
// and before there are threads; where the system refuses, nothing changes.
void PrepareHeap();

}  // namespace plumb
