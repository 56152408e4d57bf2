// SPDX-License-Identifier: Apache-2.0
// One exchange: the request, what has come of its answer, and the curl handle that moves it.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fetch/request.h"
#include "http/client.h"
#include "http/decoder.h"
#include "http/url.h"

namespace plumb::http {

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

class Transfer {
 public:
  // Times are monotonic, in nanoseconds.
  Transfer(fetch::Request request, Client::Done done, int64_t begun)
      : request_(std::move(request)), done_(std::move(done)), begun_(begun) {
    body_.limit = request_.max_body;
  }

  // What is wrong with the request, before anything is sent.
  Status Check();
  // Readies curl's handle for the next request, to url(). `addresses` are those of its host; none
  // leaves them to curl.
  Status Prepare(const std::vector<std::string>& addresses, const std::string& user_agent);
  // Takes curl's verdict. True: a redirect was followed to a new url(), prepare again.
  bool Conclude(CURLcode code);

  // Ends without curl.
  void Fail(fetch::Failure failure, std::string text);
  // REQUIRES: Conclude gave false, or Fail was called
  void CallDone(int64_t now);

  [[nodiscard]] const Url& url() const { return url_; }
  [[nodiscard]] const fetch::Request& request() const { return request_; }
  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  // kNever without a timeout.
  [[nodiscard]] int64_t deadline() const;
  static constexpr int64_t kNever = INT64_MAX;
  // "timed out after 10s", and at what.
  [[nodiscard]] std::string TimeoutText(bool resolving) const;

 private:
  static size_t OnHeader(char* bytes, size_t size, size_t count, void* transfer);
  static size_t OnBody(char* bytes, size_t size, size_t count, void* transfer);
  void TakeHeader(std::string_view line);
  bool TakeBody(std::string_view bytes);
  Status SetHeaders(const std::string& user_agent);
  void SetMethod();
  void SetTrust();
  void SetUser();
  void SetAddresses(const std::vector<std::string>& addresses);
  bool Redirect();
  void ForgetIdentity();

  fetch::Request request_;
  Client::Done done_;
  int64_t begun_;
  Url url_;
  int redirects_ = 0;
  std::unique_ptr<CURL, FreeEasy> easy_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  std::unique_ptr<curl_slist, FreeList> resolve_;
  std::string error_buffer_ = std::string(CURL_ERROR_SIZE, '\0');
  std::unique_ptr<Decoder> decoder_;
  Body body_;
  fetch::Answer answer_;
};

}  // namespace plumb::http
