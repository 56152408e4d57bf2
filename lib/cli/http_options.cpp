#include "cli/http_options.h"

#include "fetch/identity.h"

namespace plumb::cli {

void DeclareHttp(Declaration& d, HttpOptions& options, std::string_view timeout) {
  d.Group("HTTP", GroupHelp::kNames);
  d.Texts("-H,--header", options.headers, "HEADER", "'Name: value' sent along, or @FILE of such");
  d.Text("--bearer-file", options.bearer_file, "FILE", "file that holds a bearer token")
      .completion = Completion::kFile;
  d.Text("--netrc", options.netrc_file, "FILE", "file with user and password by host").completion =
      Completion::kFile;
  d.Text("--cacert", options.ca_file, "FILE", "certificates to trust instead of the system's")
      .completion = Completion::kFile;
  d.Text("--cert", options.cert_file, "FILE", "our certificate").completion = Completion::kFile;
  d.Text("--key", options.key_file, "FILE", "its key").completion = Completion::kFile;
  d.Duration("--timeout", options.timeout, timeout);
}

Result<fetch::Identity> IdentityOf(const HttpOptions& options) {
  if (options.timeout < 0) return Error{Exit::kUsage, "--timeout: must be more than zero"};
  fetch::Identity identity = {.bearer_file = options.bearer_file,
                              .netrc_file = options.netrc_file,
                              .ca_file = options.ca_file,
                              .cert_file = options.cert_file,
                              .key_file = options.key_file};
  for (const std::string& text : options.headers) {
    if (text.starts_with('@')) {
      auto headers = fetch::ReadHeaderFile(text.substr(1));
      if (!headers.ok()) return Error{Exit::kUsage, "--header: " + headers.error().message};
      identity.headers.insert(identity.headers.end(), headers->begin(), headers->end());
      continue;
    }
    auto header = fetch::ParseHeader(text);
    if (!header.ok()) return header.error().In("--header");
    identity.headers.push_back(*std::move(header));
  }
  return identity;
}

}  // namespace plumb::cli
