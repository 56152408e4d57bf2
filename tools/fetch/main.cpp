// plumb-fetch: HTTP for the tools that open no socket. Private: they start it
// (lib/fetch/fetcher.h), so that whoever asks a store or a file does not pay for libcurl and TLS.

#include "cli/tool.h"
#include "fetch/protocol.h"
#include "http/client.h"

namespace plumb {
namespace {

struct Options {};
void Declare(cli::Declaration&, Options&) {}

// A request takes as long as its own timeout lets it; this is only how often nothing is looked at.
constexpr DurationMs kLook = kMinute;

Result<fetch::Answer> CarryOut(fetch::Request request, http::Client& client) {
  fetch::Answer answer;
  client.Start(std::move(request), [&](fetch::Answer got) { answer = std::move(got); });
  while (client.in_flight() > 0) PLUMB_TRY(client.Run(kLook));
  return answer;
}

cli::RunResult Run(const Options&, cli::Io& io) {
  if (io.terminal.stdin_tty)
    return Error{Exit::kUsage, "is not for people: plumb's tools start it when -d is a URL"};
  PLUMB_ASSIGN(const auto client, http::Client::Make({.user_agent = "plumb/" PLUMB_VERSION}));
  for (;;) {
    PLUMB_ASSIGN(auto request, fetch::ReadRequest(io.in));
    if (!request) return Exit::kYes;
    PLUMB_ASSIGN(const fetch::Answer answer, CarryOut(*std::move(request), *client));
    PLUMB_TRY(fetch::WriteAnswer(answer, io.out));
    PLUMB_TRY(io.out.Flush());
  }
}

const cli::ToolInfo kInfo = {
    .name = "plumb-fetch",
    .summary = "HTTP for plumb's other tools, which start it",
    .synopsis = "<REQUESTS >ANSWERS",
    .examples = {},
    .footer = "Framed as lib/fetch/protocol.h says; nothing for people to call.",
};

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  return plumb::cli::Main<plumb::Options>(plumb::kInfo, plumb::Declare, plumb::Run, argc, argv);
}
