#include "fetch/protocol.h"

#include <gtest/gtest.h>

namespace plumb::fetch {
namespace {

using namespace std::string_literals;

Request FullRequest() {
  return {.method = "POST",
          .url = "http://h/p",
          .unix_socket = "/run/s",
          .headers = {{"A", "1"}, {"B", ""}},
          .body = "query=up\0\n\xFF"s,
          .identity = {.headers = {{"X", "\xC3\xA4"}},
                       .bearer_file = "b",
                       .netrc_file = "n",
                       .ca_file = "a",
                       .cert_file = "c",
                       .key_file = "k"},
          .timeout = 12345,
          .max_body = uint64_t{1} << 40,
          .compress = false,
          .follow_redirects = false};
}

std::string Bytes(const Request& request) {
  StringOutput out;
  EXPECT_TRUE(WriteRequest(request, out).ok());
  return out.text();
}
std::string Bytes(const Answer& answer) {
  StringOutput out;
  EXPECT_TRUE(WriteAnswer(answer, out).ok());
  return out.text();
}

// Gives one byte at a time, as a slow pipe does.
class Drip : public ByteInput {
 public:
  explicit Drip(std::string bytes) : in_(std::move(bytes)) {}
  Result<size_t> Read(char* buffer, size_t) override { return in_.Read(buffer, 1); }

 private:
  StringInput in_;
};

TEST(Protocol, ARequestArrivesAsItWas) {
  const Request sent = FullRequest();
  Drip in(Bytes(sent));
  const auto read = ReadRequest(in);
  ASSERT_TRUE(read.ok());
  ASSERT_TRUE(read->has_value());
  const Request& got = **read;
  EXPECT_EQ(got.method, sent.method);
  EXPECT_EQ(got.url, sent.url);
  EXPECT_EQ(got.unix_socket, sent.unix_socket);
  EXPECT_EQ(got.headers, sent.headers);
  EXPECT_EQ(got.body, sent.body);
  EXPECT_EQ(got.identity.headers, sent.identity.headers);
  EXPECT_EQ(got.identity.bearer_file, sent.identity.bearer_file);
  EXPECT_EQ(got.identity.netrc_file, sent.identity.netrc_file);
  EXPECT_EQ(got.identity.ca_file, sent.identity.ca_file);
  EXPECT_EQ(got.identity.cert_file, sent.identity.cert_file);
  EXPECT_EQ(got.identity.key_file, sent.identity.key_file);
  EXPECT_EQ(got.timeout, sent.timeout);
  EXPECT_EQ(got.max_body, sent.max_body);
  EXPECT_FALSE(got.compress);
  EXPECT_FALSE(got.follow_redirects);
}

TEST(Protocol, AnAnswerArrivesAsItWas) {
  const Answer sent = {.failure = Failure::kTooLarge,
                       .error = "the answer is larger than 5 bytes",
                       .status = 200,
                       .headers = {{"Content-Type", "x"}},
                       .body = std::string(3'000'000, '\0') + "end",
                       .seconds = 0.25};
  StringInput in(Bytes(sent));
  const auto got = ReadAnswer(in);
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got->failure, sent.failure);
  EXPECT_EQ(got->error, sent.error);
  EXPECT_EQ(got->status, sent.status);
  EXPECT_EQ(got->headers, sent.headers);
  EXPECT_TRUE(got->body == sent.body);
  EXPECT_EQ(got->seconds, sent.seconds);
}

TEST(Protocol, OneBehindTheOtherAndThenTheEnd) {
  StringInput in(Bytes(FullRequest()) + Bytes(Request{.url = "http://second"}));
  ASSERT_EQ((*ReadRequest(in))->url, "http://h/p");
  ASSERT_EQ((*ReadRequest(in))->url, "http://second");
  const auto end = ReadRequest(in);
  ASSERT_TRUE(end.ok());
  EXPECT_FALSE(end->has_value());
}

TEST(Protocol, AnythingCutOffIsAnError) {
  const std::string request = Bytes(FullRequest());
  for (size_t size = 1; size < request.size(); ++size) {
    StringInput in(request.substr(0, size));
    EXPECT_FALSE(ReadRequest(in).ok()) << size;
  }
  const std::string answer = Bytes(Answer{.error = "e", .headers = {{"A", "b"}}, .body = "body"});
  for (size_t size = 0; size < answer.size(); ++size) {
    StringInput in(answer.substr(0, size));
    EXPECT_FALSE(ReadAnswer(in).ok()) << size;
  }
}

TEST(Protocol, AnotherVersionOrKindIsAnError) {
  std::string bytes = Bytes(Request{});
  StringInput as_answer(bytes);
  EXPECT_FALSE(ReadAnswer(as_answer).ok());
  bytes[6] = 2;
  StringInput newer(bytes);
  EXPECT_NE(ReadRequest(newer).error().message.find("different versions"), std::string::npos);
  StringInput text("hello, this is no plumb-fetch at all");
  EXPECT_FALSE(ReadAnswer(text).ok());
}

TEST(Protocol, ASizeAloneTakesNoMemory) {
  std::string bytes = Bytes(Answer{});
  for (size_t i = 12; i < 20; ++i) bytes[i] = '\x7F';  // the size of the body
  StringInput in(bytes);
  EXPECT_FALSE(ReadAnswer(in).ok());
}

}  // namespace
}  // namespace plumb::fetch
