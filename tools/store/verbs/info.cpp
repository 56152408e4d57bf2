// plumb-store info: what there is to know of a store at a glance.

#include "cli/verbs.h"
#include "tools/store/info_page.h"
#include "tools/store/open_store.h"

namespace plumb {
namespace {

struct Options {
  std::string store;
  std::string output = "text";
  std::string zone;
};

void Declare(cli::Declaration& d, Options& o) {
  store_tool::DeclareStore(d, o.store);
  d.Choice("-o,--output", o.output, {"text", "json", "prom"},
           "lines for people, one JSON object, or samples to be stored");
  d.Text("--tz", o.zone, "ZONE", "time zone of the text (default: the local one)");
}

cli::RunResult Run(const Options& options, cli::Io& io) {
  TimeZone zone = TimeZone::Local();
  if (!options.zone.empty()) {
    PLUMB_ASSIGN(zone, TimeZone::Load(options.zone));
  }
  PLUMB_ASSIGN(const auto environment,
               store_tool::OpenStore(options.store, store::OpenMode::kRead));
  const Timestamp now = io.clock.Now();
  PLUMB_ASSIGN(const auto info, maintenance::CollectInfo(environment, now));
  PLUMB_TRY(io.out.Write(options.output == "json"   ? store_tool::InfoJson(info)
                         : options.output == "prom" ? store_tool::InfoSamples(info, now)
                                                    : store_tool::InfoText(info, zone)));
  return Exit::kYes;
}

}  // namespace

extern const cli::Verb store_verb_info = {
    .name = "info",
    .summary = "say what there is: samples, series, sizes, readers, what waits",
    .synopsis = "[OPTION…]",
    .examples = {{"plumb-store info", "sizes, times and counts for people"},
                 {"plumb-store info -o prom | plumb-ingest", "a store that watches itself"}},
    .body = cli::MakeBody<Options, Declare, Run>,
};

}  // namespace plumb
