// SPDX-License-Identifier: Apache-2.0
// The bytes of one answer, made as they are sent: some have no end, or one that is far away.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/script.h"

namespace plumb::server {

class Body {
 public:
  virtual ~Body() = default;
  // Appends the next bytes; false at the end.
  virtual bool Next(std::string& out) = 0;
};

struct Answer {
  std::string head;
  std::unique_ptr<Body> body;  // null for none
  bool close = true;           // behind the body; else the connection stays
};

// What the rule answers to the request of that number.
Answer MakeAnswer(const Rule& rule, std::string_view path, uint64_t number);
Answer MakeError(int status);

}  // namespace plumb::server
