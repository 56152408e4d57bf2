#include "tools/scrape/options.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/byte_size.h"
#include "scrape/content_type.h"
#include "scrape/target_list.h"
#include "system/files.h"

namespace plumb {

namespace {

Result<uint64_t> LimitOf(std::string_view name, int64_t limit) {
  if (limit < 0) return Error{Exit::kUsage, fmt::format("{} cannot be negative", name)};
  return static_cast<uint64_t>(limit);
}

Result<scrape::Limits> LimitsOf(const ScrapeOptions& o) {
  scrape::Limits limits;
  const auto body = ParseByteSize(o.body_limit);
  if (!body.ok()) return body.error().In("--body-limit");
  limits.body_size = *body;
  PLUMB_ASSIGN(limits.samples, LimitOf("--sample-limit", o.sample_limit));
  PLUMB_ASSIGN(limits.labels, LimitOf("--label-limit", o.label_limit));
  PLUMB_ASSIGN(limits.label_name_length, LimitOf("--label-name-limit", o.label_name_limit));
  PLUMB_ASSIGN(limits.label_value_length, LimitOf("--label-value-limit", o.label_value_limit));
  return limits;
}

Result<DurationMs> TimeoutOf(const ScrapeOptions& o) {
  constexpr DurationMs kDefault = 10 * kSecond;
  const DurationMs every = o.repeat.every;
  if (o.http.timeout == 0) return every > 0 ? std::min(every, kDefault) : kDefault;
  if (every > 0 && o.http.timeout > every)
    return Error{Exit::kUsage,
                 "--timeout is longer than --every: a scrape must end before the next one"};
  return o.http.timeout;
}

}  // namespace

void Declare(cli::Declaration& d, ScrapeOptions& o) {
  d.Arguments("TARGET", o.targets, "host:port, URL, unix:, file:, exec:, @FILE of them");
  d.Group("Output");
  d.Text("-d,--data", o.store, "STORE", "store it there; else the stream is written").completion =
      cli::Completion::kDirectory;
  d.Flag("--store", o.default_store, "store it in $PLUMB_DATA or your store");
  d.Flag("--fail", o.fail, "exit 4 if a scrape failed, and say why");
  d.Group("What becomes of a page");
  d.Text("--job", o.job, "NAME", "the label job (default: scrape)");
  d.Texts("--label", o.labels, "NAME=VALUE", "another label of every target");
  d.Flag("--honor-labels", o.honor_labels, "the page's labels win over ours");
  d.Flag("--no-honor-timestamps", o.no_honor_timestamps, "no times of the page");
  d.Choice("--fallback-protocol", o.fallback_protocol, scrape::ProtocolNames(),
           "format of pages without a right Content-Type")
      .value = "NAME";
  d.Group("Limits of a page", cli::GroupHelp::kNames);
  d.Text("--body-limit", o.body_limit, "SIZE", "bytes (default: 128MB; 0: none)");
  d.Integer("--sample-limit", o.sample_limit, "N", "samples");
  d.Integer("--label-limit", o.label_limit, "N", "labels of a sample");
  d.Integer("--label-name-limit", o.label_name_limit, "N", "bytes of a label's name");
  d.Integer("--label-value-limit", o.label_value_limit, "N", "bytes of a label's value");
  cli::DeclareRepeat(d, o.repeat);
  cli::DeclareHttp(d, o.http);
}

Result<std::vector<scrape::Target>> TargetsOf(const ScrapeOptions& o) {
  if (o.targets.empty()) return Error{Exit::kUsage, "TARGET is missing, see --help"};
  scrape::ScrapeSpec spec = {.job = o.job,
                             .interval = o.repeat.every,
                             .honor_labels = o.honor_labels,
                             .honor_timestamps = !o.no_honor_timestamps};
  PLUMB_ASSIGN(spec.timeout, TimeoutOf(o));
  PLUMB_ASSIGN(spec.limits, LimitsOf(o));
  PLUMB_ASSIGN(spec.identity, cli::IdentityOf(o.http));
  if (!o.fallback_protocol.empty())
    spec.fallback_protocol = scrape::ProtocolOf(o.fallback_protocol);
  PLUMB_ASSIGN(const model::Labels labels, scrape::ParseTargetLabels(o.labels));
  PLUMB_ASSIGN(auto targets,
               scrape::ParseTargets(o.targets, std::make_shared<scrape::ScrapeSpec>(spec), labels,
                                    system::ReadFile));
  if (targets.empty()) return Error{Exit::kUsage, "the file of targets names none"};
  return targets;
}

}  // namespace plumb
