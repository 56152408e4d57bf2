// SPDX-License-Identifier: Apache-2.0
// How a function of plumb says that it failed: Result<T>, Status, Error, and the exit table of the
// tools.
//
// Nothing in lib/ throws. A function that can fail returns Result<T> (or Status, if it has nothing
// to give), the caller passes it up with PLUMB_TRY or PLUMB_ASSIGN, and the compiler warns when a
// result is dropped. Absence that is normal is std::optional; a broken promise of our own code is
// PLUMB_ASSERT.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace plumb {

// The exit status of every tool (see plumb-exit(7)). An Error carries the one it leads to.
enum class Exit : int {
  kYes = 0,    // done; the answer is yes
  kNo = 1,     // the answer is no: firing, breached, differs; or some input lines were rejected
  kUsage = 2,  // called wrong: option, query, configuration; nothing was done
  kNoData =
      3,  // a metric or target that was named has no sample in the window, or the input was empty
  kOutside = 4,  // the outside failed: network, receiver, input or output
  kStore = 5,    // the store is missing, damaged, locked, full, or of a newer format
};

// What went wrong, in words for the user: the problem first, lower case, the subject in single
// quotes, no full stop. May have several lines (a caret under the place, a hint).
struct Error {
  Exit code = Exit::kOutside;
  std::string message;

  // The same error with "context: " before its message; a layer adds context at most once.
  [[nodiscard]] Error In(std::string context) const {
    return {code, std::move(context) + ": " + message};
  }
};

// A T, or the Error that kept it from being made.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  explicit operator bool() const { return value_.has_value(); }
  [[nodiscard]] bool ok() const { return value_.has_value(); }

  // REQUIRES: ok()
  T& operator*() & { return *value_; }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return std::move(*value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

  // REQUIRES: !ok()
  [[nodiscard]] const Error& error() const& { return error_; }
  [[nodiscard]] Error&& error() && { return std::move(error_); }

 private:
  std::optional<T> value_;
  Error error_;
};

struct Done {};
using Status = Result<Done>;

inline Status Ok() {
  return Done{};
}

namespace internal {
[[noreturn]] inline void AssertFailed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "plumb: internal error: %s at %s:%d\n", what, file, line);
  std::abort();
}
}  // namespace internal

}  // namespace plumb

#define PLUMB_CONCAT_(a, b) a##b
#define PLUMB_CONCAT(a, b) PLUMB_CONCAT_(a, b)

// Evaluates a Status (or a Result whose value is not wanted); on an error, returns it from this
// function.
#define PLUMB_TRY(expression)                                   \
  do {                                                          \
    auto plumb_try_ = (expression);                             \
    if (!plumb_try_.ok()) return std::move(plumb_try_).error(); \
  } while (false)

// PLUMB_ASSIGN(auto x, F()): declares or assigns x from the Result of F(), or returns its error.
#define PLUMB_ASSIGN(declaration, expression) \
  PLUMB_ASSIGN_(PLUMB_CONCAT(plumb_result_, __LINE__), declaration, expression)
#define PLUMB_ASSIGN_(result, declaration, expression) \
  auto result = (expression);                          \
  if (!result.ok()) return std::move(result).error();  \
  declaration = *std::move(result)

// A promise of our own code; always checked, in release builds too.
#define PLUMB_ASSERT(condition) \
  ((condition) ? void() : ::plumb::internal::AssertFailed(#condition, __FILE__, __LINE__))
