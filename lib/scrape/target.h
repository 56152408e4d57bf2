// SPDX-License-Identifier: Apache-2.0
// One place that metrics are pulled from: where it is, and the labels its series get.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "base/result.h"
#include "model/labels.h"
#include "scrape/spec.h"

namespace plumb::scrape {

enum class Transport { kHttp, kFile, kCommand };

// Where a target is, as a user writes it.
struct Address {
  Transport transport = Transport::kHttp;
  std::string place;        // URL, path, or command for sh -c
  std::string unix_socket;  // of kHttp: connected to instead of the URL's host; "" for none
  std::string name;         // the canonical text: target= of the block
  std::string instance;     // the label, unless another is set
};

// Parses one of
//   http://HOST[:PORT][/PATH] and https://…   no path means /metrics, as in Prometheus
//   HOST:PORT[/PATH]                          over http; without a port it is an error
//   unix:SOCKET[:/PATH]                       http over a socket
//   file:PATH, and any path with a / in it
//   exec:COMMAND                              run by sh -c
// each with `INSTANCE=` before it where that label shall be another.
Result<Address> ParseAddress(std::string_view text);

struct Target {
  std::shared_ptr<const ScrapeSpec> spec;
  Address address;
  model::Labels labels;  // with job and instance; every series of the target gets them

  // Decides where within the interval it is scraped, so that many are spread; the same in every
  // run.
  [[nodiscard]] uint64_t Hash() const;
};

// `extra` wins over the job and the instance that are known otherwise.
Target MakeTarget(std::shared_ptr<const ScrapeSpec> spec, Address address,
                  const model::Labels& extra);

}  // namespace plumb::scrape
