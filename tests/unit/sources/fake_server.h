// SPDX-License-Identifier: Apache-2.0
// A server that answers as a test tells it, and keeps what it was asked.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "fetch/fetcher.h"
#include "sources/prometheus_api.h"

namespace plumb::sources {

struct FakeServer {
  std::deque<fetch::Answer> answers;  // one a request, the last for all that follow
  std::vector<fetch::Request> requests;

  void Says(std::string body, int status = 200, std::string type = "application/json") {
    answers.push_back({.status = status,
                       .headers = {{"Content-Type", std::move(type)}},
                       .body = std::move(body)});
  }

  std::shared_ptr<const PrometheusApi> Api(ApiOptions options = {.url = "http://h:9090"}) {
    return std::make_shared<const PrometheusApi>(std::move(options), std::make_unique<Line>(*this));
  }

 private:
  class Line : public fetch::Fetcher {
   public:
    explicit Line(FakeServer& server) : server_(server) {}
    Result<fetch::Answer> Fetch(const fetch::Request& request) override {
      server_.requests.push_back(request);
      fetch::Answer answer = server_.answers.front();
      if (server_.answers.size() > 1) server_.answers.pop_front();
      return answer;
    }

   private:
    FakeServer& server_;
  };
};

}  // namespace plumb::sources
