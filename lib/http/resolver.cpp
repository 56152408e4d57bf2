#include "http/resolver.h"

#include <ares.h>
#include <arpa/inet.h>
#include <fmt/core.h>
#include <netdb.h>
#include <sys/time.h>

#include <algorithm>
#include <array>

namespace plumb::http {

namespace {

// As long as curl and most resolvers keep an answer; a moved host is found again within it.
constexpr DurationMs kKeepMs = kMinute;
// A name server that is down must not use up the time of a request: 2 s, then the next one.
constexpr int kServerTimeoutMs = 2000;
constexpr int kServerTries = 3;

std::string AddressText(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN + 1> text{};
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return ::inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size()) != nullptr ? text.data()
                                                                                    : "";
  }
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
  if (::inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size()) == nullptr) return "";
  return fmt::format("[{}]", text.data());
}

std::string FailureText(int status, const std::string& host) {
  switch (status) {
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
    case ARES_EBADNAME:
      return fmt::format("no such host '{}'", host);
    case ARES_ETIMEOUT:
      return fmt::format("no name server answered in time for '{}'", host);
    case ARES_ECONNREFUSED:
      return fmt::format("no name server to ask for '{}', see /etc/resolv.conf", host);
    default:
      return fmt::format("cannot look up '{}': {}", host, ares_strerror(status));
  }
}

}  // namespace

Resolver::~Resolver() {
  closing_ = true;
  if (channel_ == nullptr) return;
  ares_destroy(channel_);
  ares_library_cleanup();
}

Status Resolver::Open() {
  if (channel_ != nullptr) return Ok();
  ares_library_init(ARES_LIB_INIT_ALL);
  ares_options options{};
  options.timeout = kServerTimeoutMs;
  options.tries = kServerTries;
  options.sock_state_cb = OnSocket;
  options.sock_state_cb_data = this;
  const int status = ares_init_options(
      &channel_, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
  if (status == ARES_SUCCESS) return Ok();
  channel_ = nullptr;
  ares_library_cleanup();
  return Error{Exit::kOutside, fmt::format("cannot look up names: {}", ares_strerror(status))};
}

void Resolver::Look(const std::string& host, DurationMs now, Found found) {
  if (const auto known = known_.find(host); known != known_.end() && now < known->second.until)
    return found(known->second.addresses);
  if (const Status opened = Open(); !opened.ok()) return found({{}, opened.error().message});
  auto& lookup = lookups_[host];
  const bool first = lookup == nullptr;
  if (first) lookup = std::make_unique<Lookup>(Lookup{this, host, now, {}});
  lookup->waiting.push_back(std::move(found));
  if (!first) return;
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  // Names of /etc/hosts are answered before this returns.
  ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, OnAnswer, lookup.get());
}

void Resolver::OnAnswer(void* argument, int status, int, ares_addrinfo* result) {
  auto& lookup = *static_cast<Lookup*>(argument);
  Addresses addresses;
  for (const ares_addrinfo_node* node = result == nullptr ? nullptr : result->nodes;
       node != nullptr; node = node->ai_next) {
    std::string text = AddressText(node->ai_addr);
    const bool known =
        std::find(addresses.list.begin(), addresses.list.end(), text) != addresses.list.end();
    if (!text.empty() && !known) addresses.list.push_back(std::move(text));
  }
  if (result != nullptr) ares_freeaddrinfo(result);
  if (addresses.list.empty())
    addresses.error = FailureText(status == ARES_SUCCESS ? ARES_ENODATA : status, lookup.host);
  if (!lookup.resolver->closing_) lookup.resolver->Finish(lookup, std::move(addresses));
}

void Resolver::Finish(Lookup& lookup, Addresses addresses) {
  if (!addresses.list.empty()) known_[lookup.host] = {addresses, lookup.begun + kKeepMs};
  const std::vector<Found> waiting = std::move(lookup.waiting);
  lookups_.erase(lookup.host);
  for (const Found& found : waiting) found(addresses);
}

void Resolver::OnSocket(void* resolver, int socket, int readable, int writable) {
  auto& sockets = static_cast<Resolver*>(resolver)->sockets_;
  if (readable == 0 && writable == 0) {
    sockets.erase(socket);
  } else {
    sockets[socket] = {readable != 0, writable != 0};
  }
}

DurationMs Resolver::WaitAtMost(DurationMs most) const {
  if (lookups_.empty()) return most;
  timeval limit{most / 1000, (most % 1000) * 1000};
  timeval buffer{};
  const timeval* wait = ares_timeout(channel_, &limit, &buffer);
  // Rounded up: a wait that ends early finds nothing due, and would be begun again at once.
  return wait == nullptr ? most : wait->tv_sec * 1000 + (wait->tv_usec + 999) / 1000;
}

void Resolver::Advance(const std::map<int, Interest>& ready) {
  if (lookups_.empty()) return;
  for (const auto& [socket, what] : ready)
    ares_process_fd(channel_, what.read ? socket : ARES_SOCKET_BAD,
                    what.write ? socket : ARES_SOCKET_BAD);
  ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

}  // namespace plumb::http
