// SPDX-License-Identifier: Apache-2.0
// Names of hosts to addresses, many at once without a thread each. The door to c-ares.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/result.h"

struct ares_channeldata;
struct ares_addrinfo;

namespace plumb::http {

struct Addresses {
  std::vector<std::string> list;  // in the order to try; IPv6 in brackets
  std::string error;              // why there are none: "no such host 'x'"
};

// /etc/hosts, then the name servers of /etc/resolv.conf. What was found is kept for a minute, and a
// name that is asked for twice at the same time is looked up once. Not thread-safe.
class Resolver {
 public:
  using Found = std::function<void(const Addresses&)>;

  Resolver() = default;
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // Calls `found` once: now if the name is known, else from Advance. `now` is monotonic.
  void Look(const std::string& host, DurationMs now, Found found);

  struct Interest {
    bool read = false;
    bool write = false;
  };
  // The sockets to wait for, and for how long at most (`most` if nothing is due before).
  [[nodiscard]] const std::map<int, Interest>& sockets() const { return sockets_; }
  [[nodiscard]] DurationMs WaitAtMost(DurationMs most) const;
  // Takes in what arrived on these sockets and gives up what took too long.
  void Advance(const std::map<int, Interest>& ready);

 private:
  struct Lookup {
    Resolver* resolver = nullptr;
    std::string host;
    DurationMs begun = 0;
    std::vector<Found> waiting;
  };
  static void OnAnswer(void* lookup, int status, int timeouts, ares_addrinfo* result);
  static void OnSocket(void* resolver, int socket, int readable, int writable);
  Status Open();
  void Finish(Lookup& lookup, Addresses addresses);

  struct Known {
    Addresses addresses;
    DurationMs until = 0;
  };
  ares_channeldata* channel_ = nullptr;
  std::map<int, Interest> sockets_;
  std::map<std::string, Known> known_;
  std::map<std::string, std::unique_ptr<Lookup>> lookups_;
  bool closing_ = false;
};

}  // namespace plumb::http
