// SPDX-License-Identifier: Apache-2.0
// Requests and answers as bytes: what plumb-fetch reads and writes.
//
//   message  "plumbf" version u8, kind u8, head size u32, body size u64, head, body
//   head     of a request or answer, field after field: numbers of 8 bytes, texts as size and bytes
//
// All numbers are little-endian. The body stands apart, so that it is never copied into a message.
// Both sides are of one build; the version is there for when they are not.
#pragma once

#include <optional>

#include "base/byte_stream.h"
#include "base/result.h"
#include "fetch/request.h"

namespace plumb::fetch {

// The caller flushes.
Status WriteRequest(const Request& request, ByteOutput& out);
Status WriteAnswer(const Answer& answer, ByteOutput& out);

// nullopt at the end of the input.
Result<std::optional<Request>> ReadRequest(ByteInput& in);
// The end of the input is an error.
Result<Answer> ReadAnswer(ByteInput& in);

}  // namespace plumb::fetch
