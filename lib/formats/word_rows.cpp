#include "formats/word_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "base/number.h"
#include "formats/aligned_columns.h"
#include "formats/cell_time.h"
#include "formats/measure.h"
#include "text/escape.h"

namespace plumb::formats {

namespace {

using Words = std::vector<std::string>;

bool IsNumber(std::string_view word) {
  return ParseFloat(word) || ReadMeasure(word);
}
bool IsData(std::string_view word) {
  return IsNumber(word) || LooksLikeDate(word);
}

std::string_view WithoutReturn(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<std::string_view> SplitBlanks(std::string_view line) {
  std::vector<std::string_view> words;
  for (size_t at = line.find_first_not_of(" \t"); at != std::string_view::npos;) {
    const size_t stop = std::min(line.find_first_of(" \t", at), line.size());
    words.push_back(line.substr(at, stop - at));
    at = line.find_first_not_of(" \t", stop);
  }
  return words;
}

std::vector<std::string_view> SplitTabs(std::string_view line) {
  std::vector<std::string_view> words;
  for (size_t at = 0;;) {
    const size_t stop = std::min(line.find('\t', at), line.size());
    words.push_back(line.substr(at, stop - at));
    if (stop == line.size()) return words;
    at = stop + 1;
  }
}

bool IsHalfOfDay(std::string_view word) {
  return word == "AM" || word == "PM";
}

// The fields of a line. A date and a time of day are one, and so are a number and its unit.
Words Split(std::string_view line, char separator) {
  Words words;
  if (separator == '\t') {
    for (const std::string_view word : SplitTabs(line)) words.emplace_back(word);
    return words;
  }
  for (const std::string_view word : SplitBlanks(line)) {
    const bool joins = !words.empty() && ((LooksLikeDate(words.back()) && LooksLikeClock(word)) ||
                                          (LooksLikeClock(words.back()) && IsHalfOfDay(word)) ||
                                          (ParseFloat(words.back()) && IsUnitWord(word)));
    if (joins) {
      words.back().append(" ").append(word);
    } else {
      words.emplace_back(word);
    }
  }
  return words;
}

struct Line {
  std::string_view text;
  Words words;
  [[nodiscard]] bool has_number() const {
    return std::any_of(words.begin(), words.end(), [](const auto& word) { return IsNumber(word); });
  }
};

// The whole lines of `head` that have something in them.
std::vector<Line> LinesOf(std::string_view head, char separator) {
  std::vector<Line> lines;
  constexpr size_t kMostLines = 500;
  while (!head.empty() && lines.size() < kMostLines) {
    const size_t stop = head.find('\n');
    // What is cut off at the end of a long head is no line.
    if (stop == std::string_view::npos && !lines.empty()) break;
    const std::string_view text = WithoutReturn(head.substr(0, stop));
    head.remove_prefix(stop == std::string_view::npos ? head.size() : stop + 1);
    if (text.find_first_not_of(" \t") != std::string_view::npos)
      lines.push_back({text, Split(text, separator)});
  }
  return lines;
}

// How many words most of the lines with numbers have, the fewer where two are as many; 0 if there
// are none. A line of as many titles counts as well: it tells devices from what `iostat` says of
// the processor above them.
size_t UsualCount(const std::vector<Line>& lines) {
  std::map<size_t, size_t> counts;
  for (size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    if (!line.has_number() || line.text.starts_with('#')) continue;
    ++counts[line.words.size()];
    if (i > 0 && !lines[i - 1].has_number() && lines[i - 1].words.size() == line.words.size())
      ++counts[line.words.size()];
  }
  size_t usual = 0;
  size_t most = 0;
  for (const auto& [words, count] : counts) {
    if (count <= most) continue;
    most = count;
    usual = words;
  }
  return usual;
}

// The words of a line of titles, as many as there are columns: "Mounted on" is one of two words.
// The words that are too many belong to the last column if that is of words ("Mounted on" with
// "/srv"), else to the first one (of `df --output=target,pcent`).
std::optional<Words> TitlesOf(const Line& line, char separator, size_t columns, bool last_is_text) {
  std::string_view text = line.text;
  while (text.starts_with('#') || text.starts_with(' ')) text.remove_prefix(1);
  Words titles = Split(text, separator);
  constexpr size_t kMostWordsOfLast = 3;
  if (titles.size() < columns || titles.size() >= columns + kMostWordsOfLast) return std::nullopt;
  const auto is_number = [](const std::string& word) { return ParseFloat(word).has_value(); };
  if (std::any_of(titles.begin(), titles.end(), is_number)) return std::nullopt;
  const size_t too_many = titles.size() - columns;
  const auto joined =
      last_is_text ? titles.begin() + static_cast<std::ptrdiff_t>(columns) - 1 : titles.begin();
  for (size_t i = 1; i <= too_many; ++i)
    *joined += ' ' + *(joined + static_cast<std::ptrdiff_t>(i));
  titles.erase(joined + 1, joined + 1 + static_cast<std::ptrdiff_t>(too_many));
  return titles;
}

// A lone column of numbers needs no title, and a lone one of words is a name.
Words MadeUpTitles(const Words& row) {
  size_t numbers = 0;
  size_t texts = 0;
  for (const std::string& word : row) {
    if (IsNumber(word) && !(word == row[0] && LooksLikeEpoch(ParseFloat(word).value_or(0))))
      ++numbers;
    else if (!IsData(word))
      ++texts;
  }
  Words titles;
  for (size_t i = 0; i < row.size(); ++i) {
    const bool number = IsNumber(row[i]);
    if (i == 0 && number && row.size() > 1 && LooksLikeEpoch(ParseFloat(row[0]).value_or(0)))
      titles.emplace_back("time");
    else if (number && numbers == 1)
      titles.emplace_back("");
    else if (!IsData(row[i]) && texts == 1)
      titles.emplace_back("name");
    else
      titles.push_back(fmt::format("column {}", i + 1));
  }
  return titles;
}

// Whether the same separator of fields stands in the first line and the row: then it is CSV.
bool IsDelimited(const Line& first, const Line& row, char separator) {
  const auto count = [&](std::string_view text) {
    return std::count(text.begin(), text.end(), separator);
  };
  return count(first.text) > 0 && count(first.text) == count(row.text);
}

// A line that says only what comes (`iostat` puts tabs there) is not of the table.
bool HasTabs(std::string_view head) {
  const auto has_tab = [](std::string_view line) {
    return line.find('\t') != std::string_view::npos && line.find_first_not_of(" \t") == 0;
  };
  const size_t stop = head.find('\n');
  if (!has_tab(head.substr(0, stop))) return false;
  if (stop == std::string_view::npos) return true;
  head.remove_prefix(std::min(head.find_first_not_of("\r\n", stop), head.size()));
  return head.empty() || has_tab(head.substr(0, head.find('\n')));
}

// Titles of all columns but the first, which has the rows' names, and a row that is as long:
//
//                total   used   free
//     Mem:       15958   9120    713
//     Swap:       2047    312
std::optional<WordLayout> FindNamedRows(const std::vector<Line>& lines) {
  if (lines.size() < 2 || !lines[0].text.starts_with(' ')) return std::nullopt;
  const Words& titles = lines[0].words;
  const Words& row = lines[1].words;
  if (lines[1].text.starts_with(' ') || row.size() != titles.size() + 1) return std::nullopt;
  if (lines[0].has_number() || IsData(row[0]) || !std::all_of(row.begin() + 1, row.end(), IsNumber))
    return std::nullopt;
  WordLayout layout;
  layout.titles = {"name"};
  layout.titles.insert(layout.titles.end(), titles.begin(), titles.end());
  layout.others.emplace(lines[0].text);
  layout.named_rows = true;
  return layout;
}

// Where places tell columns apart. The titles are the first line.
std::optional<WordLayout> FindPlaces(const std::vector<Line>& lines) {
  const auto has_number = [](const Line& line) { return line.has_number(); };
  if (lines.size() < 2 || lines[0].has_number() ||
      std::none_of(lines.begin(), lines.end(), has_number))
    return std::nullopt;
  std::vector<std::string_view> rows;
  for (size_t i = 1; i < lines.size(); ++i)
    // Whoever prints again and again has titles again.
    if (lines[i].text != lines[0].text) rows.push_back(lines[i].text);
  auto columns = FindAlignedColumns(lines[0].text, rows);
  if (!columns) return std::nullopt;
  WordLayout layout;
  layout.titles = std::move(columns->titles);
  layout.starts = std::move(columns->starts);
  layout.others.emplace(lines[0].text);
  return layout;
}

// The date in the first line of `sar`, in a form that can be read in one way. Of those with slashes
// months come first with AM and PM (en_US) and with years of two digits (C), else days.
std::optional<std::string> DateIn(const Words& words, bool halves) {
  for (const std::string& word : words) {
    const bool slashes = (word.size() == 8 || word.size() == 10) && word[2] == '/' &&
                         word[5] == '/' &&
                         word.find_first_not_of("0123456789/") == std::string::npos;
    if (!slashes && LooksLikeDate(word)) return word;
    if (!slashes) continue;
    std::string month = word.substr(0, 2);
    std::string day = word.substr(3, 2);
    const std::string year = (word.size() == 8 ? "20" : "") + word.substr(6);
    if (month > "12" || (day <= "12" && word.size() == 10 && !halves)) std::swap(month, day);
    return year + '-' + month + '-' + day;
  }
  return std::nullopt;
}

// Of `sar`: the date in a line of words, and under it a time of day in the place of the first title
// and in each row.
//
//     Linux 6.1.0 (web1)   12/01/2026   _x86_64_   (2 CPU)
//     12:00:01 AM     CPU     %user     %idle
//     12:10:01 AM     all      2.47     96.80
std::optional<WordLayout> FindTimesOfDay(const std::vector<Line>& lines) {
  if (lines.size() < 3 || lines[1].words.size() < 2) return std::nullopt;
  const Words& titles = lines[1].words;
  auto date = DateIn(lines[0].words, titles[0].ends_with('M'));
  if (!date || !LooksLikeClock(titles[0]) || !LooksLikeClock(lines[2].words[0]) ||
      lines[2].words.size() != titles.size() ||
      std::any_of(titles.begin() + 1, titles.end(), IsNumber))
    return std::nullopt;
  WordLayout layout;
  layout.titles = titles;
  layout.titles[0] = "time";
  layout.date = *std::move(date);
  layout.others.emplace(lines[0].text);
  return layout;
}

// Titles of one word each in the first line, and rows whose last column is of any number of words:
//
//     USER   PID %CPU COMMAND
//     root  9120  1.5 /usr/bin/python3 -m http.server
std::optional<WordLayout> FindLongTexts(const std::vector<Line>& lines) {
  constexpr size_t kLeastColumns = 3;
  if (lines.size() < 2 || lines[0].has_number()) return std::nullopt;
  const Words& titles = lines[0].words;
  const size_t columns = titles.size();
  if (columns < kLeastColumns) return std::nullopt;
  std::vector<bool> numbers(columns - 1, true);
  bool longer = false;
  for (size_t i = 1; i < lines.size(); ++i) {
    const Words& row = lines[i].words;
    if (row == titles) continue;
    if (row.size() < columns || IsData(row[columns - 1])) return std::nullopt;
    longer = longer || row.size() > columns;
    for (size_t c = 0; c + 1 < columns; ++c) numbers[c] = numbers[c] && IsNumber(row[c]);
  }
  if (!longer || std::find(numbers.begin(), numbers.end(), true) == numbers.end())
    return std::nullopt;
  WordLayout layout;
  layout.titles = titles;
  layout.others.emplace(lines[0].text);
  layout.last_is_text = true;
  return layout;
}

}  // namespace

std::optional<WordLayout> FindWordLayout(std::string_view head) {
  WordLayout layout;
  if (HasTabs(head)) layout.separator = '\t';
  const std::vector<Line> lines = LinesOf(head, layout.separator);
  if (auto named = FindNamedRows(lines)) return named;
  if (auto placed = FindPlaces(lines)) return placed;
  if (auto timed = FindTimesOfDay(lines)) return timed;
  if (layout.separator == ' ')
    if (auto texts = FindLongTexts(lines)) return texts;
  const size_t columns = UsualCount(lines);
  if (columns == 0) return std::nullopt;
  const auto is_row = [&](const Line& line) {
    return line.has_number() && line.words.size() >= columns && !line.text.starts_with('#');
  };
  auto first = std::find_if(lines.begin(), lines.end(), is_row);
  // Sentences with numbers may stand above the titles (`top -b`).
  for (size_t i = 1; i < lines.size(); ++i)
    if (lines[i].has_number() && !lines[i - 1].has_number() && lines[i].words.size() == columns &&
        lines[i - 1].words.size() == columns) {
      first = lines.begin() + static_cast<std::ptrdiff_t>(i);
      break;
    }
  if (first == lines.end()) return std::nullopt;
  // Bare numbers under a title are CSV of one column.
  if (columns == 1 && !ReadMeasure(first->words[0])) return std::nullopt;
  const auto rows = static_cast<size_t>(std::count_if(first, lines.end(), is_row));
  // Some lines may be wrong, or titles that come again.
  if (rows * 3 < static_cast<size_t>(lines.end() - first) * 2) return std::nullopt;
  if (IsDelimited(lines.front(), *first, ',') || IsDelimited(lines.front(), *first, ';'))
    return std::nullopt;
  Words row = first->words;
  row.resize(columns);
  layout.last_is_text = !IsData(row.back());
  std::optional<Words> titles;
  if (first != lines.begin())
    titles = TitlesOf(*(first - 1), layout.separator, columns, layout.last_is_text);
  // Tabs under titles are TSV.
  if (titles && layout.separator == '\t') return std::nullopt;
  constexpr std::ptrdiff_t kMostOthers = 6;  // lines before the rows: `top -b` has so many
  if (first - lines.begin() > kMostOthers) return std::nullopt;
  constexpr std::ptrdiff_t kMostTexts = 2;
  const auto texts =
      std::count_if(row.begin(), row.end(), [](const auto& word) { return !IsData(word); });
  if (!titles && (texts > kMostTexts || first - lines.begin() > 1)) return std::nullopt;
  layout.titles = titles ? *std::move(titles) : MadeUpTitles(row);
  for (auto line = lines.begin(); line != first; ++line) layout.others.emplace(line->text);
  return layout;
}

void WordRows::AppendRow(std::string_view line) {
  line = WithoutReturn(line);
  if (line.find_first_not_of(" \t") == std::string_view::npos || line.starts_with('#') ||
      layout_.others.contains(std::string(line)))
    return;
  Words words =
      layout_.starts.empty() ? Split(line, layout_.separator) : SplitAt(line, layout_.starts);
  const size_t columns = layout_.titles.size();
  if (!layout_.date.empty()) {
    // Titles come again with another time before them, averages have none, and a system that was
    // started says so.
    const bool again = std::equal(words.begin() + 1, words.end(), layout_.titles.begin() + 1,
                                  layout_.titles.end());
    const bool restart = words.size() > 1 && words[1] == "LINUX";
    if (!LooksLikeClock(words[0]) || again || restart) return;
    words[0] = layout_.date + ' ' + words[0];
  }
  if (layout_.named_rows && words.size() < columns) words.resize(columns);
  if (layout_.last_is_text && words.size() > columns) {
    for (size_t i = columns; i < words.size(); ++i) words[columns - 1] += ' ' + words[i];
    words.resize(columns);
  }
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) ready_ += '\t';
    text::AppendCsvField(ready_, words[i], '\t');
  }
}

Result<size_t> WordRows::Read(char* buffer, size_t size) {
  while (at_ == ready_.size()) {
    ready_.clear();
    at_ = 0;
    std::string_view line;
    PLUMB_ASSIGN(const bool more, lines_.Next(line));
    if (!more) return 0;
    AppendRow(line);
    if (lines_.terminated()) ready_ += '\n';
  }
  const size_t n = std::min(size, ready_.size() - at_);
  std::memcpy(buffer, ready_.data() + at_, n);
  at_ += n;
  return n;
}

}  // namespace plumb::formats
