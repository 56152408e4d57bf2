#include "scrape/any_fetcher.h"

#include <algorithm>

namespace plumb::scrape {

namespace {

// How long one of the two is waited for while the other has something in flight too: they cannot be
// waited for together, as the sockets are the HTTP client's own.
constexpr DurationMs kTurn = 5;

}  // namespace

void AnyFetcher::Start(const Target& target, Done done) {
  Fetcher& fetcher = target.address.transport == Transport::kHttp ? *http_ : *local_;
  fetcher.Start(target, std::move(done));
}

Status AnyFetcher::Run(DurationMs wait) {
  if (http_ == nullptr || http_->in_flight() == 0) return local_->Run(wait);
  if (local_->in_flight() == 0) return http_->Run(wait);
  PLUMB_TRY(local_->Run(0));
  return http_->Run(std::min(wait, kTurn));
}

size_t AnyFetcher::in_flight() const {
  return local_->in_flight() + (http_ == nullptr ? 0 : http_->in_flight());
}

}  // namespace plumb::scrape
