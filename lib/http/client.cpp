#include "http/client.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "http/resolver.h"
#include "http/transfer.h"

namespace plumb::http {

namespace {

constexpr int64_t kNsPerMs = 1'000'000;

struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

// Behind a proxy it is the proxy that looks names up; ours may not even be known here.
bool EnvironmentNamesProxy() {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return true;
  }
  return false;
}

class CurlClient : public Client {
 public:
  CurlClient(CURLM* multi, const ClientOptions& options)
      : multi_(multi), options_(options), behind_proxy_(EnvironmentNamesProxy()) {
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(options.max_connections));
  }
  ~CurlClient() override {
    for (const auto& [id, flight] : flights_)
      if (flight.stage == Stage::kMoving)
        curl_multi_remove_handle(multi_.get(), flight.transfer->easy());
  }

  void Start(fetch::Request request, Done done) override;
  Status Run(DurationMs wait) override;
  [[nodiscard]] size_t in_flight() const override { return flights_.size(); }

 private:
  using Id = uint64_t;
  enum class Stage { kWaiting, kResolving, kMoving, kEnded };
  struct Flight {
    std::unique_ptr<Transfer> transfer;
    Stage stage = Stage::kWaiting;
  };

  static int64_t NowNs() { return SystemClock().MonotonicNs(); }
  Flight* Find(Id id);
  // Those that wait get a connection as far as there are any.
  void Admit();
  void Resolve(Id id);
  void Send(Id id, const std::vector<std::string>& addresses);
  void End(Id id);
  void Fail(Id id, fetch::Failure failure, std::string text);
  // Moves what can be moved, and takes in what came to its end.
  Status Move();
  void GiveUpLate();
  Status Wait(DurationMs most);
  // Calls back for what has ended; true if there was any.
  bool Deliver();

  std::unique_ptr<CURLM, FreeMulti> multi_;
  ClientOptions options_;
  bool behind_proxy_;
  Resolver resolver_;
  Id next_ = 1;
  std::unordered_map<Id, Flight> flights_;
  std::unordered_map<CURL*, Id> by_handle_;
  std::set<std::pair<int64_t, Id>> deadlines_;
  std::deque<Id> waiting_;
  std::deque<Id> ended_;
  int open_ = 0;  // that are being resolved or moved
};

CurlClient::Flight* CurlClient::Find(Id id) {
  const auto at = flights_.find(id);
  return at == flights_.end() ? nullptr : &at->second;
}

void CurlClient::Start(fetch::Request request, Done done) {
  const Id id = next_++;
  Flight& flight = flights_[id];
  flight.transfer = std::make_unique<Transfer>(std::move(request), std::move(done), NowNs());
  if (const int64_t deadline = flight.transfer->deadline(); deadline != Transfer::kNever)
    deadlines_.emplace(deadline, id);
  waiting_.push_back(id);
}

void CurlClient::Admit() {
  while (open_ < options_.max_connections && !waiting_.empty()) {
    const Id id = waiting_.front();
    waiting_.pop_front();
    Flight* flight = Find(id);
    if (flight == nullptr || flight->stage != Stage::kWaiting) continue;
    ++open_;
    if (const Status checked = flight->transfer->Check(); !checked.ok())
      Fail(id, fetch::Failure::kOther, checked.error().message);
    else
      Resolve(id);
  }
}

void CurlClient::Resolve(Id id) {
  Flight& flight = *Find(id);
  flight.stage = Stage::kResolving;
  const Transfer& transfer = *flight.transfer;
  if (behind_proxy_ || !transfer.request().unix_socket.empty() || !NeedsLookup(transfer.url().host))
    return Send(id, {});
  resolver_.Look(transfer.url().host, NowNs() / kNsPerMs, [this, id](const Addresses& found) {
    const Flight* asked = Find(id);
    if (asked == nullptr || asked->stage != Stage::kResolving) return;
    if (found.list.empty())
      Fail(id, fetch::Failure::kResolve, found.error);
    else
      Send(id, found.list);
  });
}

void CurlClient::Send(Id id, const std::vector<std::string>& addresses) {
  Flight& flight = *Find(id);
  if (const Status ready = flight.transfer->Prepare(addresses, options_.user_agent); !ready.ok())
    return Fail(id, fetch::Failure::kOther, ready.error().message);
  flight.stage = Stage::kMoving;
  by_handle_[flight.transfer->easy()] = id;
  curl_multi_add_handle(multi_.get(), flight.transfer->easy());
}

void CurlClient::End(Id id) {
  Flight& flight = *Find(id);
  if (flight.stage == Stage::kMoving) {
    by_handle_.erase(flight.transfer->easy());
    curl_multi_remove_handle(multi_.get(), flight.transfer->easy());
  }
  if (flight.stage != Stage::kWaiting) --open_;
  flight.stage = Stage::kEnded;
  deadlines_.erase({flight.transfer->deadline(), id});
  ended_.push_back(id);
}

void CurlClient::Fail(Id id, fetch::Failure failure, std::string text) {
  Find(id)->transfer->Fail(failure, std::move(text));
  End(id);
}

Status CurlClient::Move() {
  Admit();
  int running = 0;
  if (const CURLMcode code = curl_multi_perform(multi_.get(), &running); code != CURLM_OK)
    return Error{Exit::kOutside, fmt::format("HTTP failed: {}", curl_multi_strerror(code))};
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    const Id id = by_handle_[message->easy_handle];
    Flight& flight = *Find(id);
    if (!flight.transfer->Conclude(code)) {
      End(id);
      continue;
    }
    by_handle_.erase(flight.transfer->easy());
    curl_multi_remove_handle(multi_.get(), flight.transfer->easy());
    Resolve(id);
  }
  GiveUpLate();
  return Ok();
}

void CurlClient::GiveUpLate() {
  const int64_t now = NowNs();
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const Id id = deadlines_.begin()->second;
    const Flight& flight = *Find(id);
    Fail(id, fetch::Failure::kTimeout,
         flight.transfer->TimeoutText(flight.stage == Stage::kResolving));
  }
}

Status CurlClient::Wait(DurationMs most) {
  if (!deadlines_.empty()) {
    const int64_t left = (deadlines_.begin()->first - NowNs()) / kNsPerMs + 1;
    most = std::clamp<DurationMs>(left, 0, most);
  }
  most = resolver_.WaitAtMost(most);
  std::vector<curl_waitfd> waits;
  for (const auto& [socket, interest] : resolver_.sockets())
    waits.push_back({.fd = socket,
                     .events = static_cast<short>((interest.read ? CURL_WAIT_POLLIN : 0) |
                                                  (interest.write ? CURL_WAIT_POLLOUT : 0)),
                     .revents = 0});
  const CURLMcode code =
      curl_multi_poll(multi_.get(), waits.data(), static_cast<unsigned>(waits.size()),
                      static_cast<int>(std::min<DurationMs>(most, kHour)), nullptr);
  if (code != CURLM_OK)
    return Error{Exit::kOutside, fmt::format("HTTP failed: {}", curl_multi_strerror(code))};
  std::map<int, Resolver::Interest> ready;
  for (const curl_waitfd& wait : waits)
    if (wait.revents != 0)
      ready[wait.fd] = {.read = (wait.revents & CURL_WAIT_POLLIN) != 0,
                        .write = (wait.revents & CURL_WAIT_POLLOUT) != 0};
  resolver_.Advance(ready);
  return Ok();
}

bool CurlClient::Deliver() {
  if (ended_.empty()) return false;
  const std::deque<Id> ended = std::move(ended_);
  ended_.clear();
  for (const Id id : ended) {
    // Out of the books first: the callback may start the next one.
    const std::unique_ptr<Transfer> transfer = std::move(flights_[id].transfer);
    flights_.erase(id);
    transfer->CallDone(NowNs());
  }
  return true;
}

Status CurlClient::Run(DurationMs wait) {
  PLUMB_TRY(Move());
  if (Deliver() || flights_.empty()) return Ok();
  PLUMB_TRY(Wait(wait));
  PLUMB_TRY(Move());
  Deliver();
  return Ok();
}

}  // namespace

Result<std::unique_ptr<Client>> Client::Make(const ClientOptions& options) {
  // Once a process; curl counts.
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    return Error{Exit::kOutside, "cannot start libcurl"};
  CURLM* multi = curl_multi_init();
  if (multi == nullptr) return Error{Exit::kOutside, "cannot start libcurl: out of memory"};
  return std::unique_ptr<Client>(std::make_unique<CurlClient>(multi, options));
}

}  // namespace plumb::http
