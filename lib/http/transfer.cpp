#include "http/transfer.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>

#include "fetch/identity.h"
#include "http/failure.h"
#include "system/files.h"

namespace plumb::http {

namespace {

using fetch::Failure;

// The folder of single certificates: OpenSSL reads the one it needs, where Debian's bundle of all
// of them costs 30 ms a process.
constexpr const char* kCertificates = "/etc/ssl/certs";
constexpr int kMaxRedirects = 10;

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Status CheckReadable(const std::string& path) {
  if (path.empty()) return Ok();
  PLUMB_TRY(system::OpenInput(path));
  return Ok();
}

void Append(std::unique_ptr<curl_slist, FreeList>& list, const std::string& line) {
  list.reset(curl_slist_append(list.release(), line.c_str()));
}

}  // namespace

Status Transfer::Check() {
  PLUMB_ASSIGN(url_, ParseUrl(request_.url));
  // curl takes a file that is not there for an empty one, or says less.
  PLUMB_TRY(CheckReadable(request_.identity.netrc_file));
  PLUMB_TRY(CheckReadable(request_.identity.ca_file));
  PLUMB_TRY(CheckReadable(request_.identity.cert_file));
  return CheckReadable(request_.identity.key_file);
}

Status Transfer::Prepare(const std::vector<std::string>& addresses, const std::string& user_agent) {
  if (easy_ == nullptr) easy_.reset(curl_easy_init());
  CURL* easy = easy_.get();
  curl_easy_reset(easy);
  answer_ = {};
  body_.bytes.clear();
  decoder_ = nullptr;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_buffer_.data());
  curl_easy_setopt(easy, CURLOPT_URL, url_.text.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, OnHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  // The deadline of the whole exchange is the client's; curl's own of connecting would cut in.
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(kDay));
  if (!request_.unix_socket.empty()) {
    curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, request_.unix_socket.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
  }
  SetMethod();
  SetTrust();
  SetUser();
  SetAddresses(addresses);
  return SetHeaders(user_agent);
}

void Transfer::SetMethod() {
  CURL* easy = easy_.get();
  if (request_.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  if (request_.method == "POST" || !request_.body.empty()) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
  }
  if (request_.method != "GET" || !request_.body.empty())
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void Transfer::SetTrust() {
  CURL* easy = easy_.get();
  const fetch::Identity& identity = request_.identity;
  const bool own = !identity.ca_file.empty();
  const char* file = own ? identity.ca_file.c_str() : nullptr;
  const char* folder = own ? nullptr : kCertificates;
  curl_easy_setopt(easy, CURLOPT_CAINFO, file);
  curl_easy_setopt(easy, CURLOPT_CAPATH, folder);
  curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, nullptr);
  curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, kCertificates);
  if (!identity.cert_file.empty())
    curl_easy_setopt(easy, CURLOPT_SSLCERT, identity.cert_file.c_str());
  if (!identity.key_file.empty()) curl_easy_setopt(easy, CURLOPT_SSLKEY, identity.key_file.c_str());
}

void Transfer::SetUser() {
  CURL* easy = easy_.get();
  if (!url_.user.empty() || !url_.password.empty()) {
    curl_easy_setopt(easy, CURLOPT_USERNAME, url_.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, url_.password.c_str());
  } else if (!request_.identity.netrc_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_OPTIONAL));
    curl_easy_setopt(easy, CURLOPT_NETRC_FILE, request_.identity.netrc_file.c_str());
  }
}

void Transfer::SetAddresses(const std::vector<std::string>& addresses) {
  resolve_.reset();
  if (addresses.empty()) return;
  // The + lets curl forget them again, as what it resolves itself.
  Append(resolve_, fmt::format("+{}:{}:{}", url_.host, url_.port, fmt::join(addresses, ",")));
  curl_easy_setopt(easy_.get(), CURLOPT_RESOLVE, resolve_.get());
}

Status Transfer::SetHeaders(const std::string& user_agent) {
  PLUMB_ASSIGN(auto headers, fetch::HeadersOf(request_));
  if (request_.compress) fetch::AddHeader(headers, "Accept-Encoding", kOfferedEncodings);
  if (!user_agent.empty()) fetch::AddHeader(headers, "User-Agent", user_agent);
  headers_.reset();
  for (const auto& [name, value] : headers)
    // "Name;" is how curl is told to send a header without a value.
    Append(headers_, value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
  // Waiting for "100 Continue" costs a second where a server does not know it.
  Append(headers_, "Expect:");
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
  return Ok();
}

size_t Transfer::OnHeader(char* bytes, size_t size, size_t count, void* transfer) {
  static_cast<Transfer*>(transfer)->TakeHeader({bytes, size * count});
  return size * count;
}

size_t Transfer::OnBody(char* bytes, size_t size, size_t count, void* transfer) {
  return static_cast<Transfer*>(transfer)->TakeBody({bytes, size * count}) ? size * count : 0;
}

void Transfer::TakeHeader(std::string_view line) {
  // Each answer begins with its status line: what came before it was "100 Continue" or the like.
  if (line.starts_with("HTTP/")) answer_.headers.clear();
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || line.starts_with("HTTP/")) return;
  answer_.headers.emplace_back(Trim(line.substr(0, colon)), Trim(line.substr(colon + 1)));
}

bool Transfer::TakeBody(std::string_view bytes) {
  if (decoder_ == nullptr) {
    const std::string encoding(answer_.Get("Content-Encoding"));
    decoder_ = MakeDecoder(encoding);
    if (decoder_ == nullptr) {
      Fail(Failure::kDecode,
           fmt::format("the answer is encoded as '{}', which was not asked for", encoding));
      return false;
    }
  }
  switch (decoder_->Add(bytes, body_)) {
    case Decoded::kOk:
      return true;
    case Decoded::kTooLarge:
      Fail(Failure::kTooLarge,
           fmt::format("the answer is larger than {} bytes", request_.max_body));
      return false;
    case Decoded::kBroken:
      Fail(Failure::kDecode, fmt::format("the answer cannot be decompressed: its {} is damaged",
                                         answer_.Get("Content-Encoding")));
      return false;
  }
  return false;
}

bool Transfer::Conclude(CURLcode code) {
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  answer_.status = static_cast<int>(status);
  if (answer_.failure != Failure::kNone) return false;
  if (code != CURLE_OK) {
    long os_error = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_error);
    const FailureWords words = DescribeFailure({.code = code,
                                                .os_error = os_error,
                                                .detail = error_buffer_.c_str(),
                                                .host = url_.host,
                                                .request = request_});
    Fail(words.kind, words.text);
    return false;
  }
  if (request_.follow_redirects && IsRedirect(answer_.status)) return Redirect();
  if (decoder_ != nullptr && !decoder_->complete())
    Fail(Failure::kCut, "the compressed answer ends in its middle");
  return false;
}

bool Transfer::Redirect() {
  const char* where = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &where);
  if (where == nullptr) return false;
  if (++redirects_ > kMaxRedirects) {
    Fail(Failure::kOther, fmt::format("more than {} redirects", kMaxRedirects));
    return false;
  }
  auto next = ParseUrl(where);
  if (!next.ok()) {
    Fail(Failure::kOther,
         fmt::format("redirected to where it cannot go: {}", next.error().message));
    return false;
  }
  if (MayShareIdentity(url_, *next)) {
    if (next->user.empty()) {
      next->user = url_.user;
      next->password = url_.password;
    }
  } else {
    ForgetIdentity();
  }
  if (answer_.status == 303 && request_.method != "HEAD") {
    request_.method = "GET";
    request_.body.clear();
  }
  url_ = *std::move(next);
  return true;
}

void Transfer::ForgetIdentity() {
  request_.identity = {.ca_file = request_.identity.ca_file};
  std::erase_if(request_.headers, [](const fetch::Header& header) {
    return fetch::SameHeaderName(header.first, "Authorization") ||
           fetch::SameHeaderName(header.first, "Cookie");
  });
}

void Transfer::Fail(Failure failure, std::string text) {
  answer_.failure = failure;
  answer_.error = std::move(text);
}

void Transfer::CallDone(int64_t now) {
  answer_.body = std::move(body_.bytes);
  answer_.seconds = static_cast<double>(now - begun_) / 1e9;
  done_(std::move(answer_));
}

int64_t Transfer::deadline() const {
  constexpr int64_t kNsPerMs = 1'000'000;
  return request_.timeout > 0 ? begun_ + std::min(request_.timeout, kDay) * kNsPerMs : kNever;
}

std::string Transfer::TimeoutText(bool resolving) const {
  std::string text = fmt::format("timed out after {}", FormatDuration(request_.timeout));
  if (resolving) return fmt::format("{}, still looking up '{}'", text, url_.host);
  curl_off_t sending = 0;
  if (easy_ != nullptr) curl_easy_getinfo(easy_.get(), CURLINFO_PRETRANSFER_TIME_T, &sending);
  return sending > 0 ? text : text + ", still connecting";
}

}  // namespace plumb::http
