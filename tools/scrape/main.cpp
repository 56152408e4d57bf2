// plumb-scrape: pull metrics from targets, once or again and again.

#include <algorithm>

#include "cli/tool.h"
#include "scrape/any_fetcher.h"
#include "scrape/http_fetcher.h"
#include "scrape/local_fetcher.h"
#include "scrape/run.h"
#include "system/signals.h"
#include "tools/scrape/destination.h"
#include "tools/scrape/narrator.h"
#include "tools/scrape/options.h"

namespace plumb {
namespace {

Result<std::unique_ptr<Destination>> OpenDestination(const ScrapeOptions& o, cli::Io& io) {
  if (o.store.empty() && !o.default_store) return Destination::Stream(io);
  return Destination::Store(o.store, io);
}

Status CheckOptions(const ScrapeOptions& o) {
  PLUMB_TRY(cli::CheckRepeat(o.repeat));
  if (!o.store.empty() && o.default_store)
    return Error{Exit::kUsage, "-d names a store and --store is the default one: give one of them"};
  if (o.store == "-")
    return Error{Exit::kUsage, "-d names a store; without it the stream goes to standard output"};
  return Ok();
}

Result<std::unique_ptr<scrape::Fetcher>> MakeFetcher(const std::vector<scrape::Target>& targets,
                                                     Clock& clock) {
  std::unique_ptr<scrape::Fetcher> http;
  const bool wanted = std::any_of(targets.begin(), targets.end(), [](const scrape::Target& t) {
    return t.address.transport == scrape::Transport::kHttp;
  });
  if (wanted) {
    PLUMB_ASSIGN(auto client, http::Client::Make({.user_agent = "plumb-scrape/" PLUMB_VERSION}));
    http = std::make_unique<scrape::HttpFetcher>(std::move(client));
  }
  return std::unique_ptr<scrape::Fetcher>(std::make_unique<scrape::AnyFetcher>(
      std::move(http), std::make_unique<scrape::LocalFetcher>(clock)));
}

cli::RunResult Run(const ScrapeOptions& o, cli::Io& io) {
  PLUMB_TRY(CheckOptions(o));
  PLUMB_ASSIGN(const auto targets, TargetsOf(o));
  PLUMB_ASSIGN(const auto destination, OpenDestination(o, io));
  PLUMB_ASSIGN(const auto fetcher, MakeFetcher(targets, io.clock));
  system::CatchStopSignals();
  system::IgnoreBrokenPipes();
  Narrator narrator(io, o.fail ? Narrator::Failures::kWarned : Narrator::Failures::kNoted);
  const scrape::RunOptions options = {.every = o.repeat.every,
                                      .count = o.repeat.count,
                                      .duration = o.repeat.duration,
                                      .gather = destination->gather(),
                                      .metadata = destination->metadata()};
  const scrape::RunHooks hooks = {
      .hand_on = [&] { return destination->HandOn(); },
      .stop = system::StopRequested,
      .on_outcome = [&](const auto& target, const auto& how) { narrator.OnOutcome(target, how); },
      .on_missed = [&](const auto& target, auto ticks) { narrator.OnMissed(target, ticks); }};
  PLUMB_TRY(scrape::Run(targets, options, hooks, *fetcher, destination->sink(), io.clock));
  destination->Finish();
  const bool trouble = destination->TellTrouble();
  narrator.Summarise();
  if (system::StopRequested()) return static_cast<Exit>(system::StopExitStatus());
  if (o.fail && narrator.failed() > 0) return Exit::kOutside;
  return trouble ? Exit::kNo : Exit::kYes;
}

const cli::ToolInfo kInfo = {
    .name = "plumb-scrape",
    .summary = "pull metrics from targets, once or again and again",
    .synopsis = "[OPTION…] TARGET…",
    .examples = {{"plumb-scrape web1:9100 web2:9100 | plumb-ingest", "store two; a line for cron"},
                 {"plumb-scrape --every 15s --store @targets", "keep at it, and store it at once"},
                 {"plumb-scrape localhost:9100 | plumb-query -d - 'node_load1'",
                  "ask a target, without a store"},
                 {"plumb-scrape db=exec:'ssh db1 cat /run/db.prom'", "whatever a command prints"}},
    .footer = "A target that fails is data: up is 0, and its series end.",
};

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  return plumb::cli::Main<plumb::ScrapeOptions>(plumb::kInfo, plumb::Declare, plumb::Run, argc,
                                                argv);
}
