#include "system/programs.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "system/files.h"

namespace plumb::system {

namespace {

std::vector<std::string> Directories() {
  std::vector<std::string> directories;
  if (std::string own = OwnDirectory(); !own.empty()) directories.push_back(std::move(own));
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/bin:/bin";
  while (!rest.empty()) {
    const size_t colon = std::min(rest.find(':'), rest.size());
    if (colon > 0) directories.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return directories;
}

bool IsProgram(const std::string& path) {
  return ::access(path.c_str(), X_OK) == 0 && !IsDirectory(path);
}

}  // namespace

std::string OwnDirectory() {
  std::array<char, 4096> buffer;
  const ssize_t size = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
  if (size <= 0) return "";
  const std::string_view path(buffer.data(), static_cast<size_t>(size));
  return std::string(path.substr(0, path.rfind('/')));
}

std::optional<std::string> FindProgram(std::string_view name) {
  for (const std::string& directory : Directories()) {
    std::string path = fmt::format("{}/{}", directory, name);
    if (IsProgram(path)) return path;
  }
  return std::nullopt;
}

Result<std::string> FindHelper(std::string_view name) {
  std::vector<std::string> directories;
  if (const char* chosen = std::getenv("PLUMB_LIBEXEC"); chosen != nullptr && *chosen != '\0')
    directories.emplace_back(chosen);
  if (const std::string own = OwnDirectory(); !own.empty()) {
    directories.push_back(own);
    directories.push_back(own.substr(0, own.rfind('/')) + "/libexec/plumb");
  }
  for (const std::string& directory : directories) {
    std::string path = fmt::format("{}/{}", directory, name);
    if (IsProgram(path)) return path;
  }
  return Error{
      Exit::kOutside,
      fmt::format("cannot find the program '{}', which belongs to plumb: it is not in '{}' "
                  "(PLUMB_LIBEXEC names another folder)",
                  name, fmt::join(directories, "', '"))};
}

std::vector<std::string> ListPrograms(std::string_view prefix) {
  std::vector<std::string> found;
  for (const std::string& directory : Directories()) {
    const auto names = ListDirectory(directory);
    if (!names.ok()) continue;  // a folder of $PATH that is not there
    for (const std::string& name : *names)
      if (name.starts_with(prefix) && IsProgram(directory + "/" + name)) found.push_back(name);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Error Become(const std::string& path, const std::vector<std::string>& arguments) {
  std::vector<char*> pointers = {const_cast<char*>(path.c_str())};
  for (const std::string& argument : arguments)
    pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  ::execv(path.c_str(), pointers.data());
  return {Exit::kOutside, fmt::format("cannot run '{}': {}", path, ErrnoText(errno))};
}

}  // namespace plumb::system
