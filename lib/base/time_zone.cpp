#include "base/time_zone.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

#include "fmt/format.h"

#include "base/tzif.h"

namespace plumb {

struct TimeZone::Rules {
  std::string name;
  ZoneData data;
};

namespace {

constexpr std::string_view kZoneFolder = "/usr/share/zoneinfo/";
constexpr int64_t kMsPerSecond = 1000;
constexpr int64_t kSecondsPerDay = 86'400;

// Rounds towards the past, as calendars need before 1970.
constexpr int64_t FloorDivide(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

// The bytes of a file; nullopt where there is none that could be a zone.
std::optional<std::string> ReadZoneFile(const std::string& path) {
  constexpr off_t kLargest = 1 << 20;  // the largest of tzdata has 4 KiB
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return std::nullopt;
  struct stat facts = {};
  const bool readable =
      fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size <= kLargest;
  std::string bytes(readable ? static_cast<size_t>(facts.st_size) : 0, '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = read(fd, bytes.data() + filled, bytes.size() - filled);
    if (got <= 0) break;
    filled += static_cast<size_t>(got);
  }
  close(fd);
  if (!readable || filled < bytes.size()) return std::nullopt;
  return bytes;
}

// Whether the name of a zone stays below the folder of zones.
bool IsZoneName(std::string_view name) {
  constexpr std::string_view kOther = "+-_/";
  const auto belongs = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           kOther.find(c) != std::string_view::npos;
  };
  return !name.empty() && name.front() != '/' && std::all_of(name.begin(), name.end(), belongs);
}

// `+02:00`, `-0530`, `+02`: seconds east of UTC.
std::optional<int64_t> ParseOffset(std::string_view text) {
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::string digits;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == ':' && i == 3) continue;
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    digits += text[i];
  }
  if (digits.size() == 2 && text.size() == 3) digits += "00";
  if (digits.size() != 4) return std::nullopt;
  const int hours = (digits[0] - '0') * 10 + (digits[1] - '0');
  const int minutes = (digits[2] - '0') * 10 + (digits[3] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  const int64_t seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

void AppendOffset(std::string& out, int64_t minutes) {
  const int64_t size = minutes < 0 ? -minutes : minutes;
  fmt::format_to(std::back_inserter(out), "{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60,
                 size % 60);
}

bool IsAlwaysUtc(const ZoneData& data) {
  return data.transitions.empty() && data.types.front().offset_seconds == 0 &&
         data.types.front().abbreviation == "UTC" &&
         !(data.afterwards && data.afterwards->daylight);
}

// What stands behind ".../zoneinfo/" in a path, or "".
std::string_view NameInPath(std::string_view path) {
  constexpr std::string_view kFolder = "/zoneinfo/";
  const size_t at = path.rfind(kFolder);
  return at == std::string_view::npos ? "" : path.substr(at + kFolder.size());
}

// The name of the zone that /etc/localtime is a link to, else what /etc/timezone says, else
// "local".
std::string NameOfSystemZone() {
  std::array<char, 4096> target;
  const ssize_t size = readlink("/etc/localtime", target.data(), target.size());
  if (size > 0) {
    const std::string_view name = NameInPath({target.data(), static_cast<size_t>(size)});
    if (IsZoneName(name)) return std::string(name);
  }
  const std::string text = ReadZoneFile("/etc/timezone").value_or("");
  const std::string line = text.substr(0, text.find('\n'));
  return IsZoneName(line) ? line : "local";
}

// Days and seconds of a wall clock, as if it showed UTC. Far years are clamped, so that no sum
// overflows.
int64_t WallSeconds(const CivilTime& civil) {
  constexpr int64_t kFarthestYear = 200'000'000;
  const int64_t months = static_cast<int64_t>(civil.month) - 1;
  const int64_t year =
      std::clamp(civil.year, -kFarthestYear, kFarthestYear) + FloorDivide(months, 12);
  const int month = static_cast<int>(months - FloorDivide(months, 12) * 12) + 1;
  const int64_t first = DaysFromCivil(std::clamp(year, -kFarthestYear, kFarthestYear), month, 1);
  const int64_t days = first + civil.day - 1;
  return days * kSecondsPerDay + int64_t{civil.hour} * 3600 + int64_t{civil.minute} * 60 +
         civil.second;
}

// The date of a day since 1970 (Howard Hinnant, "chrono-compatible low-level date algorithms").
void SetDate(CivilTime& civil, int64_t days) {
  const int64_t shifted = days + 719'468;  // days since 0000-03-01
  const int64_t era = FloorDivide(shifted, 146'097);
  const int64_t day_of_era = shifted - era * 146'097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t march_month = (5 * day_of_year + 2) / 153;
  civil.day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
  civil.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  civil.year = year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0);
  constexpr int64_t kWeekdayOf1970 = 4;
  civil.weekday = static_cast<int>(((days + kWeekdayOf1970) % 7 + 7) % 7);
}

CivilTime CivilAt(Timestamp t, int64_t offset_seconds) {
  const int64_t seconds = FloorDivide(t, kMsPerSecond) + offset_seconds;
  const int64_t days = FloorDivide(seconds, kSecondsPerDay);
  const auto of_day = static_cast<int>(seconds - days * kSecondsPerDay);
  CivilTime civil;
  SetDate(civil, days);
  civil.hour = of_day / 3600;
  civil.minute = of_day / 60 % 60;
  civil.second = of_day % 60;
  // Not t - seconds * 1000, which overflows at the very first millisecond.
  const auto millisecond = static_cast<int>(t % kMsPerSecond);
  civil.millisecond = millisecond < 0 ? millisecond + 1000 : millisecond;
  return civil;
}

}  // namespace

int64_t DaysFromCivil(int64_t year, int month, int day) {
  const int64_t months = static_cast<int64_t>(month) - 1;
  const int64_t carried_year = year + FloorDivide(months, 12);
  const int64_t month_index = months - FloorDivide(months, 12) * 12;  // 0..11
  const int64_t march_year = carried_year - (month_index < 2 ? 1 : 0);
  const int64_t era = FloorDivide(march_year, 400);
  const int64_t year_of_era = march_year - era * 400;
  const int64_t march_month = (month_index + 10) % 12;
  const int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

int DaysInMonth(int64_t year, int month) {
  return static_cast<int>(DaysFromCivil(year, month + 1, 1) - DaysFromCivil(year, month, 1));
}

TimeZone::TimeZone(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}

TimeZone TimeZone::Utc() {
  static const std::shared_ptr<const Rules> kUtc = std::make_shared<const Rules>(Rules{"UTC", {}});
  return TimeZone(kUtc);
}

Result<TimeZone> TimeZone::FromTzif(std::string_view bytes, std::string name) {
  PLUMB_ASSIGN(ZoneData data, DecodeTzif(bytes));
  if (IsAlwaysUtc(data)) return Utc();
  return TimeZone(std::make_shared<const Rules>(Rules{std::move(name), std::move(data)}));
}

TimeZone TimeZone::Local() {
  const char* variable = std::getenv("TZ");
  if (variable == nullptr) {
    const std::optional<std::string> bytes = ReadZoneFile("/etc/localtime");
    Result<TimeZone> zone = FromTzif(bytes.value_or(""), NameOfSystemZone());
    return zone ? *std::move(zone) : Utc();
  }
  std::string_view text = variable;
  if (text.starts_with(':')) text.remove_prefix(1);
  if (text.starts_with('/')) {
    const std::optional<std::string> bytes = ReadZoneFile(std::string(text));
    const std::string_view name = NameInPath(text);
    Result<TimeZone> zone = FromTzif(bytes.value_or(""), std::string(name.empty() ? text : name));
    return zone ? *std::move(zone) : Utc();
  }
  if (text != "local") {
    Result<TimeZone> zone = Load(text);
    if (zone) return *std::move(zone);
  }
  Result<PosixTz> rule = ParsePosixTz(text);
  if (!rule) return Utc();  // as the C library does
  ZoneData data;
  data.afterwards = *std::move(rule);
  return TimeZone(std::make_shared<const Rules>(Rules{std::string(text), std::move(data)}));
}

Result<TimeZone> TimeZone::Load(std::string_view name) {
  if (name == "UTC" || name == "Z") return Utc();
  if (name == "local") return Local();
  if (const std::optional<int64_t> offset = ParseOffset(name)) {
    if (*offset == 0) return Utc();
    std::string written;
    AppendOffset(written, *offset / 60);
    ZoneData data;
    data.types = {ZoneType{*offset, written}};
    return TimeZone(std::make_shared<const Rules>(Rules{written, std::move(data)}));
  }
  std::optional<std::string> bytes;
  if (IsZoneName(name)) bytes = ReadZoneFile(std::string(kZoneFolder).append(name));
  if (!bytes && access(kZoneFolder.data(), R_OK) != 0) {
    return Error{Exit::kUsage,
                 fmt::format("cannot read time zone '{}': no data in {} (package tzdata)", name,
                             kZoneFolder)};
  }
  if (!bytes) {
    return Error{
        Exit::kUsage,
        fmt::format("unknown time zone '{}'; examples: Europe/Berlin, UTC, local, +02:00", name)};
  }
  Result<TimeZone> zone = FromTzif(*bytes, std::string(name));
  if (!zone)
    return Error{Exit::kUsage, zone.error().In(fmt::format("time zone '{}'", name)).message};
  return zone;
}

const std::string& TimeZone::name() const {
  return rules_->name;
}

bool TimeZone::is_utc() const {
  return rules_->name == "UTC";
}

int64_t TimeZone::OffsetSeconds(Timestamp t) const {
  return TypeAt(rules_->data, FloorDivide(t, kMsPerSecond)).offset_seconds;
}

std::string_view TimeZone::Abbreviation(Timestamp t) const {
  return TypeAt(rules_->data, FloorDivide(t, kMsPerSecond)).abbreviation;
}

CivilTime TimeZone::ToCivil(Timestamp t) const {
  return CivilAt(t, OffsetSeconds(t));
}

Timestamp TimeZone::FromCivil(const CivilTime& civil) const {
  const int64_t wall = WallSeconds(civil);
  const auto offset_at = [this](int64_t seconds) {
    return TypeAt(rules_->data, seconds).offset_seconds;
  };
  // No offset is larger, so that a change which matters to this wall time lies between the two.
  constexpr int64_t kReach = 26 * 3600;
  const int64_t before = wall - offset_at(wall - kReach);
  const int64_t between = wall - offset_at(before);
  const int64_t after = wall - offset_at(wall + kReach);
  std::optional<int64_t> earliest;
  for (const int64_t candidate : {before, between, after}) {
    const bool shows_wall = candidate + offset_at(candidate) == wall;
    if (shows_wall && (!earliest || candidate < *earliest)) earliest = candidate;
  }
  // Skipped: the clock as it was before the change, read after it, shows the time moved forward.
  return earliest.value_or(before) * kMsPerSecond + civil.millisecond;
}

std::string FormatRfc3339(Timestamp t, const TimeZone& zone) {
  // RFC 3339 has no seconds in offsets (local mean times do): the time is written with the whole
  // minutes.
  const int64_t offset_minutes = zone.OffsetSeconds(t) / 60;
  const CivilTime civil = CivilAt(t, offset_minutes * 60);
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", civil.year, civil.month,
                                civil.day, civil.hour, civil.minute, civil.second);
  if (civil.millisecond != 0) fmt::format_to(std::back_inserter(out), ".{:03}", civil.millisecond);
  if (offset_minutes == 0) {
    out += 'Z';
  } else {
    AppendOffset(out, offset_minutes);
  }
  return out;
}

}  // namespace plumb
