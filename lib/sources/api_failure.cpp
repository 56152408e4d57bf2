#include "sources/api_failure.h"

#include <fmt/core.h>

#include <algorithm>

#include "text/escape.h"
#include "text/utf8.h"

namespace plumb::sources {

namespace {

Error Outside(std::string message) {
  return {Exit::kOutside, std::move(message)};
}

// The words of a body that is no JSON, if they are few: a proxy's "upstream request timeout".
std::string ShortBody(std::string_view body) {
  constexpr size_t kMost = 200;
  const size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  body = body.substr(first, body.find_first_of("\r\n", first) - first);
  if (body.size() > kMost || body.front() == '<') return "";
  return text::ForTerminal(body);
}

bool LooksLikeHtml(const fetch::Answer& answer) {
  const size_t first = answer.body.find_first_not_of(" \t\r\n");
  return answer.Get("Content-Type").find("html") != std::string_view::npos ||
         (first != std::string::npos && answer.body[first] == '<');
}

// What the server says: of its JSON, else of a short body, else nothing.
std::string WordsOf(const fetch::Answer& answer, const json::Value& root) {
  const std::string_view error = root.Get("error").string();
  return error.empty() ? ShortBody(answer.body) : text::ForTerminal(error);
}

std::string Saying(const std::string& words) {
  return words.empty() ? "" : fmt::format(": {}", words);
}

Error NotThere(std::string_view server, std::string_view path, const std::string& words) {
  return Outside(
      fmt::format("{} has no Prometheus API: there is no '/api/v1/{}' (status 404){}; a server "
                  "behind a path is named with it, as in http://host/prometheus",
                  server, path, Saying(words)));
}

}  // namespace

Error NoAnswer(std::string_view server, const fetch::Answer& answer, uint64_t max_answer) {
  if (answer.failure == fetch::Failure::kTooLarge)
    return Outside(
        fmt::format("the answer of {} is larger than {} MiB; ask for fewer series or a larger "
                    "--step, or allow more with --max-memory",
                    server, max_answer >> 20));
  return Outside(fmt::format("cannot ask {}: {}", server, answer.error));
}

Error NoSuccess(std::string_view server, std::string_view path, const fetch::Answer& answer,
                const json::Value& root, std::string_view json_error) {
  const std::string words = WordsOf(answer, root);
  switch (answer.status) {
    case 400:
    case 422:
      if (!words.empty()) return {Exit::kUsage, words};
      break;
    case 401:
      return Outside(fmt::format(
          "{} wants to know who asks (status 401){}; --bearer-file, --netrc or -H @FILE "
          "tell it",
          server, Saying(words)));
    case 403:
      return Outside(
          fmt::format("{} does not let us ask (status 403){}; --bearer-file, --netrc, --cert or -H "
                      "@FILE name somebody else",
                      server, Saying(words)));
    case 404:
      return NotThere(server, path, words);
    case 429:
      return Outside(fmt::format("{} is asked too much (status 429){}", server, Saying(words)));
    default:
      break;
  }
  if (answer.status != 200)
    return Outside(fmt::format("{} failed with status {}{}", server, answer.status, Saying(words)));
  if (root.Get("status").string() == "error")
    return Outside(fmt::format("{} failed{}", server, Saying(words)));
  if (LooksLikeHtml(answer))
    return Outside(fmt::format(
        "{} is no Prometheus API: it answered with a page of HTML, perhaps to log in; a page of "
        "metrics is read by 'plumb-scrape URL | plumb-query -d -'",
        server));
  if (answer.body.empty()) return Outside(fmt::format("{} gave an empty answer", server));
  if (!json_error.empty())
    return Outside(
        fmt::format("{} is no Prometheus API, or its answer is damaged: {}", server, json_error));
  return Outside(
      fmt::format("{} is no Prometheus API: its JSON has no \"status\":\"success\"", server));
}

}  // namespace plumb::sources
