#include "fetch/fetcher.h"

#include "fetch/protocol.h"
#include "system/helper_process.h"
#include "system/programs.h"

namespace plumb::fetch {

namespace {

// The helper keeps to the timeout of the request; this is for one that does not move at all.
constexpr DurationMs kGrace = 10 * kSecond;

class HelperFetcher : public Fetcher {
 public:
  Result<Answer> Fetch(const Request& request) override {
    PLUMB_TRY(Start());
    auto answer = Exchange(request);
    if (!answer.ok()) helper_.reset();
    return answer;
  }

 private:
  Status Start() {
    if (helper_ != nullptr) return Ok();
    PLUMB_ASSIGN(const std::string path, system::FindHelper("plumb-fetch"));
    PLUMB_ASSIGN(helper_, system::HelperProcess::Start(path));
    return Ok();
  }
  Result<Answer> Exchange(const Request& request) {
    helper_->set_patience(request.timeout > 0 ? request.timeout + kGrace : 0);
    PLUMB_TRY(WriteRequest(request, *helper_));
    return ReadAnswer(*helper_);
  }
  std::unique_ptr<system::HelperProcess> helper_;
};

}  // namespace

std::unique_ptr<Fetcher> MakeHelperFetcher() {
  return std::make_unique<HelperFetcher>();
}

}  // namespace plumb::fetch
