#include "promql/annotations.h"

#include <algorithm>

#include <fmt/format.h>

namespace plumb::promql {

void Annotations::Warn(const std::string& text, const Place& place) {
  Add(model::Annotation::Level::kWarning, "PromQL warning: " + text, place);
}

void Annotations::Inform(const std::string& text, const Place& place) {
  Add(model::Annotation::Level::kInfo, "PromQL info: " + text, place);
}

void Annotations::Add(model::Annotation::Level level, std::string text, const Place& place) {
  const size_t at = std::min(place.start, query_.size());
  const auto begin = query_.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(at);
  const auto line = 1 + std::count(begin, end, '\n');
  const size_t newline = at == 0 ? std::string::npos : query_.rfind('\n', at - 1);
  const size_t column = newline == std::string::npos ? place.start + 1 : place.start - newline;
  text += fmt::format(" ({}:{})", line, column);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!known_.insert(text).second) return;
  all_.push_back({.level = level, .text = std::move(text)});
}

size_t Annotations::size() const {
  const std::lock_guard lock(mutex_);
  return all_.size();
}

std::vector<model::Annotation> Annotations::Take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  // The order in which threads came must not show.
  std::sort(all_.begin(), all_.end(),
            [](const model::Annotation& a, const model::Annotation& b) { return a.text < b.text; });
  return std::move(all_);
}

}  // namespace plumb::promql
