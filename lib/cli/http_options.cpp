#include "cli/http_options.h"

namespace plumb::cli {

void DeclareHttp(Declaration& d, HttpOptions& options) {
  d.Group("HTTP");
  d.Texts("-H,--header", options.headers, "HEADER", "'Name: value' sent along, or @FILE of such");
  d.Text("--bearer-file", options.bearer_file, "FILE", "file that holds a bearer token")
      .completion = Completion::kFile;
  d.Text("--netrc", options.netrc_file, "FILE", "file with user and password by host").completion =
      Completion::kFile;
  d.Text("--cacert", options.ca_file, "FILE", "certificates to trust instead of the system's")
      .completion = Completion::kFile;
  d.Text("--cert", options.cert_file, "FILE", "our certificate").completion = Completion::kFile;
  d.Text("--key", options.key_file, "FILE", "its key").completion = Completion::kFile;
  d.Duration("--timeout", options.timeout, "how long a request may take");
}

}  // namespace plumb::cli
