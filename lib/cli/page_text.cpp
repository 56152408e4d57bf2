#include "cli/page_text.h"

namespace plumb::cli {

namespace {

bool IsWordPart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// scdoc takes an underscore for markup only where it does not stand inside a word.
std::string StripMarkup(std::string_view line) {
  std::string out;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool inside_word =
        i > 0 && i + 1 < line.size() && IsWordPart(line[i - 1]) && IsWordPart(line[i + 1]);
    if (c == '\\' && i + 1 < line.size()) {
      out += line[++i];
    } else if (c != '*' && !(c == '_' && !inside_word)) {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string PageText(std::string_view scdoc) {
  std::string out;
  bool literal = false;
  bool first = true;
  while (!scdoc.empty()) {
    const size_t newline = scdoc.find('\n');
    std::string_view line = scdoc.substr(0, newline);
    scdoc.remove_prefix(newline == std::string_view::npos ? scdoc.size() : newline + 1);
    if (line == "```") {
      literal = !literal;
    } else if (literal) {
      out.append("    ").append(line) += '\n';
    } else if (!first &&
               !line.starts_with(';')) {  // the first line is the page's title, ; begins a comment
      while (line.starts_with('#') || line.starts_with(' ')) line.remove_prefix(1);
      out += StripMarkup(line) + '\n';
    }
    first = false;
  }
  const size_t start = out.find_first_not_of('\n');
  return start == std::string::npos ? "" : out.substr(start);
}

}  // namespace plumb::cli
