// scripted_server [--ports N] [--port P] [--unix PATH] [--log FILE] SCRIPT: an HTTP server for
// tests, on loopback. Prints a line with the number of each port, and then answers as the script
// says (server/script.h) until it is killed. The log has each request with its headers.
#include <fmt/core.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <map>

#include "base/clock.h"
#include "base/number.h"
#include "server/answer.h"
#include "server/script.h"

namespace plumb::server {
namespace {

int64_t NowMs() {
  return SystemClock().MonotonicNs() / 1'000'000;
}

[[noreturn]] void Die(const std::string& text) {
  std::fprintf(stderr, "scripted_server: %s\n", text.c_str());
  std::exit(2);
}

struct Connection {
  int fd = -1;
  std::string in;
  std::string out;
  std::unique_ptr<Body> body;
  bool busy = false;    // with an answer, or with never giving one
  bool close = false;   // behind the answer
  bool silent = false;  // hangs
  int64_t drip_ms = 0;
  int64_t not_before = 0;  // nothing is sent until then
};

class Server {
 public:
  Server(std::vector<Rule> rules, std::FILE* log) : rules_(std::move(rules)), log_(log) {}

  void Listen(const sockaddr* address, socklen_t size) {
    const int fd = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || ::bind(fd, address, size) != 0 || ::listen(fd, 1024) != 0) Die("cannot listen");
    listeners_.push_back(fd);
  }

  // The port that was given, or one that is free.
  uint16_t ListenOnLoopback(uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    Listen(reinterpret_cast<const sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(listeners_.back(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }

  void ListenOnPath(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) Die("the path of the socket is too long");
    std::copy(path.begin(), path.end(), address.sun_path);
    ::unlink(path.c_str());
    Listen(reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }

  [[noreturn]] void Serve() {
    for (;;) {
      std::vector<pollfd> polls;
      for (const int fd : listeners_) polls.push_back({fd, POLLIN, 0});
      for (const Connection& connection : connections_)
        polls.push_back({connection.fd, Events(connection), 0});
      ::poll(polls.data(), polls.size(), Timeout());
      size_t next = listeners_.size();
      for (auto at = connections_.begin(); at != connections_.end(); ++next) {
        const bool open = Handle(*at, polls[next].revents);
        if (!open) ::close(at->fd);
        at = open ? std::next(at) : connections_.erase(at);
      }
      for (size_t i = 0; i < listeners_.size(); ++i)
        if (polls[i].revents != 0) Accept(listeners_[i]);
    }
  }

 private:
  static short Events(const Connection& c) {
    if (!c.busy || c.silent) return POLLIN;
    return NowMs() < c.not_before ? 0 : POLLOUT;
  }

  int Timeout() const {
    int64_t wait = 60'000;
    for (const Connection& c : connections_)
      if (c.busy && !c.silent && c.not_before > 0)
        wait = std::min(wait, std::max<int64_t>(0, c.not_before - NowMs()));
    return static_cast<int>(wait);
  }

  void Accept(int listener) {
    for (;;) {
      const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (fd < 0) return;
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      connections_.push_back({.fd = fd});
    }
  }

  // False when the connection is over.
  bool Handle(Connection& c, short events) {
    if ((events & POLLIN) != 0 && !Receive(c)) return false;
    if ((events & (POLLERR | POLLHUP)) != 0 && (events & POLLIN) == 0) return false;
    if (!c.busy) {
      const size_t end = c.in.find("\r\n\r\n");
      if (end != std::string::npos && !Begin(c, c.in.substr(0, end))) return false;
      if (end != std::string::npos) c.in.erase(0, end + 4);
    }
    return !c.busy || c.silent || NowMs() < c.not_before || Send(c);
  }

  static bool Receive(Connection& c) {
    char buffer[4096];
    const ssize_t got = ::read(c.fd, buffer, sizeof buffer);
    if (got > 0) c.in.append(buffer, static_cast<size_t>(got));
    return got > 0 || (got < 0 && errno == EAGAIN);
  }

  bool Begin(Connection& c, const std::string& request) {
    if (log_ != nullptr) {
      fmt::print(log_, "{}\n\n", request);
      std::fflush(log_);
    }
    const size_t start = std::min(request.find(' ') + 1, request.size());
    const std::string target = request.substr(start, request.find(' ', start) - start);
    const std::string path = target.substr(0, target.find('?'));
    const uint64_t number = ++requests_[path];
    const Rule* rule = Find(path, number);
    if (rule != nullptr && rule->exit) std::exit(0);
    if (rule != nullptr && rule->close) return false;
    c.busy = true;
    c.silent = rule != nullptr && rule->hang;
    if (c.silent) return true;
    Answer answer = rule == nullptr ? MakeError(404)
                    : !rule->need.empty() && request.find(rule->need) == std::string::npos
                        ? MakeError(401)
                        : MakeAnswer(*rule, path, number);
    c.out = std::move(answer.head);
    c.body = std::move(answer.body);
    c.close = answer.close;
    c.drip_ms = rule == nullptr ? 0 : rule->drip_ms;
    c.not_before = rule == nullptr || rule->delay_ms == 0 ? 0 : NowMs() + rule->delay_ms;
    return true;
  }

  const Rule* Find(std::string_view path, uint64_t number) const {
    for (const Rule& rule : rules_)
      if ((rule.prefix ? path.starts_with(rule.path) : path == rule.path) && rule.first <= number &&
          number <= rule.last)
        return &rule;
    return nullptr;
  }

  bool Send(Connection& c) {
    for (;;) {
      if (c.out.empty() && c.body && !c.body->Next(c.out)) c.body.reset();
      if (c.out.empty() && !c.body) break;
      const size_t size = c.drip_ms > 0 ? 1 : c.out.size();
      const ssize_t sent = ::send(c.fd, c.out.data(), size, MSG_NOSIGNAL);
      if (sent < 0) return errno == EAGAIN;
      c.out.erase(0, static_cast<size_t>(sent));
      if (c.drip_ms > 0) {
        c.not_before = NowMs() + c.drip_ms;
        return true;
      }
    }
    c.busy = false;
    return !c.close;
  }

  std::vector<Rule> rules_;
  std::FILE* log_;
  std::vector<int> listeners_;
  std::list<Connection> connections_;
  std::map<std::string, uint64_t> requests_;  // by path
};

struct Arguments {
  int64_t ports = 1;
  int64_t port = 0;
  std::string socket;
  std::string log;
  std::string script;
};

Arguments Parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 == argc) Die(word + " needs a value");
      return argv[++i];
    };
    if (word == "--ports")
      arguments.ports = ParseInt(value()).value_or(1);
    else if (word == "--port")
      arguments.port = ParseInt(value()).value_or(0);
    else if (word == "--unix")
      arguments.socket = value();
    else if (word == "--log")
      arguments.log = value();
    else
      arguments.script = word;
  }
  return arguments;
}

void Main(const Arguments& arguments) {
  auto rules = ReadScript(arguments.script);
  if (!rules.ok()) Die(rules.error().message);
  std::FILE* log = arguments.log.empty() ? nullptr : std::fopen(arguments.log.c_str(), "we");
  Server server(*std::move(rules), log);
  if (!arguments.socket.empty()) server.ListenOnPath(arguments.socket);
  for (int64_t i = 0; i < arguments.ports; ++i)
    fmt::print("{}\n", server.ListenOnLoopback(static_cast<uint16_t>(arguments.port)));
  std::fflush(stdout);
  server.Serve();
}

}  // namespace
}  // namespace plumb::server

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  plumb::server::Main(plumb::server::Parse(argc, argv));
}
