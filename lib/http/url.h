// SPDX-License-Identifier: Apache-2.0
// The parts of an http or https URL that decide where a request goes and what it may take along.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace plumb::http {

struct Url {
  std::string text;      // without user and password
  std::string scheme;    // "http", "https"
  std::string host;      // lower case; an IPv6 address in brackets
  std::string port;      // the scheme's own where none was written
  std::string user;      // decoded
  std::string password;  // decoded
};

// Blanks and characters outside ASCII are percent-encoded. The error does not repeat the URL.
Result<Url> ParseUrl(const std::string& text);

// Whether what was meant for `from` may be told to `to`, where a redirect leads: the same scheme,
// host and port, or http on its usual port to https on its own.
bool MayShareIdentity(const Url& from, const Url& to);

// Whether a host has to be looked up; not so are addresses, and localhost, which curl knows.
bool NeedsLookup(std::string_view host);

}  // namespace plumb::http
